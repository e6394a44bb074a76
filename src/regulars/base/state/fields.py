"""One instant, exactly: microseconds since 1970 in an integer on SQLite, `timestamptz` on PostgreSQL.

SQLite has no time type; text instants cost three times the space and compare slower (DECISIONS 13).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import connection as default_connection
from django.db import models
from django.utils.translation import gettext_lazy as _

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

if TYPE_CHECKING:
    _Field = models.Field[datetime | None, datetime | None]
else:
    _Field = models.Field


class InstantField(_Field):
    """A moment in time; Python sees an aware UTC datetime and nothing else."""

    description = _("Instant")

    def db_type(self, connection: Any) -> str:
        return "timestamptz" if connection.vendor == "postgresql" else "integer"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> datetime | None:
        return as_instant(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.to_python(value)
        if value is None or connection.vendor == "postgresql":
            return value
        return (value - EPOCH) // MICROSECOND

    def to_python(self, value: Any) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValidationError(_("%(value)s has no time zone."), params={"value": value})
            return value.astimezone(UTC)
        if isinstance(value, int):
            return as_instant(value)
        return self.to_python(datetime.fromisoformat(str(value)))

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.isoformat() if value else ""


def instant_value(value: datetime | None) -> Any:
    """Return `value` as a parameter for raw SQL on the database in use."""
    if value is None or _has_instants():
        return value
    return (value - EPOCH) // MICROSECOND


@cache
def _has_instants() -> bool:
    """Whether the one database of this process has a type of its own for instants."""
    return bool(default_connection.vendor == "postgresql")


def day_value(value: date | None) -> Any:
    """Return a local date as a parameter for raw SQL: ISO text on SQLite, which has no date type."""
    if value is None or _has_instants():
        return value
    return value.isoformat()


def as_instant(value: Any) -> datetime | None:
    """Return what raw SQL gave for an instant column as an aware UTC datetime."""
    if value is None:
        return None
    if isinstance(value, int):
        return EPOCH + timedelta(microseconds=value)
    return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(str(value)).astimezone(UTC)
