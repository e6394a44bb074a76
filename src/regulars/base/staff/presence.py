"""Sessions as people see them: where somebody is logged in, and ending it.

`sessions.SessionStore` keeps them for Django; here are the verbs on their rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.base.activity import record
from regulars.base.settings import current
from regulars.base.staff.events import LoggedIn, LoggedOut, SessionsEnded
from regulars.base.staff.models import Session, Staff
from regulars.base.state import Act, verb
from regulars.kit import clock
from regulars.kit.errors import NotFound

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One open session; `address` is the first part of where it was seen last."""

    id: int
    device: str
    address: str
    opened_at: datetime | None
    seen_at: datetime | None


def alive_since() -> tuple[datetime, datetime]:
    """Return the instants after which a session must have been seen, and opened, to go on."""
    now, ours = clock.now(), current()
    return now - timedelta(hours=ours.session_hours), now - timedelta(days=ours.session_days)


def list_sessions(staff: int) -> list[SessionRow]:
    """Return where somebody is logged in, last seen first."""
    seen, opened = alive_since()
    rows = Session.objects.filter(staff_id=staff, seen_at__gt=seen, opened_at__gt=opened).order_by("-seen_at", "-id")
    return [SessionRow(row.pk, row.device, row.address, row.opened_at, row.seen_at) for row in rows]


@verb
def note_login(act: Act, staff: int, session: int, factor: str) -> None:
    """Record that somebody logged in."""
    Staff.objects.filter(pk=staff).update(last_login=act.now)
    record(act, LoggedIn(staff=staff, session=session, factor=factor), subject=f"staff:{staff}")


@verb
def note_logout(act: Act, staff: int) -> None:
    """Record that somebody logged out."""
    record(act, LoggedOut(staff=staff), subject=f"staff:{staff}")


@verb
def touch_session(act: Act, session: int, address: str) -> None:
    """Note that a session is in use, and from where."""
    Session.objects.filter(pk=session).update(seen_at=act.now, address=address)


@verb
def end_session(act: Act, staff: int, session: int) -> None:
    """End one session of a member.

    Raises:
        NotFound: they have no such session.
    """
    gone, _ = Session.objects.filter(pk=session, staff_id=staff).delete()
    if not gone:
        raise NotFound("staff.session_unknown", "There is no such session", field="session", value=session)
    record(act, SessionsEnded(staff=staff, count=gone, reason="asked"), subject=f"staff:{staff}")


@verb
def end_sessions(act: Act, staff: int, reason: str, keep: int | None = None) -> int:
    """End every session of a member but `keep`, and return how many there were."""
    gone, _ = Session.objects.filter(staff_id=staff).exclude(pk=keep or 0).delete()
    if gone:
        record(act, SessionsEnded(staff=staff, count=gone, reason=reason), subject=f"staff:{staff}")
    return gone


@verb
def forget_sessions(act: Act, limit: int = 500) -> int:
    """Drop rows of sessions that ended by themselves, `limit` at a time. Returns how many."""
    seen, opened = alive_since()
    old = Session.objects.filter(seen_at__lte=seen) | Session.objects.filter(opened_at__lte=opened)
    numbers = list(old.order_by("id").values_list("pk", flat=True)[:limit])
    return Session.objects.filter(pk__in=numbers).delete()[0]
