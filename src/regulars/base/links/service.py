"""Making, opening and revoking links."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from regulars.base.activity import record
from regulars.base.links.events import LinkCreated, LinkRevoked
from regulars.base.links.models import Link
from regulars.base.state import Act, verb
from regulars.kit import clock
from regulars.kit.errors import NotFound

TOKEN_BYTES = 20


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as lists show it; its token is not known any more."""

    id: int
    purpose: str
    note: str
    data: dict[str, Any]
    created_at: datetime | None
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None


def new_token() -> str:
    """Return a random token of 160 bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@verb
def create_link(act: Act, purpose: str, token: str, data: dict[str, Any], valid: timedelta, note: str = "") -> int:
    """Keep the hash of `token` (made by `new_token`, shown to the maker once) and return the link's key."""
    link = Link.objects.create(
        purpose=purpose,
        token_hash=_hash(token),
        data=data,
        note=note[:120],
        created_at=act.now,
        created_by=act.actor,
        expires_at=act.now + valid,
    )
    record(act, LinkCreated(link=link.pk, purpose=purpose), subject=f"link:{link.pk}")
    return link.pk


@verb
def revoke_link(act: Act, link: int) -> None:
    """Close a link at once.

    Raises:
        NotFound: there is no such link.
    """
    row = Link.objects.filter(pk=link).first()
    if row is None:
        raise NotFound("link.unknown", "There is no such link", field="link", value=link)
    if row.revoked_at is None:
        row.revoked_at = act.now
        row.save(update_fields=["revoked_at"])
        record(act, LinkRevoked(link=link), subject=f"link:{link}")


@verb
def use_link(act: Act, purpose: str, token: str) -> LinkRow:
    """Open a link that works once, and close it; of two at the same moment one is refused.

    Raises:
        NotFound: it opens nothing (any more).
    """
    opened = open_link(purpose, token)
    if not Link.objects.filter(pk=opened.id, revoked_at__isnull=True).update(revoked_at=act.now):
        raise _closed()
    record(act, LinkRevoked(link=opened.id), subject=f"link:{opened.id}")
    return opened


def open_link(purpose: str, token: str) -> LinkRow:
    """Return what `token` opens. Unknown, expired and revoked look the same from outside.

    Raises:
        NotFound: it opens nothing (any more).
    """
    row = Link.objects.filter(purpose=purpose, token_hash=_hash(token)).first()
    expired = row is None or row.revoked_at is not None or (row.expires_at or clock.now()) <= clock.now()
    if row is None or expired:
        raise _closed()
    return _row(row)


def list_links(purpose: str = "", limit: int = 500) -> list[LinkRow]:
    """Return links, newest first; those of one purpose, or of all."""
    rows = Link.objects.filter(purpose=purpose) if purpose else Link.objects.all()
    return [_row(row) for row in rows.order_by("-id")[:limit]]


def _row(row: Link) -> LinkRow:
    return LinkRow(
        row.pk, row.purpose, row.note, row.data, row.created_at, row.created_by, row.expires_at, row.revoked_at
    )


def _closed() -> NotFound:
    return NotFound("link.closed", "This link opens nothing, or nothing any more")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
