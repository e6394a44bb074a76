"""Reads of the figures: frozen rows ready for screens and commands, remembered while the data stay the same."""

from regulars.domains.insights.queries.cohorts import cohorts, products
from regulars.domains.insights.queries.curves import concentration, gaps, repeat_curves
from regulars.domains.insights.queries.grid import rfm
from regulars.domains.insights.queries.metrics import definition, definitions, metric, metrics

__all__ = [
    "cohorts",
    "concentration",
    "definition",
    "definitions",
    "gaps",
    "metric",
    "metrics",
    "products",
    "repeat_curves",
    "rfm",
]
