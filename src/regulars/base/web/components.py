"""What a page is made of, as plain values. A view builds these; `{% load web %}{% show thing %}` draws them.

Numbers are raw (minor units, ratios, counts, dates) beside a `Unit`; rounding, locale and exact titles are ours.
Texts are already translated. Addresses are relative to the site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from regulars.base.extends import Text
from regulars.base.web.formats import COUNT, TEXT, Number, Unit, Value

Tone = Literal["", "good", "warning", "bad", "note", "accent"]


@dataclass(frozen=True, slots=True)
class Action:
    """A button. `post` sends a form with the CSRF token; `confirm` asks first, in a dialog or on a page of its own."""

    label: Text
    url: str
    icon: str = ""
    primary: bool = False
    post: bool = False
    confirm: Text = ""
    danger: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    label: Text
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """A difference to something. `good` says which direction is good news; "" colors neither."""

    value: Number | None
    unit: Unit
    against: Text = ""  # "on the quarter before"
    good: Literal["up", "down", ""] = "up"


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure with its comparison and its certainty. `term` is a glossary word, `url` opens what it counts."""

    label: Text
    value: Value
    unit: Unit = COUNT
    delta: Delta | None = None
    likely: tuple[Number, Number] | None = None
    note: Text = ""
    term: str = ""
    url: str = ""
    spark: tuple[Number | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. Numeric units align right; the unit stands in the header (`in_header`), not in every cell."""

    key: str
    label: Text
    unit: Unit = TEXT
    sortable: bool = False
    term: str = ""
    hidden: bool = False  # off until chosen
    total: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than its value. `bar` is a share 0..1 drawn behind the number."""

    value: Value
    unit: Unit | None = None
    url: str = ""
    title: Text = ""
    note: Text = ""
    badge: Badge | None = None
    bar: float | None = None
    tone: Tone = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Cell | Value]
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where we are in a list. Addresses are empty at the ends."""

    shown: tuple[int, int]
    total: int | None
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing yet: what will be here and the one step that fills it."""

    title: Text
    text: Text
    icon: str = "sprout"
    action: Action | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`sort` is the active sort as in the address: `"net"` or `"-net"`. Totals align with the columns."""

    key: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    caption: Text = ""
    totals: Sequence[Cell | Value] = ()
    sort: str = ""
    csv_url: str = ""
    pager: Pager | None = None
    choose_columns: bool = False
    empty: Empty | None = None
    note: Text = ""


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

    `step=True` draws stairs (Kaplan-Meier). The numbers are also the chart's table; `csv_url` downloads them.
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
    step: bool = False
    from_zero: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    label: Text
    value: Number | None
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

    value: Number | None
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


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """Whom, how many, how much, what happens anyway, and one button. Empty addresses leave their buttons out."""

    key: str
    title: Text
    why: Text
    people: int
    action: Action
    worth: int | None = None
    unit: Unit | None = None
    worth_label: Text = ""
    unasked: Text = ""
    csv_url: str = ""
    dismiss_url: str = ""
    done_url: str = ""
    assign_url: str = ""
    assignees: Sequence[tuple[str, str]] = ()
    assigned: str = ""
    status: Badge | None = None


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime | date
    title: Text
    detail: Text = ""
    icon: str = "circle"
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first; grouped by day when drawn. `more_url` loads the next part."""

    events: Sequence[Event]
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: Text
    value: Value
    unit: Unit = TEXT
    url: str = ""
    term: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A definition list."""

    facts: Sequence[Fact]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work that can be left. `poll_url` answers this component again until `state` is done or failed."""

    key: str
    title: Text
    done: int
    total: int | None
    note: Text = ""
    state: Literal["waiting", "running", "done", "failed"] = "running"
    poll_url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stepper:
    """A wizard's way; `current` counts from 0."""

    steps: Sequence[Step]
    current: int


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tabs:
    tabs: Sequence[Tab]
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as it stands in the address. A select without a chosen value is "all"."""

    name: str
    label: Text
    kind: Literal["select", "date", "search", "toggle", "hidden"] = "select"
    value: str = ""
    choices: Sequence[Choice] = ()
    primary: bool = False  # stays in sight; the others open on demand


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address without it."""

    label: Text
    remove_url: str


@dataclass(frozen=True, slots=True)
class FilterBar:
    """A GET form. The page is its own permalink."""

    fields: Sequence[FilterField]
    chips: Sequence[Chip] = ()
    reset_url: str = ""
    action: str = ""
    summary: Text = ""
    presets: Sequence[Tab] = field(default_factory=tuple)
