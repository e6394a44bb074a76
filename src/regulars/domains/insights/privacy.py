"""Advice names customers by number only."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import (
    FIGURES,
    NONE,
    PSEUDONYMOUS,
    STAFF,
    Person,
    Retention,
    Unmoved,
    add_merger,
    holds,
    register,
)
from regulars.base.state import Act, verb
from regulars.domains.insights.models import AdviceRecord

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


@verb
def take_off_lists(act: Act, customers: Sequence[int], limit: int) -> int:
    """Take these customers off the lists of people that advice named; the list is then one shorter."""
    gone, changed = set(customers), 0
    for row in AdviceRecord.objects.order_by("pk").only("customers"):
        if gone.intersection(row.customers) and changed < limit:
            row.customers = [one for one in row.customers if one not in gone]
            row.save(update_fields=["customers"])
            changed += 1
    return changed


@verb
def empty_lists(act: Act, before: datetime, limit: int) -> int:
    """Empty up to `limit` lists of people decided on before an instant; what was decided stays."""
    old = AdviceRecord.objects.filter(decided_at__lt=before).exclude(customers=[]).values_list("pk", flat=True)
    return AdviceRecord.objects.filter(pk__in=list(old[:limit])).update(customers=[])


def lists_with(person: Person) -> Iterator[dict[str, Any]]:
    """Yield the lists a person stood on, without the others on them."""
    for row in AdviceRecord.objects.order_by("pk"):
        if set(person.customers).intersection(row.customers):
            yield {"key": row.key, "as_of": row.as_of, "state": row.state, "decided_at": row.decided_at}


BY_STAFF = _("Who of the staff decided it.")
holds(
    "insights.AdviceRecord",
    title=_("Lists of people worth a step"),
    purpose=FIGURES,
    eraser=take_off_lists,
    export=lists_with,
    keeps={"staff": BY_STAFF, "decided_by": BY_STAFF},
    retention=(Retention(730, _("The list is emptied; what was decided stays."), empty_lists),),
)
holds("insights.Goal", title=_("Goals"), purpose=STAFF, reason=_("About nobody but who set it."))

add_merger(Unmoved("insights", "A list of advice keeps the people it named; their pages lead to who they are now."))
