"""Goals: one number for a metric by a date. Defined where rules decide upon it."""

from regulars.domains.insights.rules.shapes.goals import (
    AHEAD,
    BEHIND,
    MISSED,
    NOT_BEGUN,
    NOT_KNOWN,
    REACHED,
    GoalRow,
)

__all__ = [
    "AHEAD",
    "BEHIND",
    "MISSED",
    "NOT_BEGUN",
    "NOT_KNOWN",
    "REACHED",
    "GoalRow",
]
