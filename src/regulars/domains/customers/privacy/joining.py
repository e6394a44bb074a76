"""Who was found to be whom, as data about a person."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import CONTACT, FIGURES, NONE, PERSONAL, PROOF, PSEUDONYMOUS, Retention, holds, register

register(
    "customers.Merge",
    dict.fromkeys(("id", "source", "trust"), NONE)
    | dict.fromkeys(
        ("merged", "survivor", "merged_at", "actor", "undone_at", "undone_by"),
        PSEUDONYMOUS,
    )
    | {"reason": PERSONAL},
)
register(
    "customers.Visitor",
    dict.fromkeys(("id", "kind", "source", "trust", "has_past"), NONE)
    | dict.fromkeys(("customer", "linked_at", "ended_at"), PSEUDONYMOUS)
    | {"value": PERSONAL},
)
register(
    "customers.Suspicion",
    {"id": NONE}
    | dict.fromkeys(
        ("first", "second", "kind", "reasons", "score", "found_at", "decision", "decided_by", "decided_at"),
        PSEUDONYMOUS,
    ),
)

UNTIL_ERASED = Retention(None, _("As long as the shop keeps the customer, or until they ask to be erased."))
NUMBERS = _("Numbers that stand for nobody once the customers are erased; figures count them as one buyer.")

holds(
    "customers.Merge",
    title=_("Merges of customers"),
    purpose=FIGURES,
    find="merged IN ({in}) OR survivor IN ({in})",
    empty={"reason": ""},
    keeps=dict.fromkeys(("merged", "survivor", "merged_at", "actor", "undone_at", "undone_by"), NUMBERS),
    retention=(UNTIL_ERASED,),
)
holds(
    "customers.Visitor",
    title=_("Browsers and apps of the person"),
    purpose=CONTACT,
    find="customer IN ({in})",
    delete=True,
    retention=(UNTIL_ERASED,),
)
holds(
    "customers.Suspicion",
    title=_("Customers who looked alike"),
    purpose=PROOF,
    find="first IN ({in}) OR second IN ({in})",
    delete=True,
    retention=(UNTIL_ERASED,),
)
