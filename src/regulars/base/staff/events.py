"""What staff management records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class StaffAdded:
    """Somebody may now log in."""

    kind: ClassVar[str] = "staff.added"
    version: ClassVar[int] = 1
    staff: int
    role: str


@event
@dataclass(frozen=True)
class StaffChanged:
    """A role, a state or a language is another one now; `change` names which."""

    kind: ClassVar[str] = "staff.changed"
    version: ClassVar[int] = 1
    staff: int
    change: str


@event
@dataclass(frozen=True)
class PasswordReset:
    """A password was replaced, by `staff reset` or by the link it gave."""

    kind: ClassVar[str] = "staff.password_reset"
    version: ClassVar[int] = 1
    staff: int


@event
@dataclass(frozen=True)
class LoggedIn:
    """Somebody logged in; `factor` says by what besides the password: "", "code" or "recovery"."""

    kind: ClassVar[str] = "staff.logged_in"
    version: ClassVar[int] = 1
    staff: int
    session: int
    factor: str


@event
@dataclass(frozen=True)
class LoggedOut:
    """Somebody logged out."""

    kind: ClassVar[str] = "staff.logged_out"
    version: ClassVar[int] = 1
    staff: int


@event
@dataclass(frozen=True)
class LoginRefused:
    """A burst of failed logins: recorded at the fifth and whenever their number doubles. `staff` is 0 for nobody's."""

    kind: ClassVar[str] = "staff.login_refused"
    version: ClassVar[int] = 1
    staff: int
    tries: int


@event
@dataclass(frozen=True)
class SessionsEnded:
    """Sessions were ended from outside: by their owner, by an owner of the shop, or by what changed."""

    kind: ClassVar[str] = "staff.sessions_ended"
    version: ClassVar[int] = 1
    staff: int
    count: int
    reason: str


@event
@dataclass(frozen=True)
class SecondFactorOn:
    """Logging in takes a one-time code from now on."""

    kind: ClassVar[str] = "staff.second_factor_on"
    version: ClassVar[int] = 1
    staff: int


@event
@dataclass(frozen=True)
class SecondFactorOff:
    """Logging in takes the password alone again."""

    kind: ClassVar[str] = "staff.second_factor_off"
    version: ClassVar[int] = 1
    staff: int


@event
@dataclass(frozen=True)
class RecoveryCodesRenewed:
    """New recovery codes; those before open nothing any more."""

    kind: ClassVar[str] = "staff.recovery_codes_renewed"
    version: ClassVar[int] = 1
    staff: int


@event
@dataclass(frozen=True)
class SecondFactorDemanded:
    """Which roles cannot work without a second factor was changed."""

    kind: ClassVar[str] = "staff.second_factor_demanded"
    version: ClassVar[int] = 1
    roles: list[str]


@event
@dataclass(frozen=True)
class ApiKeyCreated:
    """A program may now ask the API; `permissions` says for what."""

    kind: ClassVar[str] = "api_key.created"
    version: ClassVar[int] = 1
    key: int
    permissions: list[str]


@event
@dataclass(frozen=True)
class ApiKeyRotated:
    """A key got a successor and ends in so many hours."""

    kind: ClassVar[str] = "api_key.rotated"
    version: ClassVar[int] = 1
    key: int
    successor: int
    hours: int


@event
@dataclass(frozen=True)
class ApiKeyRevoked:
    """A key opens nothing any more."""

    kind: ClassVar[str] = "api_key.revoked"
    version: ClassVar[int] = 1
    key: int
