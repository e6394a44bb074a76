"""Verbs of the settings that join verbs of several units: inviting staff, and setting a password by a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from regulars.base.jobs import enqueue
from regulars.base.links import service as link_service
from regulars.base.shop import service as shops
from regulars.base.staff import service as staff
from regulars.base.staff.queries import staff_by_id
from regulars.base.state import Act, verb
from regulars.kit import clock
from regulars.kit.errors import NotFound

PURPOSE = "staff_password"
VALID = timedelta(hours=48)


@verb
def invite(act: Act, email: str, role: str, name: str, language: str, password: str, token: str) -> int:
    """Add somebody to the staff and make the link by which they choose their password. Returns their key.

    `password` is random and told to nobody; `token` is the link's, made by `links.service.new_token`.

    Raises:
        Refused: the address or role cannot be used.
        Conflict: the address is already there.
    """
    member = staff.add_staff(act, email, role, password, name=name, language=language)
    link_service.create_link(act, PURPOSE, token, {"staff": member}, VALID, note=email.strip().lower())
    return member


@verb
def offer_reset(act: Act, member: int, email: str, token: str) -> int:
    """Make the link by which a member of staff sets a new password; links made for them before are closed."""
    close_links(act, member)
    return link_service.create_link(act, PURPOSE, token, {"staff": member}, VALID, note=email)


@verb
def close_links(act: Act, member: int) -> None:
    """Close every open link to a password of this member."""
    for row in open_links():
        if row.data.get("staff") == member:
            link_service.revoke_link(act, row.id)


@verb
def redeem(act: Act, token: str, password: str) -> int:
    """Set the password that a link's holder chose, and close the link. Returns whose it is.

    Raises:
        NotFound: the link opens nothing any more, or its member's login is closed.
        Refused: the password is too weak; the link stays open.
    """
    link = link_service.use_link(act, PURPOSE, token)
    member = int(link.data.get("staff", 0))
    one = staff_by_id(member)
    if one is None or not one.is_active:
        raise NotFound("link.closed", "This link opens nothing, or nothing any more")
    own = replace(act, actor=f"staff:{member}")
    staff.reset_password(own, member, password)
    close_links(own, member)
    return member


@verb
def change_own_password(act: Act, member: int, password: str, session: int) -> None:
    """Set one's own password: every other session ends, and links to a password open nothing any more.

    Raises:
        Refused: the password is too weak.
    """
    staff.reset_password(act, member, password, keep=session)
    close_links(act, member)


@verb
def open_or_close(act: Act, member: int, is_active: bool) -> None:
    """Open somebody's login, or close it with their sessions and links.

    Raises:
        NotFound: nobody has this key.
        Refused: nobody would be left as owner.
    """
    staff.change_staff(act, member, is_active=is_active)
    if not is_active:
        close_links(act, member)


def open_links() -> list[link_service.LinkRow]:
    """Return links to a password that still open, newest first."""
    now = clock.now()
    return [
        row
        for row in link_service.list_links(PURPOSE)
        if row.revoked_at is None and row.expires_at is not None and row.expires_at > now
    ]


@verb
def ask_for_recount(act: Act, changed: dict[str, bool], counted: list[str]) -> int:
    """Keep which statuses count and queue the recount of those that count otherwise now. Returns the job's key."""
    shops.change_shop(act, counted_statuses=counted)
    return enqueue("orders.recount", {"statuses": changed}, act=act)
