"""Reads about staff, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from regulars.base.staff.models import Staff


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One staff member as lists show them."""

    id: int
    email: str
    name: str
    role: str
    language: str
    is_active: bool
    created_at: datetime | None
    last_login: datetime | None
    has_second_factor: bool


def _row(one: Staff) -> StaffRow:
    return StaffRow(
        one.pk,
        one.email,
        one.name,
        one.role,
        one.language,
        one.is_active,
        one.created_at,
        one.last_login,
        one.has_second_factor,
    )


def list_staff() -> list[StaffRow]:
    """Return everybody who may or might log in, oldest first."""
    return [_row(one) for one in Staff.objects.order_by("id")]


def staff_by_email(email: str) -> StaffRow | None:
    """Return the member with this address, whatever its case, or none."""
    one = Staff.objects.filter(email=email.strip().lower()).first()
    return _row(one) if one else None


def staff_by_id(number: int) -> StaffRow | None:
    """Return the member with this key, or none."""
    one = Staff.objects.filter(pk=number).first()
    return _row(one) if one else None
