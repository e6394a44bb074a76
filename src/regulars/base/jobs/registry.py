"""Handlers by name, how each kind of job is treated, and what runs regularly; filled by the apps at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from regulars.base.jobs.backoff import Backoff
from regulars.base.jobs.cron import Cron, parse, zone_of
from regulars.kit.text import Note

Handler = Callable[[Any], Note | None]  # given a RunningJob, which knows the queue and therefore stands above
GroupHandler = Callable[[Sequence[Any]], None]  # given several at once
LEASE = timedelta(seconds=60)
LEASE_MIN = timedelta(seconds=5)
LIMIT = timedelta(minutes=30)
TOGETHER_MAX = 500  # what one hold of the writer may take (DECISIONS 2)


@dataclass(frozen=True, slots=True)
class Kind:
    """How jobs of one name are done.

    `lease` is how long a worker may be silent before the job is somebody else's; it is renewed while the worker lives.
    `limit` is how long its handler may be silent, from its begin or its last `progress`, before it is taken for hung.
    `attempts_max` is None for the queue's own limit. `together` jobs are taken, and finished, at once. A `group`
    handler does all of those in one call. Jobs that ended well are dropped at once when they are not `kept`.
    """

    name: str
    handler: Handler | None
    group: GroupHandler | None = None
    attempts_max: int | None = None
    lease: timedelta = LEASE
    backoff: Backoff = field(default_factory=Backoff)
    together: int = 1
    kept: bool = True
    limit: timedelta = LIMIT


@dataclass(frozen=True, slots=True)
class Regular:
    """One entry of the schedule: each `interval`, or when `cron` comes due in the zone that `zone()` names."""

    name: str
    rule: str
    interval: timedelta | None = None
    cron: Cron | None = None
    zone: Callable[[], str] | None = None
    when: Callable[[], bool] | None = None

    @property
    def stored_rule(self) -> str:
        """The rule with its zone: what is due next has to be worked out anew when it differs from what is stored."""
        return f"{self.rule} {self.zone()}" if self.zone else self.rule

    def next_after(self, instant: datetime, due: datetime | None = None) -> datetime:
        """Return the first instant after `instant` at which it is due; an interval counts on from `due`."""
        if self.cron is not None and self.zone is not None:
            return self.cron.next_after(instant, zone_of(self.zone()))
        assert self.interval is not None
        if due is None or due > instant:
            return instant + self.interval
        return due + ((instant - due) // self.interval + 1) * self.interval


_handlers: dict[str, Handler] = {}
_kinds: dict[str, Kind] = {}
_schedule: dict[str, Regular] = {}


def register(
    name: str,
    handler: Handler,
    *,
    attempts_max: int | None = None,
    lease: timedelta = LEASE,
    backoff: Backoff | None = None,
    together: int = 1,
    kept: bool = True,
    limit: timedelta = LIMIT,
) -> None:
    """Let `handler` do the jobs called `name`; what it returns becomes the job's closing note.

    Short jobs that come by the thousand take `together=500`, so that a worker takes and finishes many in one
    transaction, and `kept=False`, so that those that ended well leave no row.

    Raises:
        ValueError: another handler has the name, or a value is out of bounds.
    """
    _add(Kind(name, handler, None, attempts_max, lease, backoff or Backoff(), together, kept, limit), handler)


def register_group(
    name: str,
    handler: GroupHandler,
    *,
    together: int = TOGETHER_MAX,
    attempts_max: int | None = None,
    lease: timedelta = LEASE,
    backoff: Backoff | None = None,
    kept: bool = True,
    limit: timedelta = LIMIT,
) -> None:
    """Let `handler` do up to `together` jobs called `name` in one call; an error of it counts for each of them.

    Raises:
        ValueError: another handler has the name, or a value is out of bounds.
    """
    _add(Kind(name, None, handler, attempts_max, lease, backoff or Backoff(), together, kept, limit), handler)


def _add(kind: Kind, handler: Any) -> None:
    known = _handlers.get(kind.name)
    if known is not None and known is not handler:
        raise ValueError(f"job {kind.name} has a handler already")
    if not 1 <= kind.together <= TOGETHER_MAX:
        raise ValueError(f"job {kind.name}: between 1 and {TOGETHER_MAX} are taken together, not {kind.together}")
    if kind.lease < LEASE_MIN or (kind.attempts_max is not None and kind.attempts_max < 1):
        raise ValueError(f"job {kind.name}: a lease lasts {LEASE_MIN.seconds} s or more, and one try is the least")
    if kind.limit <= timedelta(0):
        raise ValueError(f"job {kind.name}: a handler needs some time, not {kind.limit}")
    _handlers[kind.name] = handler
    _kinds[kind.name] = kind


def every(name: str, interval: timedelta, when: Callable[[], bool] | None = None) -> None:
    """Run the job called `name` once each `interval` while a worker runs, but only if `when()` says there is work.

    `when` is a cheap look, so that the list of jobs shows what was done and not that there was nothing to do. Runs
    missed while no worker ran are made up by one.
    """
    _schedule[name] = Regular(name, _words(interval), interval=interval, when=when)


def cron(name: str, rule: str, zone: str | Callable[[], str] = "UTC", when: Callable[[], bool] | None = None) -> None:
    """Run the job called `name` whenever `rule` comes due in a time zone, such as `cron(NAME, "30 3 * * mon", ...)`.

    `zone` is an IANA name, or a function that answers one: the shop's, which may change. What summer time does is said
    in `regulars.base.jobs.cron`. Runs missed while no worker ran are made up by one.

    Raises:
        ValueError: the rule or the zone cannot be read.
    """
    parsed = parse(rule)
    if isinstance(zone, str):
        zone_of(zone)
        fixed = zone
        _schedule[name] = Regular(name, rule, cron=parsed, zone=lambda: fixed, when=when)
    else:
        _schedule[name] = Regular(name, rule, cron=parsed, zone=zone, when=when)


def handler_of(name: str) -> Any:
    """Return who does the jobs called `name`."""
    return _handlers[name]


def kind_of(name: str) -> Kind:
    """Return how the jobs called `name` are done; a name without a handler gets the usual treatment."""
    return _kinds.get(name) or Kind(name, None)


def job_names() -> frozenset[str]:
    """Return the names of all jobs."""
    return frozenset(_handlers)


def schedule() -> Iterator[tuple[str, str]]:
    """Yield what runs regularly, and when, in words of the rule: `every day` or a cron expression."""
    for entry in _schedule.values():
        yield entry.name, entry.rule


def regulars() -> list[Regular]:
    """Return all that runs regularly."""
    return list(_schedule.values())


def _words(interval: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, rest = divmod(int(interval.total_seconds()), seconds)
        if count and not rest:
            return f"every {unit}" if count == 1 else f"every {count} {unit}s"
    raise ValueError(f"an interval is a second or more, not {interval}")


def is_wanted(name: str) -> bool:
    """Say whether a job that is due by its schedule has something to do."""
    entry = _schedule.get(name)
    return entry is None or entry.when is None or entry.when()
