"""From counts by cohort and age to a grid that says which of its cells can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from regulars.domains.insights.rules.brief_periods import washout_days
from regulars.domains.insights.rules.figures import share
from regulars.domains.insights.rules.shapes.reports import BLANK, OBSERVED, OPEN, Cohort, CohortCell
from regulars.kit.periods import DAY, Grain, Period, containing, is_open
from regulars.kit.periods import label as label_of
from regulars.kit.rounding import half_even

BLOCK_DAYS = 30

Counts = Mapping[int, Mapping[str, int]]


def settled_from(since: date, gaps: Mapping[int, int]) -> date:
    """The first day from which a first order is taken to be one, where the history begins with an import.

    `gaps` says how many completed gaps between purchase days had so many days.
    """
    return since + timedelta(days=washout_days(gaps))


def cohort(
    period: Period, grain: Grain, ages: str, counts: Counts, *, as_of: date, settled: date, fiscal_start: int = 1
) -> Cohort:
    """One line of the grid; `counts` by age hold active, orders, amount, and age 0 is the cohort itself."""
    size = counts[0]["active"] if 0 in counts else 0
    cells: list[CohortCell] = []
    cumulative = 0
    while (state := cell_state(period, grain, ages, len(cells), as_of, fiscal_start)) != BLANK:
        found = counts.get(len(cells), {})
        cumulative += found.get("amount", 0)
        cells.append(_cell(len(cells), state, size, found, cumulative))
    return Cohort(
        period=period,
        label=label_of(period, grain, fiscal_start),
        size=size,
        is_open=is_open(period, as_of),
        holds_old_customers=period.start < settled,
        cells=tuple(cells),
    )


def cell_state(period: Period, grain: Grain, ages: str, age: int, as_of: date, fiscal_start: int = 1) -> str:
    """Whether all, some or none of the days of an age have been observed for the buyers of a cohort."""
    if ages == "days30":
        # The block of the first buyer begins and ends first, that of the last buyer last.
        begins = period.start + timedelta(days=BLOCK_DAYS * age)
        ends = period.end - DAY + timedelta(days=BLOCK_DAYS * (age + 1))
    else:
        at = age_days(period, grain, age, fiscal_start)
        begins, ends = at.start, at.end
    if begins > as_of:
        return BLANK
    return OPEN if ends > as_of + DAY else OBSERVED


def overall(cohorts: Sequence[Cohort]) -> tuple[CohortCell, ...]:
    """All cohorts pooled at each age, only those fully observed there and free of old customers."""
    fit = [one for one in cohorts if not one.holds_old_customers and one.size]
    pooled: list[CohortCell] = []
    for age in range(max((len(one.cells) for one in fit), default=0)):
        observed = [
            (one.size, one.cells[age]) for one in fit if age < len(one.cells) and one.cells[age].state == OBSERVED
        ]
        if not observed:
            break
        size = sum(size for size, _ in observed)
        found = {
            "active": sum(cell.active or 0 for _, cell in observed),
            "orders": sum(cell.orders or 0 for _, cell in observed),
            "amount": sum(cell.amount_minor or 0 for _, cell in observed),
        }
        pooled.append(_cell(age, OBSERVED, size, found, sum(cell.cumulative_minor or 0 for _, cell in observed)))
    return tuple(pooled)


def _cell(age: int, state: str, size: int, found: Mapping[str, int], cumulative: int) -> CohortCell:
    active = found.get("active", 0)
    kept = share(active, size)
    return CohortCell(
        age=age,
        state=state,
        active=active,
        share=None if kept.value is None else float(kept.value),
        low=kept.low,
        high=kept.high,
        orders=found.get("orders", 0),
        amount_minor=found.get("amount", 0),
        cumulative_minor=cumulative,
        cumulative_per_buyer_minor=half_even(cumulative, size) if size else None,
    )


def age_days(period: Period, grain: Grain, steps: int, fiscal_start: int = 1) -> Period:
    """The period `steps` after the one that `period` lies in (a cohort may be cut by the filter's dates)."""
    whole = containing(period.start, grain, fiscal_start)
    if grain in (Grain.DAY, Grain.WEEK):
        moved = (whole.end - whole.start) * steps
        return Period(whole.start + moved, whole.end + moved)
    for _ in range(steps):
        whole = containing(whole.end, grain, fiscal_start)
    return whole
