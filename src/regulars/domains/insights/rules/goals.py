"""How a goal stands: what an even pace would have brought by now, and where the present one leads."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from regulars.domains.insights.rules.shapes.figures import Figure
from regulars.domains.insights.rules.shapes.goals import AHEAD, BEHIND, MISSED, NOT_BEGUN, NOT_KNOWN, REACHED
from regulars.kit.periods import DAY, Period

MILLIONTHS = 1_000_000
# Of these less is better: a goal is reached by staying under it.
LESS_IS_BETTER = frozenset(
    {"refund_rate", "refunds", "discounts", "cost_per_new_buyer", "months_to_pay_back", "time_to_second_order",
     "time_between_orders", "at_risk_buyers", "lapsed_buyers", "unidentified_orders", "unidentified_revenue",
     "top_decile_share", "gini", "ad_spend"}
)  # fmt: skip
# What simply adds up over the days of a period.
ADDS_UP = frozenset({"revenue", "orders", "units", "new_buyers", "unidentified_orders", "unidentified_revenue"})


def stored(target: float | Fraction, unit: str) -> int:
    """A target as the integer that is kept: minor units and counts as they are, anything else in millionths."""
    return round(target) if unit in ("money", "count") else round(target * MILLIONTHS)


def shown(target: int, unit: str) -> int | float:
    return target if unit in ("money", "count") else target / MILLIONTHS


def elapsed(period: Period, as_of: date) -> Fraction:
    """The part of the period that has been observed, 0 to 1."""
    seen = min(period.end, as_of + DAY) - period.start
    return Fraction(max(0, seen.days), period.days)


def pace(name: str, target: int | float, figure: Figure, part: Fraction) -> tuple[str, float | None, float | None]:
    """(state, expected by now, projected for the end) of a goal of which `part` of the days have passed."""
    if part == 0:
        return NOT_BEGUN, None, None
    adds_up = name in ADDS_UP
    expected = float(target * part) if adds_up else float(target)
    if figure.value is None:
        return NOT_KNOWN, expected, None
    projected = float(figure.value / part) if adds_up else float(figure.value)
    less = name in LESS_IS_BETTER
    if part == 1:
        reached = figure.value <= target if less else figure.value >= target
        return (REACHED if reached else MISSED), expected, projected
    if not less and adds_up and figure.value >= target:
        return REACHED, expected, projected
    good = projected <= target if less else projected >= target
    return (AHEAD if good else BEHIND), expected, projected
