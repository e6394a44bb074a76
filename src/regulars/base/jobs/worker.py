"""The worker: takes due jobs, runs their handlers, keeps what went wrong, and stops in a stated time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import close_old_connections, connections

from regulars.base.jobs.claims import (
    Claimed,
    claim,
    hand_back,
    is_due,
    next_due,
)
from regulars.base.jobs.hands import Abandoned, Hand
from regulars.base.jobs.heart import heart
from regulars.base.jobs.presence import SEEN_SECONDS, present, show, sweep
from regulars.base.jobs.registry import Kind, kind_of
from regulars.base.jobs.running import RunningJob, Watch
from regulars.base.jobs.scheduling import Ticker
from regulars.base.state import Act, write
from regulars.kit import clock
from regulars.kit.errors import Refused

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.25
TROUBLE_SECONDS = 2.0
SWEEP_SECONDS = 2.0
HUNG_MIN = 2
WORN_OUT = 75  # what sysexits.h calls a failure that passes: whoever minds the process starts another
FINISH_SECONDS = 5.0  # after the wish to stop: what is in hand may end by itself
STOP_SECONDS = 8.0  # then it is asked to stop at its next report, and after this it is handed back
RUNS_MAX = 1_000_000
LOCKED_SECONDS = 0.02
DRIVEN_PATIENCE = timedelta(hours=1)


class Place:
    """A thread that works, and what it has in hand."""

    def __init__(self, work: Callable[[Place], None], name: str) -> None:
        self.hand: Hand | None = None
        self.thread = threading.Thread(target=work, args=[self], name=name, daemon=True)
        self.thread.start()


class Worker:
    """Threads that work, and the one that minds the schedule, dead neighbors, hanging handlers and the end."""

    def __init__(self, stop: threading.Event, threads: int = 1) -> None:
        self._stop, self._count = stop, threads
        self._hurry = threading.Event()
        self._number: int | None = None
        self._places: list[Place] = []
        self._hung: list[Place] = []

    def run(self) -> int | None:
        """Work until stopped; return the status to end the process with at once, or None where all came to an end."""
        with present(self._count) as self._number:
            self._places = [Place(self._work, f"regulars-worker-{number}") for number in range(self._count)]
            self._mind(self._number)
            return self._end()

    def replace_hung(self) -> None:
        """Take the work out of the hands that hang, and put another thread in each one's place.

        A thread cannot be killed, and each one left behind keeps its memory and its connection. When there are as many
        of them as work, the process ends for whoever started it to start another.
        """
        for number, place in enumerate(self._places):
            hand = place.hand
            if hand is not None and hand.is_hung():
                self._hung.append(place)
                self._places[number] = Place(self._work, place.thread.name)
                hand.empty()
        self._hung = [place for place in self._hung if place.thread.is_alive()]
        if self._is_worn_out():
            log.error("%s handlers hang; this worker ends, for another to begin", len(self._hung))
            self._stop.set()

    def _is_worn_out(self) -> bool:
        return len(self._hung) >= max(HUNG_MIN, self._count)

    def _work(self, place: Place) -> None:
        while not self._stop.is_set():
            try:
                found = is_due(clock.now()) and _take_and_work(self._number, self._stop, self._hurry, place)
                pause = 0.0 if found else IDLE_SECONDS
            except Abandoned:
                break
            except Exception:
                log.exception("the worker could not reach its queue")
                connections.close_all()
                pause = TROUBLE_SECONDS
            place.hand = None
            close_old_connections()
            if pause:
                self._stop.wait(pause)
        connections.close_all()

    def _mind(self, number: int) -> None:
        ticker, seen = Ticker(), clock.monotonic()
        while not self._stop.is_set():
            try:
                self.replace_hung()
                ticker.tick()
                sweep(number)
                if clock.monotonic() - seen > SEEN_SECONDS:
                    seen = clock.monotonic()
                    write(show, Act.by("system"), number)
            except Exception:
                log.exception("the worker could not look after its schedule")
                connections.close_all()
            close_old_connections()
            self._stop.wait(SWEEP_SECONDS)

    def _end(self) -> int | None:
        began, threads = clock.monotonic(), [place.thread for place in self._places]
        _join(threads, began + FINISH_SECONDS)
        self._hurry.set()
        _join(threads, began + STOP_SECONDS)
        left = [job for job in heart.held() if not job.is_lost]
        if left:
            again = clock.now() + timedelta(seconds=1)  # not while this process still breathes
            write(hand_back, Act.by("system"), [(job.id, job.claim or 0) for job in left], again)
            log.warning("%s jobs were handed back unfinished", len(left))
        if self._is_worn_out():
            return WORN_OUT
        return 0 if any(place.thread.is_alive() for place in [*self._places, *self._hung]) else None


def run(stop: threading.Event, *, threads: int = 1) -> int | None:
    """Work until `stop` is set; what is in hand is finished or handed back within `STOP_SECONDS`.

    Returns None when every handler came to its end. Else the process has to end at once, with the status returned: 0
    where jobs were handed back, `WORN_OUT` where so many handlers hang that another process has to go on.
    """
    return Worker(stop, threads).run()


def drain(worker: int | None = None) -> int:
    """Run every due job, and those they queue, until none is due; return how many ran."""
    ran = 0
    while count := _take_and_work(worker):
        ran += count
        if ran > RUNS_MAX:
            raise RuntimeError(f"more than {RUNS_MAX} jobs in one drain: something queues itself for ever")
    return ran


def drain_until(until: datetime, move: Callable[[datetime], None], worker: int | None = None) -> int:
    """Drive the clock from one due job or regular run to the next, up to `until`; return how many jobs ran.

    `move` sets the clock. Afterwards nothing is left that is due up to then, and the clock stands at `until`.

    Raises:
        Refused: `until` lies in the past of the driven clock.
    """
    if until < clock.now():
        raise Refused("worker.until_past", "Time runs forward only", field="until", value=until.isoformat())
    ticker, ran = Ticker(DRIVEN_PATIENCE), 0
    while True:
        ticker.tick()
        if count := drain(worker):
            ran += count
            ticker.wake(at_once=clock.now() >= until)
        coming = [instant for instant in (next_due(), ticker.next_look()) if instant is not None]
        if coming and min(coming) <= clock.now():
            threading.Event().wait(0.0 if count else LOCKED_SECONDS)  # what was queued just now, or another's to end
        elif coming and min(coming) <= until:
            move(min(coming))
        elif clock.now() < until:
            move(until)
            ticker.wake(at_once=True)  # whoever has something to do by then does it
        else:
            return ran


def run_one() -> bool:
    """Take and run what is next; return whether there was anything."""
    return _take_and_work() > 0


def _take_and_work(
    worker: int | None = None,
    stop: threading.Event | None = None,
    hurry: threading.Event | None = None,
    place: Place | None = None,
) -> int:
    claimed = write(claim, Act.by("system"), worker)
    if not claimed:
        return 0
    kind = kind_of(claimed[0].name)
    watch = Watch(kind.limit)
    jobs = [_running(one, kind, hurry, watch) for one in claimed]
    hand = Hand(jobs, kind, watch)
    if place is not None:
        place.hand = hand
    with heart.holding(jobs):
        hand.work(stop)
    return len(jobs)


def _running(one: Claimed, kind: Kind, hurry: threading.Event | None, watch: Watch) -> RunningJob:
    return RunningJob(
        one.id, one.name, one.args, one.actor, one.attempt, one.batch, one.claim, kind.lease, hurry, watch
    )


def _join(threads: Sequence[threading.Thread], until: float) -> None:
    for thread in threads:
        thread.join(max(0.0, until - clock.monotonic()))
