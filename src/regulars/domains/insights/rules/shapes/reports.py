"""Rows of the reports. Money in minor units of the reporting currency, shares 0..1; None is not known, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regulars.kit.periods import Period
from regulars.kit.text import Text

# States of a cohort's cell.
OBSERVED, OPEN, BLANK = "observed", "open", "blank"


@dataclass(frozen=True, slots=True)
class CohortCell:
    """A cohort at one age. Blank: not begun, all values None. Open: days of it are still to come for some buyers.

    `cumulative_minor` is the money from the first order to the end of this age; per buyer of the cohort, rounded half
    to even.
    """

    age: int
    state: str
    active: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    orders: int | None = None
    amount_minor: int | None = None
    cumulative_minor: int | None = None
    cumulative_per_buyer_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Buyers whose first order ever lies in `period`. Open: more of them may still come."""

    period: Period
    label: str
    size: int
    is_open: bool
    holds_old_customers: bool
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True, slots=True)
class CohortGrid:
    """`overall` pools, at each age, the cohorts that are fully observed there and hold no old customers.

    `settled_from` is the first day from which new buyers are taken to be new: cohorts that begin earlier are marked.
    """

    grain: str
    ages: str
    basis: str
    currency: str
    as_of: date
    since: date
    settled_from: date
    cohorts: tuple[Cohort, ...]
    overall: tuple[CohortCell, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RfmCell:
    r: int
    f: int
    customers: int
    share: float
    amount_minor: int
    mean_minor: int
    segment: str


@dataclass(frozen=True, slots=True)
class RfmSegment:
    """Cells under one plain name, best first."""

    key: str
    label: Text
    advice: Text
    customers: int
    share: float
    amount_minor: int
    amount_share: float | None


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """What a score means: `letter` r, f or m; days since the last purchase day, purchase days, or money."""

    letter: str
    score: int
    customers: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class RfmGrid:
    """Cells that hold nobody are left out. `own_cuts` when the shop has set its own thresholds for a letter."""

    basis: str
    currency: str
    as_of: date
    customers: int
    amount_minor: int
    own_cuts: tuple[str, ...]
    cells: tuple[RfmCell, ...]
    segments: tuple[RfmSegment, ...]
    bands: tuple[ScoreBand, ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """From this day on, `share` have had their next order."""

    day: int
    share: float
    low: float | None
    high: float | None
    at_risk: int


@dataclass(frozen=True, slots=True)
class Quartile:
    """The day by which `share` had their next order; None where the data do not reach so far."""

    share: float
    day: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class RepeatCurve:
    """How long from the nth order to the next one (Kaplan-Meier), censored at the day of view.

    `subjects` began to wait, `ended` of them ordered again; nothing is known beyond `last_day`.
    """

    nth: int
    and_later: bool
    subjects: int
    ended: int
    last_day: int
    points: tuple[CurvePoint, ...]
    quartiles: tuple[Quartile, ...]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """Buyers whose first order held the product, and how many of them ordered again, against all other buyers.

    `old` buyers have been observed for `within_days`, `again` of them had a second order by then; `difference` is to
    the share among buyers whose first order did not hold it. `repeated` of `buyers` ever ordered again so far.
    """

    product: int
    title: str
    buyers: int
    old: int
    again: int
    share: float | None
    low: float | None
    high: float | None
    rest_old: int
    rest_again: int
    rest_share: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    repeated: int
    amount_minor: int
    per_buyer_minor: int


@dataclass(frozen=True, slots=True)
class ProductTable:
    basis: str
    currency: str
    as_of: date
    within_days: int
    buyers: int
    old: int
    again: int
    rows: tuple[ProductRow, ...]
    left_out: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConcentrationPoint:
    """The best `part` of customers (0..1) bring `share` of the money (0..1)."""

    part: float
    customers: int
    share: float


@dataclass(frozen=True, slots=True)
class Concentration:
    basis: str
    currency: str
    as_of: date
    period: Period
    customers: int
    amount_minor: int
    top_decile_customers: int
    top_decile_share: float | None
    gini: float | None
    points: tuple[ConcentrationPoint, ...]


@dataclass(frozen=True, slots=True)
class GapBin:
    """Gaps of `first_day` to `last_day` days, both included."""

    first_day: int
    last_day: int
    gaps: int


@dataclass(frozen=True, slots=True)
class GapHistogram:
    """Completed gaps between purchase days. Quartiles are of these, so they are biased short; see the curves."""

    as_of: date
    gaps: int
    quartiles_days: tuple[float | None, float | None, float | None]
    typical_days: float
    bins: tuple[GapBin, ...]
