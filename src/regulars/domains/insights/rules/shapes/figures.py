"""One number with everything needed to read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from regulars.kit.periods import Period
from regulars.kit.text import Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, what it was divided from, and how sure we are.

    `value` is minor units of the reporting currency (money), a whole number (count), 0..1 (share), days or a plain
    ratio, as the metric's unit says; None is "not known", and `why` holds a code of `WHY`, never a number.
    `low` and `high` bound it with 95 % confidence where a definition asks for an interval.
    `unidentified` is the same of orders that belong to no known customer, where the two may be added.
    """

    value: int | float | None
    numerator: int | None = None
    denominator: int | None = None
    low: float | None = None
    high: float | None = None
    unidentified: int | None = None
    why: str = ""
    estimated: bool = False

    @property
    def together(self) -> int | None:
        """Known customers and unidentified orders added up."""
        if self.unidentified is None or not isinstance(self.value, int):
            return None
        return self.value + self.unidentified


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against the one it is compared with.

    `difference` is in the unit of the figure (points for shares, so .021 is 2.1 points), `relative` is difference
    divided by the earlier value (.65 = +65 %). `low` and `high` bound the difference of two shares (Newcombe 1998).
    """

    difference: float
    relative: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series. Open: days of it are still to come. Cut: the filter's dates leave days of it out."""

    period: Period
    label: str
    figure: Figure
    is_open: bool
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a dimension. `key` is text, a product number, or None where the value is not known."""

    key: str | int | None
    label: Text
    figure: Figure
    previous: Figure | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric as counted by some filters. Groups stand largest first; `groups_left_out` counts those beyond the limit.

    `period` is what was asked for, `since` the first day that has a sale; `previous_why` says why there is nothing to
    compare with. `notes` are codes of `NOTES`.
    """

    name: str
    label: Text
    unit: str
    span: str
    currency: str
    basis: str
    as_of: date
    since: date
    period: Period
    is_open: bool
    figure: Figure
    previous_period: Period | None = None
    previous: Figure | None = None
    previous_why: str = ""
    change: Change | None = None
    grain: str = ""
    series: tuple[Point, ...] = ()
    by: str = ""
    groups: tuple[Group, ...] = ()
    groups_left_out: int = 0
    notes: tuple[str, ...] = field(default=())
