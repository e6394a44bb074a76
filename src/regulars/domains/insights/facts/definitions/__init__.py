"""The registry of metrics: every number that is printed is defined here once, with its words."""

from __future__ import annotations

from regulars.domains.insights.facts.definitions.buyers import MONEY_DAYS, STANDING, STARTING, WITHIN_DAYS
from regulars.domains.insights.facts.definitions.orders import BUYERS, SALES
from regulars.domains.insights.facts.definitions.shape import AT_END, OF_BUYER, OF_ORDER, PLACED, SPANS, WON, Metric
from regulars.kit.errors import NotFound
from regulars.kit.text import gettext_noop as _

METRICS: dict[str, Metric] = {metric.name: metric for metric in (*SALES, *BUYERS, *STANDING, *STARTING)}


def metric_named(name: str) -> Metric:
    """The definition of a metric. Raises `NotFound` with the names there are."""
    if name not in METRICS:
        raise NotFound(
            "metrics.unknown_name",
            _("There is no metric “%(value)s”."),
            field="name",
            value=name,
            fix=_("Use one of: %(names)s."),
            params={"value": name, "names": ", ".join(METRICS)},
        )
    return METRICS[name]


__all__ = [
    "AT_END",
    "METRICS",
    "MONEY_DAYS",
    "OF_BUYER",
    "OF_ORDER",
    "PLACED",
    "SPANS",
    "WITHIN_DAYS",
    "WON",
    "Metric",
    "metric_named",
]
