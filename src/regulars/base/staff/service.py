"""Verbs on staff; every one is recorded."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from regulars.base.activity import record
from regulars.base.staff.events import PasswordReset, StaffAdded, StaffChanged
from regulars.base.staff.models import Staff
from regulars.base.staff.presence import end_sessions
from regulars.base.staff.rules import OWNER, ROLES
from regulars.base.state import Act, verb
from regulars.kit.errors import Conflict, NotFound, Refused

PASSWORD_BYTES = 12


def new_password() -> str:
    """Return a random password of 96 bits that can be copied from a terminal."""
    return secrets.token_urlsafe(PASSWORD_BYTES)


@verb
def add_staff(act: Act, email: str, role: str, password: str, name: str = "", language: str = "") -> int:
    """Let somebody log in, and return their key.

    Raises:
        Refused: the address, role or password cannot be used.
        Conflict: the address is already there.
    """
    email = email.strip().lower()
    _require_email(email)
    _require_role(role)
    if Staff.objects.filter(email=email).exists():
        raise Conflict("staff.exists", "This address can already log in", field="email", value=email)
    member = Staff(email=email, role=role, name=name.strip(), language=language, created_at=act.now)
    _set_password(member, password)
    member.save()
    record(act, StaffAdded(staff=member.pk, role=role), subject=f"staff:{member.pk}")
    return member.pk


@verb
def reset_password(act: Act, staff: int, password: str, keep: int | None = None) -> None:
    """Replace a password; every session but `keep` ends.

    Raises:
        NotFound: nobody has this key.
        Refused: the password is too weak.
    """
    member = _member(staff)
    _set_password(member, password)
    member.save(update_fields=["password"])
    record(act, PasswordReset(staff=staff), subject=f"staff:{staff}")
    end_sessions(act, staff, "password", keep)


@verb
def change_staff(
    act: Act,
    staff: int,
    *,
    role: str | None = None,
    is_active: bool | None = None,
    language: str | None = None,
    name: str | None = None,
) -> None:
    """Change somebody's role, state, name or language. Another role or a closed login ends their sessions.

    Raises:
        NotFound: nobody has this key.
        Refused: the role is unknown, or nobody would be left as owner.
    """
    member = _member(staff)
    if role is not None:
        _require_role(role)
    changes = {"role": role, "is_active": is_active, "language": language, "name": name}
    changed = {key: value for key, value in changes.items() if value is not None and getattr(member, key) != value}
    if not changed:
        return
    if member.is_owner and (changed.get("role", OWNER) != OWNER or changed.get("is_active") is False):
        _require_other_owner(staff)
    for key, value in changed.items():
        setattr(member, key, value)
    member.save(update_fields=list(changed))
    record(act, StaffChanged(staff=staff, change=", ".join(sorted(changed))), subject=f"staff:{staff}")
    if "role" in changed or changed.get("is_active") is False:
        end_sessions(act, staff, "role" if "role" in changed else "closed")


def _require_other_owner(staff: int) -> None:
    """The rows are locked: two owners who resign at the same moment on PostgreSQL do so one after the other."""
    owners = Staff.objects.select_for_update().filter(role=OWNER, is_active=True).order_by("pk")
    if all(owner.pk == staff for owner in owners):
        raise Refused(
            "staff.last_owner", "The last owner must stay one", field="role", fix="Make somebody else owner first."
        )


def _member(staff: int) -> Staff:
    member = Staff.objects.filter(pk=staff).first()
    if member is None:
        raise NotFound("staff.unknown", "Nobody has this key", field="staff", value=staff)
    return member


def _set_password(member: Staff, password: str) -> None:
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise Refused(
            "staff.weak_password", "This password cannot be used", field="password", fix=" ".join(error.messages)
        ) from error
    member.set_password(password)


def _require_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused("staff.bad_email", "This is no e-mail address", field="email", value=email) from error


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise Refused(
            "staff.unknown_role", "No such role", field="role", value=role, fix=f"Use one of {', '.join(ROLES)}."
        )
