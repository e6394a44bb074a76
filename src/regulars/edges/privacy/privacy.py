"""What the record of requests says about people: whose request it was, by a number."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, PERSONAL, PROOF, PSEUDONYMOUS, Retention, Unmoved, add_merger, holds, register
from regulars.base.state import Act, execute, instant_value, verb

register(
    "privacy.Request",
    {
        **dict.fromkeys(("id", "kind", "state", "steps", "job", "asked_at", "finished_at"), NONE),
        **dict.fromkeys(("received_on", "due_on", "law"), NONE),
        "extended_because": PERSONAL,
        **dict.fromkeys(("customer", "customers", "actor", "words_print"), PSEUDONYMOUS),
    },
)
WHOSE = _("The number of a customer who is nobody any more: proof that the request was met.")


@verb
def forget_requests(act: Act, before: datetime, limit: int) -> int:
    """Drop up to `limit` requests that were met before an instant."""
    return execute(
        "DELETE FROM privacy_request WHERE id IN (SELECT id FROM privacy_request WHERE finished_at < %s "
        "ORDER BY id LIMIT %s)",
        [instant_value(before), limit],
    )


holds(
    "privacy.Request",
    title=_("Requests of people about their data"),
    purpose=PROOF,
    find="customer IN ({in})",
    empty={"extended_because": None},
    keeps={
        "customer": WHOSE,
        "customers": WHOSE,
        "actor": _("Which member of staff met it."),
        "words_print": _("Emptied when the erasure is done."),
    },
    retention=(Retention(1_095, _("Proof that a request was met, for as long as claims live."), forget_requests),),
)

add_merger(Unmoved("privacy", "A request stays with the customer it was made for."))
