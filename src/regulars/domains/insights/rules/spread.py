"""Figures of how unevenly customers bring their money."""

from __future__ import annotations

from regulars.domains.insights.rules import figures
from regulars.domains.insights.rules.figures import NOTHING, rounded, unknown
from regulars.domains.insights.rules.shapes.figures import Figure
from regulars.domains.insights.rules.sums import Given, Sums

DECILE = 10  # of a hundred parts


def top_decile_share(sums: Sums, given: Given) -> Figure:
    """Money of the best tenth of customers (rounded up to whole people) by all of it."""
    parts = sums["parts"] or []
    best = sum(part["amount"] for part in parts if part["part"] < DECILE)
    return figures.plain_ratio(best, sum(part["amount"] for part in parts))


def gini(sums: Sums, given: Given) -> Figure:
    parts = sums["parts"] or []
    people, amount = sum(part["people"] for part in parts), sum(part["amount"] for part in parts)
    if not amount:
        return unknown(NOTHING, denominator=people)
    return Figure(rounded(sum(part["ranked"] for part in parts) / (people * amount)), denominator=people)
