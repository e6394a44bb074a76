"""Cohort and RFM grids: colors by step, inks that read on them, blanks that stay blank."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from regulars.base.web.components import Grid, GridCell, GridRow
from regulars.base.web.formats import COUNT, Number, Unit, bare, exact, show
from regulars.base.web.markup import element

STEPS = 10
DARK_STEPS = {8, 9}  # light ink in light mode, dark ink in dark mode; css/tokens.css has the colors


def prepare(grid: Grid) -> dict[str, Any]:
    low, high = _range(grid)
    every = [cell for row in grid.rows for cell in row.cells]
    stepped = any(cell.step is not None for cell in every)
    return {
        "rows": [_row(row, grid, low, high) for row in grid.rows],
        "totals": [_row(grid.totals, grid, low, high)] if grid.totals else [],
        "ramp": range(STEPS),
        "scale_low": "" if stepped else show(low, grid.unit),
        "scale_high": "" if stepped else show(high, grid.unit),
        "has_open": any(cell.state == "open" for cell in every),
        "has_blank": any(cell.state == "blank" for cell in every),
    }


def step_of(value: Number, low: Number, high: Number) -> int:
    """0..9 along low..high, the ends included."""
    if not low < high:
        return STEPS // 2
    place = (float(value) - float(low)) / (float(high) - float(low)) * STEPS
    return max(0, min(STEPS - 1, int(place)))


def _range(grid: Grid) -> tuple[Number, Number]:
    """The scale leaves out blanks and the columns that are 100 % by construction."""
    seen = [
        cell.value for row in grid.rows for cell in row.cells[grid.skip_columns :]
        if cell.value is not None and cell.state == "seen"
    ]  # fmt: skip
    return (min(seen), max(seen)) if seen else (0, 1)


def _row(row: GridRow, grid: Grid, low: Number, high: Number) -> SafeString:
    label = escape(show(row.label, grid.row_unit))
    head = element("a", label, href=row.url) if row.url else label
    note = element("small", escape(row.note)) if row.note else ""
    size = "" if row.size is None else show(row.size, COUNT)
    cells = [_cell(cell, grid.unit, low, high, given=place < grid.skip_columns) for place, cell in enumerate(row.cells)]
    lead = element("th", head + note, scope="row") + (
        element("td", size, class_="grid-size") if grid.size_label else ""
    )
    return element("tr", lead + "".join(cells))


def _cell(cell: GridCell, unit: Unit, low: Number, high: Number, *, given: bool) -> SafeString:
    if cell.state == "blank" or cell.value is None:
        return element("td", "", class_="cell is-blank", title=cell.title)
    step = cell.step if cell.step is not None else step_of(cell.value, low, high)
    names = ["cell", "is-given"] if given else ["cell", f"step-{step}"] + ["ink-high"] * (step in DARK_STEPS)
    names += ["is-open"] if cell.state == "open" else []
    text = escape(bare(cell.value, unit)) + (element("small", escape(cell.note)) if cell.note else "")
    inner = element("a", text, href=cell.url) if cell.url else element("span", text)
    return element("td", inner, class_=" ".join(names), title=cell.title or exact(cell.value, unit))
