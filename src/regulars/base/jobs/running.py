"""A job in the hands of its handler: its arguments, its act, its progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regulars.base.jobs.queue import report
from regulars.base.state import Act, write


class JobStopped(Exception):
    """The job was canceled, or its lease was lost: stop at once, keep what is committed."""


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job in the hands of its handler."""

    id: int
    name: str
    args: dict[str, Any]
    actor: str

    def act(self, source: str = "regulars", *, backfill: bool = False) -> Act:
        """Return the act under which this job writes."""
        return Act.by(self.actor or "system", source, backfill=backfill)

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Tell how far the job is, and keep it.

        Raises:
            JobStopped: somebody canceled it.
        """
        if not write(report, self.act(), self.id, done, total, note):
            raise JobStopped(self.name)
