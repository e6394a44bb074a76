"""API keys as the shop manages them: made, rotated, revoked, and found again by the program that holds one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from regulars.base.activity import record
from regulars.base.staff import keys, rules
from regulars.base.staff.events import ApiKeyCreated, ApiKeyRevoked, ApiKeyRotated
from regulars.base.staff.models import ApiKey
from regulars.base.state import Act, fetchall, instant_value, verb
from regulars.kit import clock
from regulars.kit.errors import NotFound, Refused

ROTATION_HOURS = 24
USED_EVERY = timedelta(minutes=5)
NAME_LENGTH_MAX = 80
FIND = (
    "SELECT id, permissions, used_at FROM staff_api_key WHERE token_hash = %s AND revoked_at IS NULL "
    "AND (expires_at IS NULL OR expires_at > %s)"
)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key as lists show it; never the key itself."""

    id: int
    name: str
    hint: str
    permissions: tuple[str, ...]
    created_by: str
    created_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    replaces: int | None

    @property
    def is_open(self) -> bool:
        """Whether a program may still come with it."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > clock.now())


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The program behind a request: what views know as `request.user` under `/api/`."""

    id: int
    permissions: frozenset[str]
    is_used_again: bool
    is_authenticated: bool = True
    has_second_factor: bool = True

    @property
    def pk(self) -> int:
        return self.id

    @property
    def actor(self) -> str:
        """How the log names it."""
        return f"key:{self.id}"


def holder_of(token: str) -> KeyHolder | None:
    """Return who comes with this key, or none when it is no key of ours, expired or revoked."""
    if not keys.is_key(token):
        return None
    now = clock.now()
    found = fetchall(FIND, [keys.digest(token), instant_value(now)])
    if not found:
        return None
    number, permissions, used = found[0]
    return KeyHolder(int(number), _as_set(permissions), used is None or used < instant_value(now - USED_EVERY))


def list_keys() -> list[KeyRow]:
    """Return every key that was ever made, newest first."""
    return [_row(one) for one in ApiKey.objects.order_by("-id")]


def key_by_id(number: int) -> KeyRow | None:
    """Return one key, or none."""
    one = ApiKey.objects.filter(pk=number).first()
    return _row(one) if one else None


@verb
def create_key(
    act: Act, name: str, permissions: Iterable[str], token_hash: bytes, hint: str, expires_at: datetime | None = None
) -> int:
    """Keep a new key (`keys.new_key`) by its hash and return its number.

    Raises:
        Refused: the name is empty or long, a permission is none that a key may hold, or it ends before it begins.
    """
    name, wanted = name.strip(), tuple(sorted(set(permissions)))
    if not 0 < len(name) <= NAME_LENGTH_MAX:
        raise Refused(
            "api_key.bad_name", "A key needs a name", field="name", value=name,
            fix=f"Say what the key is for, in at most {NAME_LENGTH_MAX} characters.",
        )  # fmt: skip
    unknown = [one for one in wanted if one not in rules.KEY_PERMISSIONS]
    if unknown or not wanted:
        raise Refused(
            "api_key.bad_permission", "A key cannot hold this permission", field="permissions",
            value=", ".join(unknown), fix=f"Choose from {', '.join(rules.KEY_PERMISSIONS)}.",
        )  # fmt: skip
    if expires_at is not None and expires_at <= act.now:
        raise Refused(
            "api_key.expired", "This key would have expired already", field="expires_at",
            value=expires_at.isoformat(), fix="Choose a day in the future.",
        )  # fmt: skip
    return _keep(act, name, " ".join(wanted), token_hash, hint, expires_at, None)


@verb
def rotate_key(act: Act, number: int, token_hash: bytes, hint: str, overlap_hours: int = ROTATION_HOURS) -> int:
    """Keep a new key beside an old one, which goes on for `overlap_hours`; return the new one's number.

    The new one works for as long as the old one was made for: keys are replaced most of all when they are about to end.

    Raises:
        NotFound: there is no such key.
        Refused: it is closed already, or is being replaced by another.
    """
    old = _open_key(act, number)
    if ApiKey.objects.filter(replaces_id=number, revoked_at=None).exists():
        raise Refused(
            "api_key.rotated", "This key is being replaced already", field="key", value=number,
            fix="Revoke its successor first, or rotate that one.",
        )  # fmt: skip
    until = act.now + timedelta(hours=overlap_hours)
    ends_at = until if old.expires_at is None else min(until, old.expires_at)
    ApiKey.objects.filter(pk=number).update(expires_at=ends_at)
    begins, ends = old.created_at, old.expires_at
    lives = None if begins is None or ends is None else ends - begins
    made = _keep(act, old.name, old.permissions, token_hash, hint, act.now + lives if lives else None, number)
    record(act, ApiKeyRotated(key=number, successor=made, hours=overlap_hours), subject=f"key:{number}")
    return made


@verb
def revoke_key(act: Act, number: int) -> None:
    """Close a key at once.

    Raises:
        NotFound: there is no such key.
        Refused: it is closed already.
    """
    _open_key(act, number)
    ApiKey.objects.filter(pk=number).update(revoked_at=act.now)
    record(act, ApiKeyRevoked(key=number), subject=f"key:{number}")


@verb
def touch_key(act: Act, number: int) -> None:
    """Note that a key is in use."""
    ApiKey.objects.filter(pk=number).update(used_at=act.now)


def _keep(
    act: Act, name: str, permissions: str, token_hash: bytes, hint: str, expires_at: datetime | None, old: int | None
) -> int:
    row = ApiKey.objects.create(
        name=name,
        hint=hint,
        token_hash=token_hash,
        permissions=permissions,
        created_by=act.actor,
        created_at=act.now,
        expires_at=expires_at,
        replaces_id=old,
    )
    record(act, ApiKeyCreated(key=row.pk, permissions=permissions.split()), subject=f"key:{row.pk}")
    return row.pk


def _open_key(act: Act, number: int) -> ApiKey:
    row = ApiKey.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise NotFound("api_key.unknown", "There is no such key", field="key", value=number)
    still = ApiKey.objects.filter(Q(expires_at=None) | Q(expires_at__gt=act.now), pk=number, revoked_at=None)
    if not still.exists():
        raise Refused(
            "api_key.closed", "This key opens nothing any more", field="key", value=number, fix="Make a new key."
        )
    return row


def _row(one: ApiKey) -> KeyRow:
    return KeyRow(
        one.pk,
        one.name,
        one.hint,
        tuple(one.permissions.split()),
        one.created_by,
        one.created_at,
        one.expires_at,
        one.revoked_at,
        one.used_at,
        one.replaces_id,
    )


@lru_cache(maxsize=256)
def _as_set(permissions: str) -> frozenset[str]:
    return frozenset(permissions.split())
