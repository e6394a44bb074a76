"""Django's session engine over our own table: it keeps the hash of the key, knows whose it is, and ends it in time.

Named by `SESSION_ENGINE`. A copy of the database opens no session, and a row that is deleted ends one at once.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError

from regulars.base.staff.models import Session
from regulars.base.staff.presence import alive_since
from regulars.base.state import Act, instant_value, verb, write

DEVICE, ADDRESS = "device", "address"
SELECT = "SELECT * FROM staff_session WHERE key_hash = %s AND seen_at > %s AND opened_at > %s"


class SessionStore(SessionBase):
    """One session. `row` is the row it was read from: its number names it where its key must not stand."""

    row: Session | None = None

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that is unknown, idle or too old holds nothing and loses its key."""
        seen, opened = alive_since()
        key = self.session_key
        self.row = None
        if key is not None:
            given = [digest(key), instant_value(seen), instant_value(opened)]
            self.row = next(iter(Session.objects.raw(SELECT, given)), None)
        if self.row is None:
            self._session_key = None
            return {}
        return self.decode(self.row.data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=digest(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        key = self.session_key
        if key is None:
            self.create()
            return
        held = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        columns = {
            "staff_id": held.get(SESSION_KEY),
            "data": self.encode(held),
            "device": str(held.get(DEVICE, ""))[:80],
            "address": str(held.get(ADDRESS, ""))[:64],
        }
        try:
            self.row = write(keep_session, Act.by("system"), digest(key), columns, must_create)
        except IntegrityError:
            raise CreateError from None
        if self.row is None:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            write(drop_session, Act.by("system"), digest(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Nothing: a job of the worker does it (`presence.forget_sessions`)."""


@verb
def keep_session(act: Act, key_hash: bytes, columns: dict[str, Any], new: bool) -> Session | None:
    """Insert or update one session; None when it is gone meanwhile, ended by somebody else."""
    if new:
        return Session.objects.create(key_hash=key_hash, opened_at=act.now, seen_at=act.now, **columns)
    row = Session.objects.filter(key_hash=key_hash).first()
    if row is not None:
        Session.objects.filter(pk=row.pk).update(**columns)
    return row


@verb
def drop_session(act: Act, key_hash: bytes) -> None:
    """Delete one session."""
    Session.objects.filter(key_hash=key_hash).delete()


def digest(key: str) -> bytes:
    """Return what the database knows of a session's key."""
    return hashlib.sha256(key.encode()).digest()
