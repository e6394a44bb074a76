"""Verbs of the settings that join verbs of several units: inviting staff, and setting a password by a link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from regulars.base.jobs import enqueue
from regulars.base.links import service as link_service
from regulars.base.shop import service as shops
from regulars.base.staff import service as staff
from regulars.base.state import Act, verb
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
    for row in link_service.list_links(PURPOSE):
        if row.data.get("staff") == member and row.revoked_at is None:
            link_service.revoke_link(act, row.id)
    return link_service.create_link(act, PURPOSE, token, {"staff": member}, VALID, note=email)


@verb
def redeem(act: Act, token: str, password: str) -> int:
    """Set the password that a link's holder chose, and close the link. Returns whose it is.

    Raises:
        NotFound: the link opens nothing any more.
        Refused: the password is too weak; the link stays open.
    """
    link = link_service.open_link(PURPOSE, token)
    member = int(link.data.get("staff", 0))
    if not member:
        raise NotFound("link.closed", "This link opens nothing, or nothing any more")
    own = replace(act, actor=f"staff:{member}")
    staff.reset_password(own, member, password)
    link_service.revoke_link(own, link.id)
    return member


@verb
def ask_for_recount(act: Act, changed: dict[str, bool], counted: list[str]) -> int:
    """Keep which statuses count and queue the recount of those that count otherwise now. Returns the job's key."""
    shops.change_shop(act, counted_statuses=counted)
    return enqueue("orders.recount", {"statuses": changed}, act=act)
