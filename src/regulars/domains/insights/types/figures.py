"""One number with everything needed to read it. Defined where rules decide upon it."""

from regulars.domains.insights.rules.shapes.figures import (
    Change,
    Figure,
    Group,
    MetricRow,
    Point,
)

__all__ = [
    "Change",
    "Figure",
    "Group",
    "MetricRow",
    "Point",
]
