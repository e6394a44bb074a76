"""Advice names customers by number only."""

from regulars.base.privacy import NONE, PSEUDONYMOUS, register

register(
    "insights.AdviceRecord",
    {
        "id": NONE,
        "key": NONE,
        "as_of": NONE,
        "state": NONE,
        "customers": PSEUDONYMOUS,
        "worth_minor": NONE,
        "currency": NONE,
        "base_returned": NONE,
        "base_people": NONE,
        "staff": PSEUDONYMOUS,
        "decided_by": PSEUDONYMOUS,
        "decided_at": NONE,
    },
)
