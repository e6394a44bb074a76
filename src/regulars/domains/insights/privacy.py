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
register(
    "insights.AdSpend",
    dict.fromkeys(
        (
            "id", "source", "import_id", "spent_on", "channel", "campaign", "currency", "amount_minor", "superseded_by",
            "voided_at", "changed_seq",
        ),
        NONE,
    ),
)  # fmt: skip
register(
    "insights.Goal",
    {
        "id": NONE,
        "metric": NONE,
        "basis": NONE,
        "starts_on": NONE,
        "ends_on": NONE,
        "target": NONE,
        "set_by": PSEUDONYMOUS,
        "set_at": NONE,
    },
)
