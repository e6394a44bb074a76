"""What everybody asks of a new snapshot: the metrics, cohorts and groups that nobody filtered."""

from __future__ import annotations

from regulars.domains.insights.queries.choices import choices
from regulars.domains.insights.queries.cohorts import cohorts, products
from regulars.domains.insights.queries.context import reporting
from regulars.domains.insights.queries.curves import concentration, repeat_curves
from regulars.domains.insights.queries.grid import rfm
from regulars.domains.insights.queries.metrics import both_bases, definitions, row_of
from regulars.domains.insights.types import BASES, Filters


def ask_metrics() -> None:
    """All metrics on both bases, and what filters offer."""
    choices()
    with reporting(Filters()) as context:
        for metric in definitions():
            both_bases(context, metric, row_of(context, metric))


def ask_reports() -> None:
    """The reports as they open."""
    cohorts(Filters())
    repeat_curves(Filters())
    products(Filters())
    concentration(Filters())
    for basis in BASES:
        rfm(Filters(basis=basis))
