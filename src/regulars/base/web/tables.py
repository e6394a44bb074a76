"""What a table works out before it is drawn: cells with their units, sort links, totals under their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.extends import Text
from regulars.base.web.components import Badge, Cell, Column, Row, Table
from regulars.base.web.formats import Unit, Value, bare, exact, reads_whole, show

WIDE_FROM = 11  # columns in sight from which a table scrolls in its own box


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """One cell, everything as strings. `plain` cells are text and nothing else."""

    text: str
    exact: Text
    cell: Cell
    column: Column
    classes: str
    url: str
    sort_by: str
    plain: bool


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
        "totals": _cells(table, Row(table.totals), whole) if table.totals else (),
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


def _cells(table: Table, row: Row, whole: Sequence[bool]) -> list[DrawnCell]:
    if len(row.cells) != len(table.columns):
        raise ValueError(f"table {table.key!r}: a row of {len(row.cells)} cells under {len(table.columns)} columns")
    return [
        _drawn(value, column, row.url if place == 0 else "", table.local_sort, whole[place])
        for place, (value, column) in enumerate(zip(row.cells, table.columns, strict=True))
    ]


def _drawn(value: Cell | Badge | Value, column: Column, row_url: str, sorts: bool, whole: bool) -> DrawnCell:
    if isinstance(value, Badge):
        value = Cell("", badge=value)
    cell = value if isinstance(value, Cell) else Cell(value)
    unit = cell.unit or column.unit
    url = cell.url or row_url
    rich = url or cell.badge or cell.note or cell.image or cell.bar is not None
    return DrawnCell(
        text=show(cell.value, unit) if cell.unit else bare(cell.value, unit, whole=whole),
        exact=cell.title or exact(cell.value, unit),
        cell=cell,
        column=column,
        classes=_classes(column, cell.tone),
        url=url,
        sort_by=_sort_by(cell.value) if sorts else "",
        plain=not rich,
    )


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
