"""Queues what runs regularly when it is due, once, whatever number of workers look and however long none did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from regulars.base.jobs.queue import enqueue
from regulars.base.jobs.registry import Regular, is_wanted, job_names, regulars
from regulars.base.state import Act, dialect, verb, write
from regulars.kit import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Schedule


@dataclass(frozen=True, slots=True)
class RegularRow:
    """Regular work as pages show it: each `interval`, or by a cron `rule` in a `zone`.

    `next_at` in the past means: as soon as there is something to do.
    """

    name: str
    rule: str
    zone: str
    interval: timedelta | None
    last_at: datetime | None
    next_at: datetime | None


class Ticker:
    """Remembers when to look next, so that the database is asked only when something may be due.

    Under a driven clock `patience` spares looks: what had nothing to do is asked again after so long, or as soon as
    something else ran (`wake`), and not in each of the minutes that fly by.
    """

    def __init__(self, patience: timedelta = timedelta(0)) -> None:
        self._patience = patience
        self._looks: dict[str, datetime] = {}
        self._refused: dict[str, datetime] = {}

    def tick(self) -> int:
        """Queue what is due and wanted; return how many jobs that were."""
        now, queued = clock.now(), 0
        for entry in regulars():
            if now < self._looks.get(entry.name, now) or entry.name not in job_names():
                continue
            if is_wanted(entry.name):
                fired, self._looks[entry.name] = write(fire, Act.by("system"), entry.name)
                queued += fired
            else:
                self._refused[entry.name] = entry.next_after(now)
                self._looks[entry.name] = max(self._refused[entry.name], now + self._patience)
        return queued

    def wake(self, *, at_once: bool = False) -> None:
        """Ask those that had nothing to do as early as their rule says, for something happened; or at once."""
        now = clock.now()
        self._looks.update({name: now if at_once else due for name, due in self._refused.items()})
        self._refused.clear()

    def next_look(self) -> datetime | None:
        """Return when to look next; None where nothing runs regularly."""
        return min(self._looks.values(), default=None)


@verb
def fire(act: Act, name: str) -> tuple[bool, datetime]:
    """Queue one entry of the schedule if it is due; return whether it was, and when it is due next."""
    entry = _entry(name)
    row, is_new = _schedules().get_or_create(
        name=name,
        defaults={
            "rule": entry.stored_rule,
            "next_at": act.now if entry.interval is not None else entry.next_after(act.now),
        },
    )
    if dialect() == "postgresql" and not is_new:
        row = _schedules().select_for_update().get(pk=name)
    if row.rule != entry.stored_rule:
        row.rule, row.next_at = entry.stored_rule, entry.next_after(row.last_at or act.now)
        row.save(update_fields=["rule", "next_at"])
    assert row.next_at is not None
    if row.next_at > act.now:
        return False, row.next_at
    row.last_at, row.next_at = act.now, entry.next_after(act.now, row.next_at)
    row.save(update_fields=["last_at", "next_at"])
    enqueue(name, {}, act=act, unique_key=f"every:{name}")
    assert row.next_at is not None
    return True, row.next_at


def list_regular() -> list[RegularRow]:
    """Return what runs regularly, by name, with its last and next run."""
    known = {row.name: row for row in _schedules()}
    found = []
    for entry in sorted(regulars(), key=lambda one: one.name):
        row = known.get(entry.name)
        last, next_at = (row.last_at, row.next_at) if row else (None, None)
        zone = entry.zone() if entry.zone else ""
        found.append(RegularRow(entry.name, entry.rule, zone, entry.interval, last, next_at))
    return found


def _entry(name: str) -> Regular:
    return next(entry for entry in regulars() if entry.name == name)


def _schedules() -> QuerySet[Schedule]:
    from regulars.base.jobs.models import Schedule  # a package's own tables load after the package

    return Schedule.objects.all()
