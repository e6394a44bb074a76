"""Verbs that remember what became of backups."""

from __future__ import annotations

from datetime import datetime

from regulars.base.activity import record
from regulars.base.state import Act, verb
from regulars.edges.operations.events import BackupMade, BackupRehearsed, BackupRestored
from regulars.edges.operations.models import Backup


@verb
def remember_made(
    act: Act, name: str, place: str, made_at: datetime, size_bytes: int, rows: int, *, with_secrets: bool = False
) -> None:
    """Remember a backup that is whole."""
    known = _known(name, place, made_at, size_bytes, rows)
    known.save()
    record(act, BackupMade(name, size_bytes, rows, with_secrets), subject=f"backup:{name}")


@verb
def remember_verified(act: Act, name: str) -> bool:
    """Remember that every byte of a backup was read and is right. Returns whether it is a backup of ours."""
    return Backup.objects.filter(name=name).update(verified_at=act.now) == 1


@verb
def remember_rehearsed(act: Act, name: str, place: str, made_at: datetime, size_bytes: int, rows: int) -> None:
    """Remember that a backup was restored into a throwaway home and found fit."""
    known = _known(name, place, made_at, size_bytes, rows)
    known.rehearsed_at = known.verified_at = act.now
    known.save()
    record(act, BackupRehearsed(name), subject=f"backup:{name}")


@verb
def remember_restored(act: Act, name: str, place: str, made_at: datetime, size_bytes: int, rows: int) -> None:
    """Remember in the restored database where it came from."""
    known = _known(name, place, made_at, size_bytes, rows)
    known.restored_at = known.verified_at = act.now
    known.save()
    record(act, BackupRestored(name, rows), subject=f"backup:{name}")


def _known(name: str, place: str, made_at: datetime, size_bytes: int, rows: int) -> Backup:
    """Return the row of a backup; one made by another home, or after the snapshot it holds, has none yet."""
    found = Backup.objects.filter(name=name).first()
    return found or Backup(name=name, place=place, made_at=made_at, size_bytes=size_bytes, row_count=rows)
