"""Buyers who come back for a second order within 90 days: which weeks, months and first products differ from others.

Only buyers whose 90 days are over take part, and none from the first stretch of the file, where old customers look
new (`brief_periods.washout_days`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import copysign, sqrt

from regulars.domains.insights.rules.findings_choice import (
    CHANNEL,
    COUNTRY,
    FIRST_PRODUCT,
    LEAST_PEOPLE,
    MONTH,
    WEEK,
    YEAR,
    Candidate,
    Claimed,
)  # fmt: skip
from regulars.domains.insights.rules.findings_tests import Table, as_z, dispersion, exact_p, stratified, two_sided
from regulars.kit.periods import Grain, Period, containing

RETURN_DAYS = 90
WEEKS_AROUND, LEAST_WEEKS_EACH_SIDE = 8, 2
MONTHS_AROUND, LEAST_MONTHS_EACH_SIDE = 3, 1
LEAST_POINTS, LEAST_RELATIVE = 0.03, 0.15  # a smaller difference is not worth a sentence
# Claims of these kinds set buyers aside.
DIMENSIONS = (WEEK, MONTH, FIRST_PRODUCT, COUNTRY, CHANNEL)
_NOBODY = Table(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """Buyers alike in their first order: so many `people`, of whom so many `returned` within 90 days."""

    week: date
    month: date
    channel: str
    country: str
    product: int | None
    people: int
    returned: int


@dataclass(frozen=True, slots=True)
class Returns:
    """A group's second orders beside those of the group it is compared with; `expected` at the others' rate."""

    table: Table
    expected: float
    neighbors: tuple[date, ...] = ()


def cohort_period(kind: str, start: date) -> Period:
    """The week or month that begins on `start`."""
    return containing(start, Grain.WEEK if kind == WEEK else Grain.MONTH)


def worth_saying(table: Table) -> bool:
    """Whether a difference of two shares is large enough to be told."""
    if table.people < LEAST_PEOPLE or table.others < LEAST_PEOPLE:
        return False
    one, other = table.returned / table.people, table.others_returned / table.others
    return abs(one - other) >= max(LEAST_POINTS, LEAST_RELATIVE * other)


@dataclass(frozen=True, slots=True)
class Cohorts:
    """First-order weeks (or months) against the weeks around each, which share its season.

    Only those that lie wholly in `window`: half a month is no month.
    """

    cells: Sequence[Cell]
    kind: str
    window: Period
    depends_on: Sequence[str] = DIMENSIONS

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        # A claimed week leaves its month, a claimed month takes its weeks with it.
        kept = _without(self.cells, claimed)
        sizes = _sums((cell for cell in kept if self._is_whole(cell)), lambda cell: getattr(cell, self.kind))
        tables = {start: table for start in sizes if (table := self._against_neighbors(start, sizes)) is not None}
        scores = {start: copysign(as_z(exact_p(each.table)), _difference(each.table)) for start, each in tables.items()}
        spread = sqrt(dispersion(list(scores.values())))
        return [
            Candidate(self.kind, start, two_sided(scores[start] / spread), worth_saying(each.table), each)
            for start, each in tables.items()
        ]

    def _is_whole(self, cell: Cell) -> bool:
        whole = cohort_period(self.kind, getattr(cell, self.kind))
        return self.window.start <= whole.start and whole.end <= self.window.end

    def _against_neighbors(self, start: date, sizes: dict[date, tuple[int, int]]) -> Returns | None:
        reach, least = (
            (WEEKS_AROUND, LEAST_WEEKS_EACH_SIDE) if self.kind == WEEK else (MONTHS_AROUND, LEAST_MONTHS_EACH_SIDE)
        )
        around = [other for other in sizes if other != start and abs(_steps(self.kind, start, other)) <= reach]
        before = [other for other in around if other < start]
        if len(before) < least or len(around) - len(before) < least:
            return None
        people, returned = sizes[start]
        others, others_returned = (sum(part) for part in zip(*(sizes[other] for other in around), strict=True))
        if people < LEAST_PEOPLE or others < LEAST_PEOPLE:
            return None
        table = Table(returned, people, others_returned, others)
        return Returns(table, people * others_returned / others, tuple(sorted(around)))


@dataclass(frozen=True, slots=True)
class FirstProducts:
    """Buyers who began with one product against all others of the same month, channel and country."""

    cells: Sequence[Cell]
    depends_on: Sequence[str] = DIMENSIONS

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        kept = list(_without(self.cells, claimed))
        strata = _sums(kept, lambda cell: (cell.month, cell.channel, cell.country))
        products: defaultdict[int, list[Cell]] = defaultdict(list)
        for cell in kept:
            if cell.product is not None:
                products[cell.product].append(cell)
        found = (self._against_rest(product, own, strata) for product, own in sorted(products.items()))
        return [candidate for candidate in found if candidate is not None]

    def _against_rest(self, product: int, own: list[Cell], strata: dict[Hashable, tuple[int, int]]) -> Candidate | None:
        sizes = _sums(own, lambda cell: (cell.month, cell.channel, cell.country))
        tables = [
            Table(returned, people, strata[key][1] - returned, strata[key][0] - people)
            for key, (people, returned) in sizes.items()
        ]
        table = _total(each for each in tables if each.others)
        answer = stratified(tables)
        if table.people < LEAST_PEOPLE or table.others < LEAST_PEOPLE or answer is None:
            return None
        # Both must agree: the comparison of like with like, and the plain one that the sentence shows.
        p = max(two_sided(answer.z), exact_p(table)) if answer.z * _difference(table) > 0 else 1.0
        return Candidate(FIRST_PRODUCT, product, p, worth_saying(table), Returns(table, answer.expected))


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The newest three months of cohorts against the same months a year before: no season between them."""

    cells: Sequence[Cell]
    after: tuple[date, ...]
    before: tuple[date, ...]
    depends_on: Sequence[str] = DIMENSIONS

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        sizes = _sums(_without(self.cells, claimed), lambda cell: cell.month)
        if not self.after or any(month not in sizes for month in (*self.after, *self.before)):
            return []
        people, returned = (sum(sizes[month][part] for month in self.after) for part in (0, 1))
        others, others_returned = (sum(sizes[month][part] for month in self.before) for part in (0, 1))
        table = Table(returned, people, others_returned, others)
        evidence = Returns(table, people * others_returned / others if others else 0.0, self.before)
        return [Candidate(YEAR, self.after, exact_p(table), worth_saying(table), evidence)]


def _without(cells: Iterable[Cell], claimed: Claimed) -> Iterable[Cell]:
    weeks, months, products, countries, channels = (
        claimed.of(WEEK), claimed.of(MONTH), claimed.of(FIRST_PRODUCT), claimed.of(COUNTRY), claimed.of(CHANNEL),
    )  # fmt: skip
    return (
        cell
        for cell in cells
        if cell.week not in weeks
        and cell.month not in months
        and cell.product not in products
        and cell.country not in countries
        and cell.channel not in channels
    )


def _sums(cells: Iterable[Cell], key: Callable[[Cell], Hashable]) -> dict:  # type: ignore[type-arg]
    sizes: dict[Hashable, tuple[int, int]] = {}
    for cell in cells:
        at = key(cell)
        people, returned = sizes.get(at, (0, 0))
        sizes[at] = (people + cell.people, returned + cell.returned)
    return dict(sorted(sizes.items()))


def _total(tables: Iterable[Table]) -> Table:
    total = _NOBODY
    for each in tables:
        total = Table(
            total.returned + each.returned,
            total.people + each.people,
            total.others_returned + each.others_returned,
            total.others + each.others,
        )
    return total


def _difference(table: Table) -> float:
    return table.returned / table.people - table.others_returned / table.others


def _steps(kind: str, start: date, other: date) -> int:
    if kind == WEEK:
        return (other - start) // timedelta(days=7)
    return (other.year - start.year) * 12 + other.month - start.month
