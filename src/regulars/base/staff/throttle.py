"""Slowing down who guesses, without locking out whom they guess for.

A try takes a place in every bucket it belongs to, in one transaction, before the password is looked at: however many
arrive at once, exactly `free` of them pass. After that each further one waits twice as long as the one before. A
browser that its person logged in with before counts in a bucket of its own, so strangers cannot close the door on it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from regulars.base.activity import record
from regulars.base.staff.events import LoginRefused
from regulars.base.staff.models import Attempt
from regulars.base.state import Act, verb
from regulars.kit import clock

log = logging.getLogger("regulars.access")
SALT = "regulars.staff.throttle"
WAIT_MAX = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=1)  # longer than the longest wait, or waiting it out would be forgotten as it ends
BURST = 5
FREE = {"pair": 5, "account": 20, "prefix": 50, "device": 10, "code": 5}
OWN = {"pair", "device", "code"}  # a success clears these; the shared ones get one place back


@dataclass(frozen=True, slots=True)
class Bucket:
    """One count of tries: `kind` names its limit."""

    kind: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a try may go on: after `wait_seconds` (0 is now).

    `tries` counts it and those before it for the same account, `sprayed` those of its network for whatever account.
    """

    wait_seconds: int
    tries: int
    sprayed: int


def login_buckets(email: str, prefix: str, device: str = "") -> list[Bucket]:
    """Return the buckets of one login: those of strangers, or of a browser its person has used before."""
    if device:
        return [_bucket("device", email, device)]
    return [_bucket("pair", email, prefix), _bucket("account", email), _bucket("prefix", prefix)]


def code_buckets(staff: int, device: str = "") -> list[Bucket]:
    """Return the bucket of one-time codes, by member and browser."""
    return [_bucket("code", str(staff), device)]


def wait_after(free: int, tries: int, last_at: datetime, now: datetime) -> timedelta:
    """Return how long the next try waits after `tries` of which `free` were: 1, 2, 4 ... seconds after the last."""
    if tries < free or now - last_at > FORGOTTEN:
        return timedelta(0)
    pause = min(timedelta(seconds=2 ** min(tries - free, 20)), WAIT_MAX)
    return max(last_at + pause - now, timedelta(0))


@verb
def admit(act: Act, buckets: Sequence[Bucket]) -> Admission:
    """Take a place in each bucket, or in none: a try that has to wait leaves no trace and prolongs nothing."""
    keys = {bucket.key: bucket.kind for bucket in buckets}
    Attempt.objects.bulk_create(
        [Attempt(bucket=key, tries=0, last_at=act.now) for key in sorted(keys)], ignore_conflicts=True
    )
    rows = list(Attempt.objects.select_for_update().filter(bucket__in=list(keys)).order_by("bucket"))
    waits = []
    for row in rows:
        assert row.last_at is not None
        if act.now - row.last_at > FORGOTTEN:
            row.tries = 0
        waits.append(wait_after(FREE[keys[bytes(row.bucket)]], row.tries, row.last_at, act.now))
    longest = max(waits, default=timedelta(0))
    if longest == timedelta(0):
        for row in rows:
            row.tries, row.last_at = row.tries + 1, act.now
            row.save(update_fields=["tries", "last_at"])
    shared = {key for key, kind in keys.items() if kind == "prefix"}
    tries, sprayed = (
        max((row.tries for row in rows if (bytes(row.bucket) in shared) is wanted), default=0)
        for wanted in (False, True)
    )
    return Admission(-(-longest // timedelta(seconds=1)), tries, sprayed)


@verb
def forgive(act: Act, buckets: Sequence[Bucket]) -> None:
    """Give the places of a try back that succeeded."""
    own = [bucket.key for bucket in buckets if bucket.kind in OWN]
    shared = [bucket.key for bucket in buckets if bucket.kind not in OWN]
    Attempt.objects.filter(bucket__in=own).delete()
    Attempt.objects.filter(bucket__in=shared, tries__gt=0).update(tries=F("tries") - 1)


@verb
def note_refusal(act: Act, staff: int, tries: int, sprayed: int = 0) -> None:
    """Record a burst: at its fifth try and whenever the number has doubled since. `staff` is 0 for nobody's address.

    One network that tries many accounts, each a few times, is recorded from its twentieth try on.
    """
    if _is_burst(tries):
        record(act, LoginRefused(staff=staff, tries=tries), subject=f"staff:{staff}" if staff else "")
    elif sprayed > tries and sprayed >= FREE["account"] and _is_burst(sprayed):
        record(act, LoginRefused(staff=0, tries=sprayed))


def _is_burst(tries: int) -> bool:
    doubled, rest = divmod(tries, BURST)
    return doubled > 0 and rest == 0 and doubled & (doubled - 1) == 0


@verb
def forget_attempts(act: Act, limit: int = 500) -> int:
    """Drop counts that matter no more, `limit` at a time. Returns how many."""
    old = Attempt.objects.filter(last_at__lt=act.now - FORGOTTEN).order_by("id").values_list("pk", flat=True)
    return Attempt.objects.filter(pk__in=list(old[:limit])).delete()[0]


def is_anything_old() -> bool:
    """Say whether `forget_attempts` has something to do."""
    return Attempt.objects.filter(last_at__lt=clock.now() - FORGOTTEN).exists()


def _bucket(kind: str, *parts: str) -> Bucket:
    words = "\n".join([kind, *parts])
    return Bucket(kind, salted_hmac(SALT, words, algorithm="sha256").digest())
