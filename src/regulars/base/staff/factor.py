"""The second factor: one-time codes of an authenticator app (RFC 6238), and recovery codes for the day it is lost.

What the codes are made from is derived from the installation's key and a stored salt, so that a copy of the database
makes no codes. A code works once: the step it belongs to is kept, and that step and those before it are refused.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from dataclasses import dataclass

import pyotp
from django.utils.crypto import constant_time_compare, salted_hmac

from regulars.base.activity import record
from regulars.base.staff.events import RecoveryCodesRenewed, SecondFactorDemanded, SecondFactorOff, SecondFactorOn
from regulars.base.staff.models import Policy, RecoveryCode, SecondFactor, Staff
from regulars.base.staff.presence import end_sessions
from regulars.base.staff.rules import ROLES
from regulars.base.state import Act, fetchall, verb
from regulars.kit import clock
from regulars.kit.errors import Conflict, Refused

SECRET_BYTES, SALT_BYTES = 20, 16
STEP_SECONDS, DRIFT_STEPS = 30, 1
CODES, CODE_BYTES = 8, 10  # 80 bits each
HASH_COST = 2**14
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app is told: by QR code (`address`) or typed (`secret`)."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class FactorState:
    """Whether somebody has a second factor, and how many recovery codes are left."""

    is_on: bool
    codes_left: int


def state(staff: int) -> FactorState:
    """Return how somebody's second factor stands."""
    is_on = SecondFactor.objects.filter(staff_id=staff, confirmed_at__isnull=False).exists()
    return FactorState(is_on, RecoveryCode.objects.filter(staff_id=staff, used_at__isnull=True).count())


def setup_of(staff: int, email: str, shop: str) -> Setup | None:
    """Return what to tell the app while a second factor is being set up; None when there is nothing to set up."""
    row = SecondFactor.objects.filter(staff_id=staff, confirmed_at__isnull=True).first()
    if row is None:
        return None
    secret = _secret(row)
    issuer = shop.replace(":", " ") or "Regulars"
    return Setup(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def new_codes() -> list[str]:
    """Return recovery codes, to be shown once: `aaaa-bbbb-cccc-dddd`."""
    return [_grouped(b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()) for _ in range(CODES)]


def code_hashes(staff: int, codes: list[str]) -> list[bytes]:
    """Return what is kept of codes. Slow on purpose, so it is done before the door and not inside."""
    row = SecondFactor.objects.filter(staff_id=staff).first()
    salt = bytes(row.salt) if row else b"nobody"
    plain = ["".join(code.lower().split()).replace("-", "").encode() for code in codes]
    return [hashlib.scrypt(one, salt=salt, n=HASH_COST, r=8, p=1, dklen=32) for one in plain]


def is_recovery_code(text: str) -> bool:
    """Say whether this looks like a recovery code and not like six digits."""
    return len("".join(text.split()).replace("-", "")) == CODE_BYTES * 8 // 5


def demanded_roles() -> frozenset[str]:
    """Return the roles that cannot work without a second factor."""
    rows = fetchall("SELECT second_factor_roles FROM staff_policy LIMIT 1")
    return frozenset(role for role in (rows[0][0] if rows else "").split(",") if role)


@verb
def begin(act: Act, staff: int) -> None:
    """Make a new secret to be confirmed; one that was not confirmed is forgotten.

    Raises:
        Conflict: there is a second factor already.
    """
    _require_off(staff)
    salt = secrets.token_bytes(SALT_BYTES)
    SecondFactor.objects.update_or_create(staff_id=staff, defaults={"salt": salt, "last_step": 0})


@verb
def confirm(act: Act, staff: int, code: str, hashes: list[bytes], keep: int | None = None) -> None:
    """Turn the second factor on, if `code` shows that the app was told right. Every session but `keep` ends.

    Raises:
        Refused: the code is not the one of now.
        Conflict: there is a second factor already.
    """
    _require_off(staff)
    row = SecondFactor.objects.select_for_update().filter(staff_id=staff).first()
    if row is None or not _step_taken(row, code):
        raise _wrong_code()
    row.confirmed_at = act.now
    row.save(update_fields=["confirmed_at"])
    Staff.objects.filter(pk=staff).update(has_second_factor=True)
    _replace_codes(staff, hashes)
    record(act, SecondFactorOn(staff=staff), subject=f"staff:{staff}")
    end_sessions(act, staff, "second_factor", keep)


@verb
def use_code(act: Act, staff: int, code: str) -> None:
    """Spend a one-time code.

    Raises:
        Refused: it is wrong, or it was used before.
    """
    row = SecondFactor.objects.select_for_update().filter(staff_id=staff, confirmed_at__isnull=False).first()
    if row is None or not _step_taken(row, code):
        raise _wrong_code()


@verb
def use_recovery_code(act: Act, staff: int, code_hash: bytes) -> None:
    """Spend a recovery code, given by its hash.

    Raises:
        Refused: it is wrong, or it was used before.
    """
    unused = RecoveryCode.objects.filter(staff_id=staff, used_at__isnull=True)
    for row in unused.select_for_update().order_by("id"):
        if constant_time_compare(bytes(row.code_hash), code_hash):
            row.used_at = act.now
            row.save(update_fields=["used_at"])
            return
    raise _wrong_code()


@verb
def renew_codes(act: Act, staff: int, hashes: list[bytes]) -> None:
    """Replace the recovery codes.

    Raises:
        Conflict: there is no second factor.
    """
    if not SecondFactor.objects.filter(staff_id=staff, confirmed_at__isnull=False).exists():
        raise Conflict("staff.no_second_factor", "There is no second factor", field="staff", value=staff)
    _replace_codes(staff, hashes)
    record(act, RecoveryCodesRenewed(staff=staff), subject=f"staff:{staff}")


@verb
def drop_factor(act: Act, staff: int, keep: int | None = None) -> None:
    """Take the second factor away, by its owner or by an owner of the shop. Every session but `keep` ends."""
    RecoveryCode.objects.filter(staff_id=staff).delete()
    gone, _ = SecondFactor.objects.filter(staff_id=staff).delete()
    was_on = Staff.objects.filter(pk=staff, has_second_factor=True).update(has_second_factor=False)
    if gone and was_on:
        record(act, SecondFactorOff(staff=staff), subject=f"staff:{staff}")
        end_sessions(act, staff, "second_factor", keep)


@verb
def demand_factor(act: Act, roles: list[str]) -> None:
    """Say which roles cannot work without a second factor.

    Raises:
        Refused: there is no such role.
    """
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise Refused("staff.unknown_role", "No such role", field="roles", value=unknown[0])
    wanted = [role for role in ROLES if role in roles]
    if frozenset(wanted) == demanded_roles():
        return
    Policy.objects.update_or_create(pk=1, defaults={"second_factor_roles": ",".join(wanted)})
    record(act, SecondFactorDemanded(roles=wanted))


def _step_taken(row: SecondFactor, code: str) -> bool:
    """Compare with the codes of this step and its neighbors; a step that matches is spent, with all before it."""
    given = "".join(code.split())
    if len(given) != DIGITS or not (given.isascii() and given.isdigit()):
        return False
    totp, now = pyotp.TOTP(_secret(row)), int(clock.now().timestamp()) // STEP_SECONDS
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if step > row.last_step and constant_time_compare(totp.generate_otp(step), given):
            row.last_step = step
            row.save(update_fields=["last_step"])
            return True
    return False


def _secret(row: SecondFactor) -> str:
    words = f"{row.staff_id}\n{bytes(row.salt).hex()}"
    return b32encode(salted_hmac("regulars.staff.factor", words, algorithm="sha256").digest()[:SECRET_BYTES]).decode()


def _replace_codes(staff: int, hashes: list[bytes]) -> None:
    RecoveryCode.objects.filter(staff_id=staff).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(staff_id=staff, code_hash=one) for one in hashes])


def _require_off(staff: int) -> None:
    if SecondFactor.objects.filter(staff_id=staff, confirmed_at__isnull=False).exists():
        raise Conflict("staff.second_factor_exists", "There is a second factor already", field="staff", value=staff)


def _wrong_code() -> Refused:
    return Refused(
        "staff.wrong_code",
        "This code does not fit",
        field="code",
        fix="Each code works once and for half a minute: wait for the next one, and see that the clock is right.",
    )


def _grouped(code: str) -> str:
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
