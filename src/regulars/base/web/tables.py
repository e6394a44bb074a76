"""What a table works out before it is drawn: cells with their units, sort links, totals under their columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from regulars.base.extends import Text
from regulars.base.web.components import Cell, Column, Row, Table
from regulars.base.web.formats import COUNT, Unit, Value, exact, plain_money, show


@dataclass(frozen=True, slots=True)
class DrawnCell:
    text: str
    exact: str
    cell: Cell
    column: Column
    raw: str


@dataclass(frozen=True, slots=True)
class Head:
    column: Column
    unit: Text
    sorted: str  # "", "ascending", "descending"
    sort_to: str  # value of `sort` in the address that this header leads to


def prepare(table: Table) -> dict[str, Any]:
    return {
        "heads": [_head(column, table.sort) for column in table.columns],
        "rows": [(row, _cells(table, row)) for row in table.rows],
        "totals": _cells(table, Row(table.totals)) if table.totals else (),
    }


def _head(column: Column, sort: str) -> Head:
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    first = f"-{column.key}" if column.unit.numeric else column.key
    second = column.key if column.unit.numeric else f"-{column.key}"
    return Head(column, head_unit(column.unit), direction, second if sort == first else first)


def head_unit(unit: Unit) -> Text:
    """What stands behind the label so that the cells need not repeat it."""
    return {"money": unit.currency, "percent": "%"}.get(unit.kind, "")


def _cells(table: Table, row: Row) -> list[DrawnCell]:
    if len(row.cells) != len(table.columns):
        raise ValueError(f"table {table.key!r}: a row of {len(row.cells)} cells under {len(table.columns)} columns")
    return [_drawn(value, column) for value, column in zip(row.cells, table.columns, strict=True)]


def _drawn(value: Cell | Value, column: Column) -> DrawnCell:
    cell = value if isinstance(value, Cell) else Cell(value)
    unit = cell.unit or column.unit
    return DrawnCell(bare(cell.value, unit), exact(cell.value, unit), cell, column, raw(cell.value))


def bare(value: Value, unit: Unit) -> str:
    """The number without the unit that its header names."""
    if unit.kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return plain_money(value, unit.currency)
    if unit.kind == "percent" and value is not None:
        return show(value, unit).removesuffix(" %")
    if unit.kind == "days" and value is not None:
        return show(value, replace(COUNT, digits=unit.digits))
    return show(value, unit)


def raw(value: Value) -> str:
    """The number as scripts read it."""
    return (
        ""
        if value is None
        else str(float(value) if hasattr(value, "numerator") and not isinstance(value, int) else value)
    )
