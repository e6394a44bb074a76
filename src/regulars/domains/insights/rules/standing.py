"""Figures of how things stood at the end of a period."""

from __future__ import annotations

from regulars.domains.insights.rules import figures
from regulars.domains.insights.rules.figures import NO_COSTS, NOT_SPLIT, unknown
from regulars.domains.insights.rules.shapes.figures import Figure
from regulars.domains.insights.rules.sums import Given, Sums


def repeat_purchase_rate(sums: Sums, given: Given) -> Figure:
    return figures.share(sums["repeaters"], sums["buyers"])


def customer_retention_rate(sums: Sums, given: Given) -> Figure:
    """Customers at the end less those gained, by customers at the start: those of the start who still are customers."""
    return figures.share(sums["kept"], sums["recent_before"])


def lifetime_value(sums: Sums, given: Given) -> Figure:
    return figures.mean_money(sums["buyers"], sums["amount"], sums["amount2"])


def lifetime_margin(sums: Sums, given: Given) -> Figure:
    if given.by_lines:
        return unknown(NOT_SPLIT)
    if sums["no_cost"]:
        return unknown(NO_COSTS, denominator=sums["buyers"])
    return estimated(figures.mean_money(sums["buyers"], sums["margin"], sums["margin2"]), sums["estimated"])


def active_buyers(sums: Sums, given: Given) -> Figure:
    return _part(sums, "active")


def at_risk_buyers(sums: Sums, given: Given) -> Figure:
    return _part(sums, "at_risk")


def lapsed_buyers(sums: Sums, given: Given) -> Figure:
    return _part(sums, "lapsed")


def _part(sums: Sums, state: str) -> Figure:
    everyone = sums["active"] + sums["at_risk"] + sums["lapsed"]
    return Figure(sums[state], numerator=sums[state], denominator=everyone)


def estimated(figure: Figure, by_margin_rate: int) -> Figure:
    """Mark a figure that rests on the shop's margin rate instead of costs."""
    if not by_margin_rate:
        return figure
    return Figure(figure.value, figure.numerator, figure.denominator, figure.low, figure.high, estimated=True)
