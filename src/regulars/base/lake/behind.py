"""A cheap look at whether a sync would find anything to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from regulars.base import state
from regulars.base.lake import manifest as manifests
from regulars.base.lake.declare import Dataset, config_of, registry
from regulars.base.lake.engine import lake_folder
from regulars.base.lake.manifest import Manifest


def is_behind(now: datetime) -> bool:
    """Say whether rows were committed, or settings or the day changed, since the newest snapshot. Reads a few rows."""
    snapshot = manifests.load(lake_folder())
    upto = state.horizon()
    return any(_differs(snapshot, name, now, upto) for name in registry.tables)


@contextmanager
def standing_still(wait_seconds: float = 0.0) -> Iterator[int]:
    """Keep the lake from changing meanwhile; yield the change number up to which it holds everything.

    Raises:
        Conflict: a sync is running for longer than `wait_seconds`.
    """
    with manifests.exclusive(lake_folder(), wait_seconds):
        known = manifests.load(lake_folder()).tables
        yield min((known[one.name].upto if one.name in known else 0 for one in registry.datasets()), default=0)


def _differs(snapshot: Manifest, name: str, now: datetime, upto: int) -> bool:
    declared, entry = registry.tables[name], snapshot.tables.get(name)
    if entry is None or entry.fingerprint != declared.fingerprint(config_of(declared, now)):
        return True
    if not isinstance(declared, Dataset):
        return False
    if entry.upto > upto:
        return True  # an older database was put back
    sql = f"SELECT 1 FROM ({declared.sql()}) AS changed LIMIT 1"
    return bool(state.fetchall(sql, [entry.upto, upto]))
