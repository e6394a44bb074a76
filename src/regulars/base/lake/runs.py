"""One sync under way: what it started from, what it has made so far, and whom it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from regulars.base.lake.declare import registry
from regulars.base.lake.engine import engine
from regulars.base.lake.manifest import FileEntry, Manifest, TableEntry
from regulars.base.lake.sessions import Session

Progress = Callable[[int, int, str], None]  # tables done, tables in all, what happens now


@dataclass(slots=True)
class Run:
    """One sync under way. `fresh` is what was exported just now, before it was merged with older files."""

    folder: Path
    before: Manifest
    now: datetime
    upto: int
    progress: Progress
    tables: dict[str, TableEntry] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    fresh: dict[str, FileEntry] = field(default_factory=dict)
    anew: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    steps: int = 0
    snapshots: int = 0

    @property
    def number(self) -> int:
        return self.before.number + 1

    def step(self, note: str, done: int = 0) -> None:
        self.steps += done
        self.progress(self.steps, len(registry.tables), note)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open the tables as they are by now, under a name no reader sees."""
        self.snapshots += 1
        candidate = Manifest(number=self.number, id=f"sync-{self.number}-{self.snapshots}", tables=dict(self.tables))
        on = engine()
        with on.pin(candidate.id, newest=False):
            lake = Session(candidate, on)
            try:
                yield lake
            finally:
                lake.close()
        on.drop(candidate.id)


def silent(done: int, total: int, note: str) -> None:
    """Report to nobody."""
