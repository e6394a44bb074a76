"""Verbs of insights."""

from regulars.domains.insights.service.advice import assign_advice, dismiss_advice, finish_advice, reopen_advice
from regulars.domains.insights.service.goals import remove_goal, set_goal
from regulars.domains.insights.service.spend import record_spend, void_spend

__all__ = [
    "assign_advice",
    "dismiss_advice",
    "finish_advice",
    "record_spend",
    "remove_goal",
    "reopen_advice",
    "set_goal",
    "void_spend",
]
