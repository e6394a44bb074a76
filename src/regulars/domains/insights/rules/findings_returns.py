"""Buyers who come back for a second order within 90 days: which weeks, months and first products differ from others.

Only buyers whose 90 days are over take part, and none from the first stretch of the file, where old customers look
new (`brief_periods.washout_days`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import copysign, sqrt

from regulars.domains.insights.rules.findings_cells import Cells
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
from regulars.domains.insights.rules.findings_tests import Stratified, Table, as_z, dispersion, exact_p, two_sided
from regulars.kit.periods import Grain, Period, containing

RETURN_DAYS = 90
WEEKS_AROUND, LEAST_WEEKS_EACH_SIDE = 8, 2
MONTHS_AROUND, LEAST_MONTHS_EACH_SIDE = 3, 1
LEAST_POINTS, LEAST_RELATIVE = 0.03, 0.15  # a smaller difference is not worth a sentence
# Claims of these kinds set buyers aside.
DIMENSIONS = (WEEK, MONTH, FIRST_PRODUCT, COUNTRY, CHANNEL)


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

    cells: Cells
    kind: str
    window: Period
    depends_on: Sequence[str] = DIMENSIONS

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        # A claimed week leaves its month, a claimed month takes its weeks with it.
        kept = self.cells.without(claimed).sizes(self.kind)
        sizes = {start: size for start, size in kept.items() if self._is_whole(start)}
        tables = {start: table for start in sizes if (table := self._against_neighbors(start, sizes)) is not None}
        scores = {start: copysign(as_z(exact_p(each.table)), _difference(each.table)) for start, each in tables.items()}
        spread = sqrt(dispersion(list(scores.values())))
        return [
            Candidate(self.kind, start, two_sided(scores[start] / spread), worth_saying(each.table), each)
            for start, each in tables.items()
        ]

    def _is_whole(self, start: date) -> bool:
        whole = cohort_period(self.kind, start)
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

    cells: Cells
    depends_on: Sequence[str] = DIMENSIONS

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        products = self.cells.without(claimed).by_product()
        found = (self._against_rest(product, *counts) for product, counts in products.items())
        return [candidate for candidate in found if candidate is not None]

    def _against_rest(self, product: int, table: Table, answer: Stratified | None) -> Candidate | None:
        if table.people < LEAST_PEOPLE or table.others < LEAST_PEOPLE or answer is None:
            return None
        # Both must agree: the comparison of like with like, and the plain one that the sentence shows.
        p = max(two_sided(answer.z), exact_p(table)) if answer.z * _difference(table) > 0 else 1.0
        return Candidate(FIRST_PRODUCT, product, p, worth_saying(table), Returns(table, answer.expected))


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The newest three months of cohorts against the same months a year before: no season between them."""

    cells: Cells
    after: tuple[date, ...]
    before: tuple[date, ...]
    depends_on: Sequence[str] = DIMENSIONS

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        sizes = self.cells.without(claimed).sizes("month")
        if not self.after or any(month not in sizes for month in (*self.after, *self.before)):
            return []
        people, returned = (sum(sizes[month][part] for month in self.after) for part in (0, 1))
        others, others_returned = (sum(sizes[month][part] for month in self.before) for part in (0, 1))
        table = Table(returned, people, others_returned, others)
        evidence = Returns(table, people * others_returned / others if others else 0.0, self.before)
        return [Candidate(YEAR, self.after, exact_p(table), worth_saying(table), evidence)]


def _difference(table: Table) -> float:
    return table.returned / table.people - table.others_returned / table.others


def _steps(kind: str, start: date, other: date) -> int:
    if kind == WEEK:
        return (other - start) // timedelta(days=7)
    return (other.year - start.year) * 12 + other.month - start.month
