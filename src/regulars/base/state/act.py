"""Who does what, from where, when and why: the first argument of every verb."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from regulars.kit import clock


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `actor` is `staff:7`, `customer:42`, `system` or `cli`; `source` the way in (`desk`, `file`, `shopify`).

    `now` is when it is recorded and `occurred_at` when it happened, both aware; `cause` is the activity that led to it.
    A `dry_run` act runs in full, answers, and leaves nothing behind. A `backfill` act records history: it changes
    figures and triggers nothing.
    """

    actor: str
    source: str
    now: datetime
    occurred_at: datetime | None = None
    cause: int | None = None
    dry_run: bool = False
    backfill: bool = False

    @classmethod
    def by(cls, actor: str, source: str = "regulars", *, backfill: bool = False, dry_run: bool = False) -> Act:
        """Return an act of `actor` now, by the injected clock."""
        return cls(actor=actor, source=source, now=clock.now(), backfill=backfill, dry_run=dry_run)

    @property
    def at(self) -> datetime:
        """When it happened: `occurred_at`, else `now`."""
        return self.occurred_at or self.now

    def on(self, occurred_at: datetime) -> Act:
        """Return the same act for a fact that happened at `occurred_at`."""
        return replace(self, occurred_at=occurred_at)
