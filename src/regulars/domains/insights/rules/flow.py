"""Figures of what happened in a period."""

from __future__ import annotations

from regulars.domains.insights.rules import figures
from regulars.domains.insights.rules.figures import NO_SPEND, NOT_SPLIT, unknown
from regulars.domains.insights.rules.shapes.figures import Figure
from regulars.domains.insights.rules.sums import Given, Sums
from regulars.kit.rounding import half_even


def revenue(sums: Sums, given: Given) -> Figure:
    """Net revenue takes refunds that name no order off on their own day."""
    if given.basis == "sold":
        return figures.money(sums["amount"], sums["amount_un"])
    return figures.money(sums["amount"] - sums["loose"], sums["amount_un"] - sums["loose_un"])


def discounts(sums: Sums, given: Given) -> Figure:
    return unknown(NOT_SPLIT) if given.by_lines else figures.money(sums["discount"], sums["discount_un"])


def refunds(sums: Sums, given: Given) -> Figure:
    if given.by_lines:
        return unknown(NOT_SPLIT)
    return figures.money(sums["refunded"] + sums["loose"], sums["refunded_un"] + sums["loose_un"])


def refund_rate(sums: Sums, given: Given) -> Figure:
    if given.by_lines:
        return unknown(NOT_SPLIT)
    squares = (sums["back_back"], sums["back_sold"], sums["sold_sold"])
    return figures.ratio(sums["buyers"], sums["refunded"] + sums["loose"], sums["sold"], squares)


def orders(sums: Sums, given: Given) -> Figure:
    return figures.count(sums["orders"], sums["orders_un"])


def customers(sums: Sums, given: Given) -> Figure:
    return figures.count(sums["buyers"])


def new_buyers(sums: Sums, given: Given) -> Figure:
    return figures.count(sums["new"])


def returning_buyers(sums: Sums, given: Given) -> Figure:
    return figures.count(sums["returning"])


def returning_customer_rate(sums: Sums, given: Given) -> Figure:
    return figures.share(sums["came_again"], sums["buyers"])


def average_order_value(sums: Sums, given: Given) -> Figure:
    squares = (sums["amount_amount"], sums["amount_orders"], sums["orders_orders"])
    return figures.ratio_money(sums["buyers"], sums["amount"], sums["orders"], squares)


def median_order_value(sums: Sums, given: Given) -> Figure:
    if not sums["n"]:
        return unknown(figures.NOTHING, denominator=0)
    return Figure(half_even(sums["twice_median"], 2), denominator=sums["n"])


def units(sums: Sums, given: Given) -> Figure:
    return Figure(_whole(sums["units"]), unidentified=_whole_or_none(sums["units_un"]))


def purchase_frequency(sums: Sums, given: Given) -> Figure:
    return figures.mean(sums["buyers"], sums["orders"], sums["orders_orders"])


def revenue_per_buyer(sums: Sums, given: Given) -> Figure:
    return figures.mean_money(sums["buyers"], sums["amount"], sums["amount_amount"])


def returning_revenue_share(sums: Sums, given: Given) -> Figure:
    squares = (sums["later_later"], sums["later_amount_amount"], sums["amount_amount"])
    return figures.ratio(sums["buyers"], sums["later_amount"], sums["amount"], squares)


def unidentified_orders(sums: Sums, given: Given) -> Figure:
    return figures.count(sums["orders_un"])


def unidentified_revenue(sums: Sums, given: Given) -> Figure:
    return figures.money(sums["amount_un"] - (0 if given.basis == "sold" else sums["loose_un"]))


def ad_spend(sums: Sums, given: Given) -> Figure:
    if given.filtered or given.by:
        return unknown(NOT_SPLIT)
    return figures.money(sums["spend"]) if sums["spend_rows"] else unknown(NO_SPEND)


def cost_per_new_buyer(sums: Sums, given: Given) -> Figure:
    """Spend of the period by buyers won in it."""
    spent = ad_spend(sums, given)
    if not isinstance(spent.value, int):
        return unknown(spent.why, denominator=sums["new"])
    if not sums["new"]:
        return unknown(figures.NOTHING, spent.value, 0)
    return Figure(half_even(spent.value, sums["new"]), spent.value, sums["new"])


def _whole(units_milli: int) -> int | float:
    return units_milli // 1000 if units_milli % 1000 == 0 else units_milli / 1000


def _whole_or_none(units_milli: int) -> int | None:
    return units_milli // 1000 if units_milli % 1000 == 0 else None
