"""The ways into the desk: password, one-time code, and what a login leaves behind.

A refused login looks the same whatever was wrong, and takes the same work; who guesses is slowed down, and a browser
that its person logged in with before keeps a way of its own.
"""

from __future__ import annotations

import logging
import secrets
from typing import Any, cast

from django.conf import settings
from django.contrib import auth
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare

from regulars.base.staff import presence, throttle
from regulars.base.staff.origin import device_of, prefix_of
from regulars.base.staff.queries import staff_by_id
from regulars.base.staff.sessions import ADDRESS, DEVICE, SessionStore
from regulars.base.staff.throttle import Admission, Bucket
from regulars.base.state import Act, write
from regulars.base.web.desk import act_of
from regulars.kit import clock

log = logging.getLogger("regulars.access")
PENDING = "pending"
PENDING_SECONDS = 300
KNOWN_DAYS, KNOWN_MAX = 180, 8
KNOWN_SALT = "regulars.known_device"


def known_cookie() -> str:
    """Return the name of the cookie by which a browser is known."""
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}regulars_device"


def device_id(request: HttpRequest, staff: int | None) -> str:
    """Return what names this browser if this member logged in with it before, else ""."""
    known = _known(request)
    return str(known["id"]) if staff is not None and staff in known["staff"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, staff: int) -> None:
    """Let this browser be known as one that this member uses."""
    known = _known(request)
    others = [one for one in known["staff"] if one != staff]
    value = {"id": known["id"] or secrets.token_urlsafe(16), "staff": [*others, staff][-KNOWN_MAX:]}
    response.set_cookie(
        known_cookie(),
        signing.dumps(value, salt=KNOWN_SALT),
        max_age=KNOWN_DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, Any]:
    try:
        value = signing.loads(request.COOKIES.get(known_cookie(), ""), salt=KNOWN_SALT)
        return {"id": str(value["id"]), "staff": [int(one) for one in value["staff"]]}
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return {"id": "", "staff": []}


def admit_login(request: HttpRequest, email: str, staff: int | None) -> tuple[list[Bucket], Admission]:
    """Take a place for a try at this address, before its password is looked at."""
    prefix = prefix_of(request.META.get("REMOTE_ADDR", ""))
    buckets = throttle.login_buckets(email, prefix, device_id(request, staff))
    return buckets, write(throttle.admit, Act.by("system", "desk"), buckets)


def admit_code(request: HttpRequest, staff: int) -> tuple[list[Bucket], Admission]:
    """Take a place for a try at a one-time code."""
    buckets = throttle.code_buckets(staff, device_id(request, staff))
    return buckets, write(throttle.admit, Act.by("system", "desk"), buckets)


def refused(staff: int | None, admission: Admission) -> None:
    """Note a failed try; a burst of them stands in the log."""
    log.info("login refused: staff %s, try %s, wait %s s", staff or 0, admission.tries, admission.wait_seconds)
    if not admission.wait_seconds:
        write(throttle.note_refusal, Act.by("system", "desk"), staff or 0, admission.tries, admission.sprayed)


def ask_for_code(request: HttpRequest, user: Any, after: str) -> None:
    """Keep that the password was right, for a few minutes and for this browser alone."""
    request.session.flush()
    request.session[PENDING] = {
        "staff": user.pk,
        "at": clock.now().timestamp(),
        "after": after,
        "hash": user.get_session_auth_hash(),
    }


def pending(request: HttpRequest) -> dict[str, Any] | None:
    """Return whose code is awaited, or None when nobody's is (any more)."""
    held = request.session.get(PENDING)
    if not held or clock.now().timestamp() - held["at"] > PENDING_SECONDS:
        return None
    one = staff_by_id(int(held["staff"]))
    return held if one is not None and one.is_active and one.has_second_factor else None


def enter(request: HttpRequest, user: Any, after: str, buckets: list[Bucket], factor: str = "") -> HttpResponse:
    """Log somebody in: a new session under a new key, an entry in the log, a browser that is known from now on."""
    write(throttle.forgive, Act.by("system", "desk"), buckets)
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.pop(PENDING, None)
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    request.session[ADDRESS] = prefix_of(request.META.get("REMOTE_ADDR", ""))
    request.session.save()
    write(presence.note_login, act_of(request), user.pk, own_session(request), factor)
    response = HttpResponseRedirect(after)
    remember_device(request, response, user.pk)
    return response


def is_still(user: Any, held: dict[str, Any]) -> bool:
    """Say whether the password that was right then is the one of now."""
    return constant_time_compare(user.get_session_auth_hash(), held["hash"])


def own_session(request: HttpRequest) -> int:
    """Return the number of the session that this request belongs to; 0 for none."""
    row = cast(SessionStore, request.session).row
    return int(row.pk) if row is not None else 0
