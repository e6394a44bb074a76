"""Figures of what became of the buyers won in a period, over those who have been observed long enough."""

from __future__ import annotations

from collections.abc import Callable

from regulars.domains.insights.rules import figures, flow
from regulars.domains.insights.rules.figures import (
    NO_COSTS,
    NOT_REACHED,
    NOT_SPLIT,
    NOTHING,
    TOO_YOUNG,
    unknown,
)
from regulars.domains.insights.rules.shapes.figures import Figure
from regulars.domains.insights.rules.standing import estimated
from regulars.domains.insights.rules.sums import Given, Sums, counts_by_day
from regulars.kit.stats import SurvivalCurve, kaplan_meier

Compute = Callable[[Sums, Given], Figure]
MONTH_DAYS = 30
MOST_MONTHS = 24
PAY_BACK_DAYS = tuple(MONTH_DAYS * month for month in range(1, MOST_MONTHS + 1))


def repeat_within(days: int) -> Compute:
    def compute(sums: Sums, given: Given) -> Figure:
        if not sums[f"old_{days}"]:
            return unknown(TOO_YOUNG if sums["won"] else NOTHING, denominator=0)
        return figures.share(sums[f"again_{days}"], sums[f"old_{days}"])

    return compute


def contribution(days: int) -> Compute:
    def compute(sums: Sums, given: Given) -> Figure:
        if given.by_lines:
            return unknown(NOT_SPLIT)
        aged = sums[f"aged_{days}"]
        if not aged:
            return unknown(TOO_YOUNG if sums["won"] else NOTHING, denominator=0)
        if sums[f"no_cost_{days}"]:
            return unknown(NO_COSTS, denominator=aged)
        found = figures.mean_money(aged, sums[f"margin_{days}"], sums[f"margin2_{days}"])
        return estimated(found, sums[f"estimated_{days}"])

    return compute


def months_to_pay_back(sums: Sums, given: Given) -> Figure:
    """The first age in months of 30 days at which a buyer has brought in what winning one cost.

    At each age over the buyers observed for so long; spend and buyers are those of the period.
    """
    cost = flow.cost_per_new_buyer(sums, given)
    if cost.value is None:
        return unknown(cost.why)
    by_rate = False
    for month, days in enumerate(PAY_BACK_DAYS, start=1):
        brought = contribution(days)(sums, given)
        if brought.why in (NO_COSTS, NOT_SPLIT, NOTHING):
            return unknown(brought.why)
        if brought.value is None:
            return unknown(TOO_YOUNG if month == 1 else NOT_REACHED)
        by_rate = by_rate or brought.estimated
        if brought.value >= cost.value:
            return Figure(month, int(brought.value), int(cost.value), estimated=by_rate)
    return unknown(NOT_REACHED)


def time_to_second_order(sums: Sums, given: Given) -> Figure:
    return _median_wait(sums, 1)


def time_between_orders(sums: Sums, given: Given) -> Figure:
    return _median_wait(sums, None)


def curve_of(sums: Sums, nth: int | None) -> SurvivalCurve:
    """The curve of the nth wait (None: of all waits), censored at the day of view."""
    return kaplan_meier(*counts_by_day(sums["waits"] or [], nth))


def _median_wait(sums: Sums, nth: int | None) -> Figure:
    curve = curve_of(sums, nth)
    ended = sum(step.events for step in curve.steps)
    if not curve.subjects:
        return unknown(NOTHING, ended, 0)
    median = curve.quantile()
    if median.day is None:
        return unknown(NOT_REACHED, ended, curve.subjects)
    return Figure(median.day, ended, curve.subjects, median.low, median.high)
