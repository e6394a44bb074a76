"""Charts and grids. Each carries the numbers it draws; the drawn form and the table come from the same values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from regulars.base.extends import Text
from regulars.base.web.components.words import Tone
from regulars.base.web.formats import TEXT, Number, Unit, Value


@dataclass(frozen=True, slots=True)
class Series:
    """Values along the x of its chart, None where not observed. `low` and `high` draw a band.

    Color 1..6 of the series palette; 0 takes the place in the chart.
    """

    label: Text
    values: Sequence[Number | None]
    low: Sequence[Number | None] = ()
    high: Sequence[Number | None] = ()
    color: int = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class ChartMark:
    """Something that happened at an x: an import, a campaign, a stock-out."""

    at: Value
    label: Text
    kind: Literal["import", "campaign", "note"] = "note"


@dataclass(frozen=True, slots=True)
class LineChart:
    """Up to six series over one x. `title` states the finding. From index `open_from` on, periods are open: hatched.

    `form="step"` draws stairs (Kaplan-Meier), `"columns"` one column per x, stacked when `stacked`. Numeric x is a
    scale, anything else a row of places. The numbers are also the chart's table; `csv_url` downloads them.
    """

    key: str
    title: Text
    x: Sequence[Value]
    series: Sequence[Series]
    unit: Unit
    x_label: Text
    x_unit: Unit = TEXT
    y_label: Text = ""
    open_from: int | None = None
    marks: Sequence[ChartMark] = ()
    note: Text = ""
    csv_url: str = ""
    form: Literal["line", "step", "columns"] = "line"
    stacked: bool = False
    from_zero: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """`start` lifts the bar off zero, for a waterfall."""

    label: Text
    value: Number | None
    start: Number = 0
    low: Number | None = None
    high: Number | None = None
    url: str = ""
    note: Text = ""
    tone: Tone = ""
    color: int = 0


@dataclass(frozen=True, slots=True)
class BarChart:
    """One bar a line, labels beside them; negative values run to the left. Bands mark the likely range."""

    key: str
    title: Text
    bars: Sequence[Bar]
    unit: Unit
    label: Text = ""
    note: Text = ""
    csv_url: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """`state`: seen, blank (not observed: never 0) or open (period still running: hatched). `step` 0..9 is the color,
    computed over the grid when None."""

    value: Number | None = None
    state: Literal["seen", "blank", "open"] = "seen"
    step: int | None = None
    title: Text = ""
    note: Text = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    label: Value
    size: Value
    cells: Sequence[GridCell]
    url: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A real table with colored cells: cohorts by age, recency by frequency."""

    key: str
    title: Text
    corner: Text
    columns: Sequence[Text]
    rows: Sequence[GridRow]
    unit: Unit
    row_unit: Unit = TEXT
    size_label: Text = ""
    columns_label: Text = ""
    totals: GridRow | None = None
    note: Text = ""
    csv_url: str = ""
    square: bool = False  # few large cells with a name in each, as for RFM
    skip_columns: int = 0  # leading columns that do not take part in the color scale (month 0 is always 100 %)
