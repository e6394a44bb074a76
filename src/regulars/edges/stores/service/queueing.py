"""Asking for work on a store."""

from __future__ import annotations

from regulars.base.jobs import enqueue
from regulars.base.state import Act, verb

PULL = "stores.pull"
RECONCILE = "stores.reconcile"
TELL = "stores.tell"


@verb
def ask_for(act: Act, name: str, account: int, priority: int = 0) -> int:
    """Queue one kind of work on a store, unless it is queued or under way; return the job's key."""
    return enqueue(name, {"account": account}, act=act, unique_key=f"{name}:{account}", priority=priority)
