"""What a table works out before it is drawn: cells with their units, sort links, totals under their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from regulars.base.extends import Text
from regulars.base.web.components import Badge, Cell, Column, Row, Table
from regulars.base.web.formats import Unit, Value, bare, exact, reads_whole, show
from regulars.base.web.markup import badge, element, share_bar

WIDE_FROM = 11  # columns in sight from which a table scrolls in its own box


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    unit: Text
    classes: str
    sorted: str  # "", "ascending", "descending"
    sort_to: str  # value of `sort` in the address that this header leads to
    icon: str


def prepare(table: Table) -> dict[str, Any]:
    """Context of `table.html`. A row that does not fit its columns is a programming error."""
    whole = [_whole(table, place) for place in range(len(table.columns))]
    return {
        "heads": [_head(column, table.sort) for column in table.columns],
        "rows": [(row, _cells(table, row, whole)) for row in table.rows],
        "totals": _cells(table, Row(table.totals), whole) if table.totals else "",
        "wide": sum(not column.hidden for column in table.columns) >= WIDE_FROM,
    }


def head_unit(unit: Unit) -> Text:
    """What stands behind a label so that the cells need not repeat it."""
    if unit.kind in {"points", "days"}:
        return {"points": _("points"), "days": _("days")}[unit.kind]
    return {"money": unit.currency, "percent": "%"}.get(unit.kind, "")


def _head(column: Column, sort: str) -> Head:
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    first, second = (f"-{column.key}", column.key) if column.unit.highest_first else (column.key, f"-{column.key}")
    icon = {"ascending": "arrow-up", "descending": "arrow-down"}.get(direction, "chevrons-up-down")
    return Head(column, head_unit(column.unit), _classes(column), direction, second if sort == first else first, icon)


def _whole(table: Table, place: int) -> bool:
    """Whether this column of money drops its cents. The totals, always large, do not decide."""
    unit = table.columns[place].unit
    values = (row.cells[place] for row in table.rows if place < len(row.cells))
    return reads_whole((value.value if isinstance(value, Cell) else value for value in values), unit)


def _cells(table: Table, row: Row, whole: Sequence[bool]) -> SafeString:
    if len(row.cells) != len(table.columns):
        raise ValueError(f"table {table.key!r}: a row of {len(row.cells)} cells under {len(table.columns)} columns")
    cells = [_linked(row.cells[0], row.url), *row.cells[1:]] if row.url and row.cells else row.cells
    places = zip(cells, table.columns, whole, strict=True)
    return SafeString("".join(_cell(value, column, drops, table.local_sort) for value, column, drops in places))


def _linked(value: Cell | Badge | Value, url: str) -> Cell:
    """The first cell of a row that opens something: keyboards and readers without scripts need a link."""
    if isinstance(value, Badge):
        return Cell("", badge=value, url=url)
    cell = value if isinstance(value, Cell) else Cell(value)
    return cell if cell.url else replace(cell, url=url)


def _cell(value: Cell | Badge | Value, column: Column, whole: bool, sorts: bool) -> SafeString:
    if isinstance(value, Badge):
        value = Cell("", badge=value)
    if not isinstance(value, Cell):
        text = escape(bare(value, column.unit, whole=whole))
        title: Text = exact(value, column.unit, whole=whole)
        return _td(text, column, title, _sort_by(value) if sorts else "", "")
    unit = value.unit or column.unit
    text = escape(show(value.value, unit) if value.unit else bare(value.value, unit, whole=whole))
    title = value.title or exact(value.value, unit, whole=None if value.unit else whole)
    return _td(_rich(value, text), column, title, _sort_by(value.value) if sorts else "", value.tone)


def _td(content: str, column: Column, title: Text, sort_by: str, tone: str) -> SafeString:
    return element(
        "td", content, class_=_classes(column, tone), data_col=column.key, title=title, data_v=sort_by,
        data_hidden_column=column.hidden,
    )  # fmt: skip


def _rich(cell: Cell, text: str) -> str:
    """A cell that is more than its text: link, picture, bar, badge, note."""
    if cell.url:
        text = element("a", text, href=cell.url)
    if cell.image:
        picture = f'<img src="{escape(cell.image)}" alt="" loading="lazy" width="24" height="24">'
        text = element("span", picture + text, class_="cell-picture")
    if cell.bar is not None:
        text = element("span", share_bar(cell.bar) + text, class_="cell-bar")
    if cell.badge:
        text += f" {badge(cell.badge)}"
    return text + (element("small", escape(cell.note)) if cell.note else "")


def _classes(column: Column, tone: str = "") -> str:
    names = (
        ["is-num"] * column.unit.numeric
        + ["is-end"] * (column.unit.kind in {"date", "instant"})
        + ["is-wide"] * column.wide
        + [f"tone-{tone}"] * bool(tone)
    )
    return " ".join(names)


def _sort_by(value: Value) -> str:
    """The value as the browser sorts it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else str(float(value))
