"""The state database: one door for writes, exact instants, and the number by which readers find what changed.

from regulars.base.state import Act, verb, write

@verb
def rename(act: Act, customer: int, name: str) -> None: ...

write(rename, act, 42, "Ana", key="rename-42-7")
"""

from regulars.base.state.act import Act
from regulars.base.state.changes import change_seq, horizon
from regulars.base.state.doors import verb, write
from regulars.base.state.fields import InstantField, as_instant, day_value, instant_value
from regulars.base.state.running import in_write
from regulars.base.state.sql import (
    chunks,
    dialect,
    execute,
    executemany,
    fetch_in,
    fetchall,
    has_column,
    insert_keyed,
    insert_many,
    stream,
    tables,
)
from regulars.base.state.writer import is_shared

__all__ = [
    "Act",
    "InstantField",
    "as_instant",
    "change_seq",
    "chunks",
    "day_value",
    "dialect",
    "execute",
    "executemany",
    "fetch_in",
    "fetchall",
    "has_column",
    "horizon",
    "in_write",
    "insert_keyed",
    "insert_many",
    "instant_value",
    "is_shared",
    "stream",
    "tables",
    "verb",
    "write",
]
