"""Links name staff by number only."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import NONE, OPERATION, PSEUDONYMOUS, Retention, holds, register
from regulars.base.state import Act, execute, instant_value, verb

register(
    "links.Link",
    {
        "id": NONE,
        "purpose": NONE,
        "token_hash": NONE,
        "data": PSEUDONYMOUS,
        "note": NONE,
        "created_at": NONE,
        "created_by": PSEUDONYMOUS,
        "expires_at": NONE,
        "revoked_at": NONE,
    },
)


@verb
def forget_closed(act: Act, before: datetime, limit: int) -> int:
    """Drop up to `limit` links that opened nothing any more before an instant."""
    return execute(
        "DELETE FROM links_link WHERE id IN (SELECT id FROM links_link WHERE expires_at < %s OR revoked_at < %s "
        "ORDER BY id LIMIT %s)",
        [instant_value(before), instant_value(before), limit],
    )


holds(
    "links.Link",
    title=_("Links given out"),
    purpose=OPERATION,
    reason=_("Links open a report or a password of the staff; none is a customer's yet."),
    mentions=("data", "note"),
    not_exported=_("Made by staff, about no customer."),
    retention=(Retention(90, _("Dropped after they stopped opening anything."), forget_closed),),
)
