"""Taking up, finishing and turning down the lists of the brief."""

from __future__ import annotations

from regulars.base.activity import record
from regulars.base.state import Act, verb
from regulars.domains.insights.events import AdviceAssigned, AdviceDismissed, AdviceDone, AdviceReopened
from regulars.domains.insights.models import AdviceRecord
from regulars.domains.insights.types.advice import ASSIGNED, DISMISSED, DONE, OPEN, AdviceOffer
from regulars.kit.errors import NotFound
from regulars.kit.text import gettext_noop as _

MOST_PEOPLE = 1_000_000


@verb
def assign_advice(act: Act, offer: AdviceOffer, staff: int) -> int:
    """Give a list to a member of staff, with exactly its people of today; answers the record's key."""
    row = _pending(act, offer)
    row.state, row.staff = ASSIGNED, staff
    _decide(act, row)
    event = AdviceAssigned(advice=row.pk, key=row.key, people=len(row.customers), staff=staff)
    record(act, event, subject=f"advice:{row.pk}")
    return int(row.pk)


@verb
def finish_advice(act: Act, offer: AdviceOffer) -> int:
    """Say that what a list asks for was done. A list that was assigned keeps the people it had then."""
    row = _pending(act, offer)
    row.state = DONE
    _decide(act, row)
    record(act, AdviceDone(advice=row.pk, key=row.key, people=len(row.customers)), subject=f"advice:{row.pk}")
    return int(row.pk)


@verb
def dismiss_advice(act: Act, offer: AdviceOffer) -> int:
    """Put a card away for some time."""
    row = _pending(act, offer)
    row.state = DISMISSED
    _decide(act, row)
    record(act, AdviceDismissed(advice=row.pk, key=row.key, people=len(row.customers)), subject=f"advice:{row.pk}")
    return int(row.pk)


@verb
def reopen_advice(act: Act, advice: int) -> None:
    """Take a decision back; its card may be shown again.

    Raises:
        NotFound: there is no such record.
    """
    row = AdviceRecord.objects.filter(pk=advice).first()
    if row is None:
        raise NotFound("advice.unknown", _("There is no such list"), field="advice", value=advice)
    if row.state != OPEN:
        row.state, row.staff = OPEN, None
        _decide(act, row)
        record(act, AdviceReopened(advice=row.pk, key=row.key), subject=f"advice:{row.pk}")


def _pending(act: Act, offer: AdviceOffer) -> AdviceRecord:
    """The record of this card that somebody has, else a new one."""
    row = AdviceRecord.objects.filter(key=offer.key, state=ASSIGNED).order_by("-id").first()
    if row is not None:
        return row
    returned, people = offer.base_rate or (None, None)
    return AdviceRecord(
        key=offer.key[:60],
        as_of=offer.as_of,
        customers=list(offer.customers[:MOST_PEOPLE]),
        worth_minor=offer.worth_minor,
        currency=offer.currency,
        base_returned=returned,
        base_people=people,
        decided_at=act.now,
    )


def _decide(act: Act, row: AdviceRecord) -> None:
    row.decided_by, row.decided_at = act.actor, act.now
    row.save()
