"""Reads about backups, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from regulars.edges.operations.models import Backup


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as it is remembered."""

    name: str
    place: str
    size_bytes: int
    row_count: int
    made_at: datetime | None
    verified_at: datetime | None
    rehearsed_at: datetime | None
    restored_at: datetime | None


def last_backup() -> BackupRow | None:
    """Return the newest backup, or none."""
    one = Backup.objects.order_by("-made_at", "-id").first()
    if one is None:
        return None
    return BackupRow(
        one.name,
        one.place,
        one.size_bytes,
        one.row_count,
        one.made_at,
        one.verified_at,
        one.rehearsed_at,
        one.restored_at,
    )


def last_proven_restore() -> datetime | None:
    """Return when a backup of this database was last restored, for good or as a rehearsal."""
    found = Backup.objects.aggregate(rehearsed=Max("rehearsed_at"), restored=Max("restored_at"))
    return max((one for one in found.values() if one is not None), default=None)
