"""Verbs of insights."""

from regulars.domains.insights.service.advice import assign_advice, dismiss_advice, finish_advice, reopen_advice

__all__ = ["assign_advice", "dismiss_advice", "finish_advice", "reopen_advice"]
