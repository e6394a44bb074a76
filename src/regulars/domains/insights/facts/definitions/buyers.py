"""Metrics of how buyers stood at a day, and of what became of those won in a period."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from regulars.domains.insights.facts.definitions.shape import (
    AT_END,
    COUNT,
    DAYS,
    MONEY,
    MONTHS,
    OF_BUYER,
    SHARE,
    WON,
    Metric,
)
from regulars.domains.insights.rules import standing, starting

WITHIN_DAYS = (30, 60, 90, 180, 365)
MONEY_DAYS = (30, 90, 365)
_RHYTHM = _(
    "Own cadence: mean days between own purchase days, as if two more gaps as long as the shop's typical gap had been"
    " seen; 90 days for buyers with a single purchase day."
)

STANDING = (
    Metric(
        "repeat_purchase_rate",
        _("Repeat purchase rate"),
        _("Share of all buyers so far who have ordered again."),
        _("customers with 2 or more orders / customers with 1 or more, up to the last day of the period"),
        SHARE,
        AT_END,
        ("standing.orders",),
        standing.repeat_purchase_rate,
        edges=(
            _("Recent buyers have had less time: for a fair comparison over time use the rate within N days."),
            _("Two orders of one day make a repeat buyer."),
        ),
        dimensions=OF_BUYER,
        both=True,
    ),
    Metric(
        "customer_retention_rate",
        _("Customer retention rate"),
        _("Share of the customers at the start of the period who are still customers at its end."),
        _("(customers at end - gained) / customers at start; customer = ordered in the 365 days before"),
        SHARE,
        AT_END,
        ("standing.recent",),
        standing.customer_retention_rate,
        edges=(_("Who dropped out and came back within the period is kept; who was no customer at its start is not."),),
        dimensions=OF_BUYER,
    ),
    Metric(
        "lifetime_value",
        _("Lifetime revenue to date"),
        _("Mean of what a buyer has ordered so far."),
        _("sum(amount of all orders so far) / buyers so far, at the last day of the period"),
        MONEY,
        AT_END,
        ("standing.money",),
        standing.lifetime_value,
        edges=(_("To date, not a forecast. Net: also less refunds that name no order."),),
        dimensions=OF_BUYER,
        both=True,
    ),
    Metric(
        "lifetime_margin",
        _("Lifetime margin to date"),
        _("Mean of what was left of a buyer's orders so far after the cost of goods."),
        _("sum(net - cost of all orders so far) / buyers so far, at the last day of the period"),
        MONEY,
        AT_END,
        ("standing.money",),
        standing.lifetime_margin,
        edges=(
            _("Not known while the cost of any of these orders is unknown."),
            _("Estimated where costs come from the shop's margin rate."),
            _("Less refunds that name no order; the cost of what came back is not given back."),
        ),
        dimensions=OF_BUYER,
        bases=("net",),
        rows="sold",
    ),
    Metric(
        "active_buyers",
        _("Active buyers"),
        _("Buyers whose last purchase day is no longer ago than their own cadence."),
        _("count(days since last purchase day <= own cadence), at the last day of the period"),
        COUNT,
        AT_END,
        ("standing.rhythm",),
        standing.active_buyers,
        edges=(_RHYTHM,),
        dimensions=OF_BUYER,
    ),
    Metric(
        "at_risk_buyers",
        _("Buyers at risk"),
        _("Buyers who are later than their own cadence, by less than half of it."),
        _("count(own cadence < days since last purchase day <= 1.5 x own cadence), at the last day of the period"),
        COUNT,
        AT_END,
        ("standing.rhythm",),
        standing.at_risk_buyers,
        edges=(_RHYTHM,),
        dimensions=OF_BUYER,
    ),
    Metric(
        "lapsed_buyers",
        _("Lapsed buyers"),
        _("Buyers whose last purchase day is longer ago than one and a half of their own cadence."),
        _("count(days since last purchase day > 1.5 x own cadence), at the last day of the period"),
        COUNT,
        AT_END,
        ("standing.rhythm",),
        standing.lapsed_buyers,
        edges=(_RHYTHM, _("A rule, not a probability: some come back.")),
        dimensions=OF_BUYER,
    ),
)


def _repeat_within(days: int) -> Metric:
    return Metric(
        f"repeat_within_{days}",
        format_lazy(_("Ordered again within {days} days"), days=days),
        _("Share of the buyers won in the period who ordered again within so many days of their first order."),
        format_lazy(
            _("customers with a second order within {days} days / customers observed for {days} days or more"),
            days=days,
        ),
        SHARE,
        WON,
        ("starts.within",),
        starting.repeat_within(days),
        edges=(_("Buyers won too recently are left out; a period without any old enough shows nothing."),),
        dimensions=OF_BUYER,
    )


def _contribution(days: int) -> Metric:
    return Metric(
        f"contribution_{days}",
        format_lazy(_("Contribution per buyer after {days} days"), days=days),
        _("Mean net sales less cost of goods of a buyer's orders in the first days, for buyers won in the period."),
        format_lazy(
            _(
                "sum(net - cost of orders less than {days} days after the first) / customers observed for {days} days"
                " or more"
            ),
            days=days,
        ),
        MONEY,
        WON,
        ("starts.money",),
        starting.contribution(days),
        edges=(
            _("Not known while the cost of any of these orders is unknown; estimated where it is by margin rate."),
            _("Fully refunded orders count with what they cost."),
        ),
        dimensions=OF_BUYER,
        bases=("net",),
        rows="sold",
    )


STARTING = (
    *(_repeat_within(days) for days in WITHIN_DAYS),
    Metric(
        "time_to_second_order",
        _("Time to second order"),
        _("Days after which half of the buyers won in the period have ordered again."),
        _("Kaplan-Meier median of days from first to second order, censored at the last full day"),
        DAYS,
        WON,
        ("waits.orders",),
        starting.time_to_second_order,
        edges=(
            _("Buyers who have not ordered again count as still waiting, so recent ones do not bias it."),
            _("A second order on the day of the first came after 0 days."),
            _("Not reached while fewer than half have ordered again."),
        ),
        dimensions=OF_BUYER,
    ),
    Metric(
        "time_between_orders",
        _("Time between orders"),
        _("Days after which half of all waits that began in the period have ended with another purchase day."),
        _("Kaplan-Meier median of days between consecutive purchase days, censored at the last full day"),
        DAYS,
        WON,
        ("waits.days",),
        starting.time_between_orders,
        edges=(_("Waits begin with any purchase day of the period, not only the first; orders of one day are one."),),
        dimensions=OF_BUYER,
    ),
    *(_contribution(days) for days in MONEY_DAYS),
    Metric(
        "months_to_pay_back",
        _("Months to pay back"),
        _("Age in months of 30 days at which a buyer has brought in what winning one cost."),
        _("first m with contribution per buyer after 30 m days >= ad spend / new buyers of the period"),
        MONTHS,
        WON,
        ("starts.payback", "flow", "spend"),
        starting.months_to_pay_back,
        edges=(_("Not known without costs and ad spend; not reached within two years."),),
        bases=("net",),
        rows="sold",
        of_money=True,
    ),
)
