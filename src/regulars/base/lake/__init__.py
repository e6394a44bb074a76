"""The lake: facts of the state as Parquet, tables derived from them, and answers to Ibis expressions over both.

Owns `lake/` in the home (derived data: deleting it loses no fact). Publishes the registry, `sync`, `verify`, `rebuild`
and sessions. Needs state, settings and the privacy registry. Only this package knows an engine.

    from regulars.base.lake import Column, Dataset, register, session

    columns = (Column("id", "int64"), Column("changed_seq", "int64"), Column("shop", "string"))
    register(Dataset("visits", columns, "SELECT id, changed_seq, shop FROM ..."))
    with session() as lake:
        visits = lake.table("visits")
        lake.rows(visits.group_by("shop").aggregate(visits=visits.count()))
"""

from regulars.base.lake.ahead import is_due, register_question
from regulars.base.lake.answers import is_noted, note, remembered, remembered_rows
from regulars.base.lake.behind import is_behind, standing_still
from regulars.base.lake.cache import cache_state, cached, clear_cache
from regulars.base.lake.dates import Local, local_columns
from regulars.base.lake.declare import Column, Config, Dataset, Derived, Tables, register, registry
from regulars.base.lake.runs import Progress
from regulars.base.lake.sessions import Session, current_manifest, rows_held, session
from regulars.base.lake.syncing import SyncReport, forget, rebuild, sync
from regulars.base.lake.verifying import Difference, VerifyReport, verify

__all__ = [
    "Column",
    "Config",
    "Dataset",
    "Derived",
    "Difference",
    "Local",
    "Progress",
    "Session",
    "SyncReport",
    "Tables",
    "VerifyReport",
    "cache_state",
    "cached",
    "clear_cache",
    "current_manifest",
    "forget",
    "is_behind",
    "is_due",
    "is_noted",
    "local_columns",
    "note",
    "rebuild",
    "register",
    "register_question",
    "registry",
    "remembered",
    "remembered_rows",
    "rows_held",
    "session",
    "standing_still",
    "sync",
    "verify",
]
