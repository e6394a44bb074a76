"""Pages of the reports room."""

from regulars.domains.insights.views.cohorts import cohorts
from regulars.domains.insights.views.explorer import metric, metrics
from regulars.domains.insights.views.goals import goals, remove_goal, set_goal
from regulars.domains.insights.views.products import concentration, products
from regulars.domains.insights.views.repeat import repeat
from regulars.domains.insights.views.rfm import rfm

__all__ = [
    "cohorts",
    "concentration",
    "goals",
    "metric",
    "metrics",
    "products",
    "remove_goal",
    "repeat",
    "rfm",
    "set_goal",
]
