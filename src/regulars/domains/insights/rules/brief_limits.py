"""What cannot be said from what is known, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from regulars.domains.insights.rules import brief_periods
from regulars.domains.insights.rules.findings_choice import LEAST_PEOPLE
from regulars.kit.periods import DAY, Period, is_open, month

# When nearly all refunds fall on the day of their order, the source does not know the day.
LEAST_REFUNDS, SAME_DAY_SHARE = 10, 0.9


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that cannot be said; `code` says what, `values` are its numbers and days."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Counts of orders and of what is known of them; money in minor units of the reporting currency."""

    as_of: date
    since: date
    basis: str
    buyers: int
    orders: int
    unidentified: int
    amount_minor: int
    unidentified_minor: int
    no_cost: int
    estimated: int
    unpriced: Mapping[str, int]
    refunds: int
    same_day_refunds: int
    window: Period | None


def limits(known: Known) -> tuple[Limit, ...]:
    """What cannot be said, the most important first."""
    if not known.orders:
        return (Limit("no_orders"),)
    return (*_of_time(known), *_of_people(known), *_of_money(known))


def _of_time(known: Known) -> Iterator[Limit]:
    after = brief_periods.last_months(known.as_of)
    previous, year = brief_periods.months_before(after, brief_periods.MONTHS), brief_periods.months_before(after, 12)
    days = (known.as_of - known.since).days + 1
    if not brief_periods.reaches(known.since, previous):
        yield Limit("too_short", {"since": known.since, "days": days, "needed_from": previous.start})
    elif not brief_periods.reaches(known.since, year):
        yield Limit("one_year", {"since": known.since, "months": round(days / 30.4375), "needed_from": year.start})
    this_month = month(known.as_of)
    if is_open(this_month, known.as_of):
        yield Limit("open_month", {"month": this_month.start, "days": known.as_of.day, "of_days": this_month.days})


def _of_people(known: Known) -> Iterator[Limit]:
    if known.buyers < LEAST_PEOPLE:
        yield Limit("few_buyers", {"buyers": known.buyers, "needed": LEAST_PEOPLE})
    elif known.window is None:
        yield Limit("nobody_comparable", {"since": known.since, "as_of": known.as_of})
    else:
        first = known.window.start
        yield Limit(
            "first_months",
            {"since": known.since, "comparable_from": first, "days": (first - known.since).days, "last": first - DAY},
        )
    if known.unidentified:
        yield Limit(
            "unidentified",
            {
                "orders": known.unidentified,
                "of_orders": known.orders,
                "share_of_orders": known.unidentified / known.orders,
                "amount_minor": known.unidentified_minor,
                "of_minor": known.amount_minor,
                "share_of_amount": known.unidentified_minor / known.amount_minor if known.amount_minor > 0 else None,
            },
        )


def _of_money(known: Known) -> Iterator[Limit]:
    if known.basis == "sold":
        yield Limit("nothing_netted")
    for currency, orders in sorted(known.unpriced.items()):
        yield Limit("no_rate", {"currency": currency, "orders": orders})
    if known.refunds >= LEAST_REFUNDS and known.same_day_refunds >= SAME_DAY_SHARE * known.refunds:
        yield Limit("refund_days", {"refunds": known.refunds, "same_day": known.same_day_refunds})
    if known.no_cost == known.orders:
        yield Limit("no_costs", {"orders": known.orders})
    elif known.no_cost:
        yield Limit("some_costs", {"orders": known.no_cost, "of_orders": known.orders})
    elif known.estimated:
        yield Limit("estimated_costs", {"orders": known.estimated, "of_orders": known.orders})
