"""Tables of records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.base.extends import Text
from regulars.base.web.components.words import Action, Badge, Empty, Tone
from regulars.base.web.formats import TEXT, Unit, Value


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
    cells: Sequence[Cell | Badge | Value]
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
class Table:
    """`sort` is the active sort as in the address (`?sort=net` or `-net`). Totals align with the columns.

    `local_sort` sorts in the browser: only for a table that is complete on its page.
    """

    key: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    caption: Text = ""
    totals: Sequence[Cell | Badge | Value] = ()
    sort: str = ""
    csv_url: str = ""
    pager: Pager | None = None
    choose_columns: bool = False
    local_sort: bool = False
    empty: Empty | None = None
    note: Text = ""
    tools: Sequence[Action] = ()
