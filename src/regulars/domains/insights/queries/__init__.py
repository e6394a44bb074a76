"""Reads of the figures: frozen rows ready for screens and commands, remembered while the data stay the same."""

from regulars.domains.insights.queries.advice import advice_list, decision, decisions, outcome
from regulars.domains.insights.queries.brief import brief, last_day
from regulars.domains.insights.queries.choices import choices
from regulars.domains.insights.queries.cohorts import cohorts, products
from regulars.domains.insights.queries.curves import concentration, gaps, repeat_curves
from regulars.domains.insights.queries.grid import rfm
from regulars.domains.insights.queries.metrics import definition, definitions, metric, metrics

__all__ = [
    "advice_list",
    "brief",
    "choices",
    "cohorts",
    "concentration",
    "decision",
    "decisions",
    "definition",
    "definitions",
    "gaps",
    "last_day",
    "metric",
    "metrics",
    "outcome",
    "products",
    "repeat_curves",
    "rfm",
]
