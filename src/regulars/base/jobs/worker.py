"""The worker: takes due jobs, runs their handlers, keeps what went wrong, and stops in a stated time."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import close_old_connections, connections

from regulars.base.jobs.claims import (
    Claimed,
    attempts_max,
    claim,
    fail,
    finish_many,
    hand_back,
    is_due,
    next_due,
)
from regulars.base.jobs.heart import heart
from regulars.base.jobs.presence import SEEN_SECONDS, present, show, sweep
from regulars.base.jobs.registry import Kind, job_names, kind_of
from regulars.base.jobs.running import JobStopped, RunningJob, WorkerStops
from regulars.base.jobs.scheduling import Ticker
from regulars.base.state import Act, write
from regulars.kit import chance, clock
from regulars.kit.errors import Problem, Refused

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.25
TROUBLE_SECONDS = 2.0
SWEEP_SECONDS = 2.0
FLUSH_SECONDS = 0.5
FINISH_SECONDS = 5.0  # after the wish to stop: what is in hand may end by itself
STOP_SECONDS = 8.0  # then it is asked to stop at its next report, and after this it is handed back
RUNS_MAX = 1_000_000
LOCKED_SECONDS = 0.02
DRIVEN_PATIENCE = timedelta(hours=1)


class Worker:
    """Threads that work, and the one that minds the schedule, dead neighbors and the end."""

    def __init__(self, stop: threading.Event, threads: int = 1) -> None:
        self._stop, self._count = stop, threads
        self._hurry = threading.Event()
        self._number: int | None = None

    def run(self) -> bool:
        """Work until stopped; return whether every handler came to its end (else end the process at once)."""
        with present(self._count) as self._number:
            threads = [
                threading.Thread(target=self._work, name=f"regulars-worker-{place}", daemon=True)
                for place in range(self._count)
            ]
            for thread in threads:
                thread.start()
            self._mind(self._number)
            return self._end(threads)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                pause = 0.0 if is_due(clock.now()) and _take_and_work(self._number, self._stop, self._hurry) else None
            except Exception:
                log.exception("the worker could not reach its queue")
                connections.close_all()
                pause = TROUBLE_SECONDS
            close_old_connections()
            if pause is None or pause:
                self._stop.wait(pause or IDLE_SECONDS)
        connections.close_all()

    def _mind(self, number: int) -> None:
        ticker, seen = Ticker(), clock.monotonic()
        while not self._stop.is_set():
            try:
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

    def _end(self, threads: Sequence[threading.Thread]) -> bool:
        began = clock.monotonic()
        _join(threads, began + FINISH_SECONDS)
        self._hurry.set()
        _join(threads, began + STOP_SECONDS)
        left = heart.held()
        if left:
            again = clock.now() + timedelta(seconds=1)  # not while this process still breathes
            write(hand_back, Act.by("system"), [(job.id, job.claim or 0) for job in left], again)
            log.warning("%s jobs were handed back unfinished", len(left))
        return not any(thread.is_alive() for thread in threads)


def run(stop: threading.Event, *, threads: int = 1) -> bool:
    """Work until `stop` is set; what is in hand is finished or handed back within `STOP_SECONDS`.

    Returns False where a handler did not come to its end: its job is handed back, and the process has to end at once.
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
    worker: int | None = None, stop: threading.Event | None = None, hurry: threading.Event | None = None
) -> int:
    claimed = write(claim, Act.by("system"), worker)
    if not claimed:
        return 0
    kind = kind_of(claimed[0].name)
    jobs = [_running(one, kind, hurry) for one in claimed]
    with heart.holding(jobs):
        if claimed[0].name not in job_names():
            for job in jobs:  # a newer version queued it: leave it to a newer worker
                _failed(job, kind, f"no handler for {job.name}")
        elif kind.group is not None:
            _run_group(jobs, kind)
        else:
            _run_each(jobs, kind, stop)
    return len(jobs)


def _running(one: Claimed, kind: Kind, hurry: threading.Event | None) -> RunningJob:
    return RunningJob(one.id, one.name, one.args, one.actor, one.attempt, one.batch, one.claim, kind.lease, hurry)


def _run_each(jobs: Sequence[RunningJob], kind: Kind, stop: threading.Event | None) -> None:
    assert kind.handler is not None
    ended: list[tuple[int, int, str]] = []
    flushed = clock.monotonic()
    for place, job in enumerate(jobs):
        if place and stop is not None and stop.is_set():
            _flush(ended, kind)
            write(hand_back, Act.by("system"), [(one.id, one.claim or 0) for one in jobs[place:]])
            return
        try:
            note = kind.handler(job)
        except WorkerStops:
            write(hand_back, Act.by("system"), [(job.id, job.claim or 0)])
        except JobStopped:
            log.info("job %s %s was stopped", job.name, job.id)
        except Exception as error:
            _note_failure(job, kind, error)
        else:
            if not job.is_settled:
                ended.append((job.id, job.claim or 0, note or ""))
        if ended and clock.monotonic() - flushed > FLUSH_SECONDS:
            _flush(ended, kind)
            flushed = clock.monotonic()
    _flush(ended, kind)


def _run_group(jobs: Sequence[RunningJob], kind: Kind) -> None:
    assert kind.group is not None
    try:
        kind.group(jobs)
    except WorkerStops:
        write(hand_back, Act.by("system"), [(job.id, job.claim or 0) for job in jobs if not job.is_settled])
    except JobStopped:
        log.info("jobs %s were stopped", kind.name)
        left = [(job.id, job.claim or 0) for job in jobs if not job.is_lost]
        write(hand_back, Act.by("system"), left)  # one of them was canceled; the others are innocent
    except Exception as error:
        for job in jobs:
            if not job.is_settled:
                _note_failure(job, kind, error)
    else:
        _flush([(job.id, job.claim or 0, "") for job in jobs if not job.is_settled], kind)


def _flush(ended: list[tuple[int, int, str]], kind: Kind) -> None:
    if ended:
        write(finish_many, Act.by("system"), list(ended), kept=kind.kept)
        ended.clear()


def _note_failure(job: RunningJob, kind: Kind, error: Exception) -> None:
    if isinstance(error, Problem):
        _failed(job, kind, str(error), again=error.family == "retryable")
        return
    log.error("job %s %s failed", job.name, job.id, exc_info=error)
    _failed(job, kind, "".join(traceback.format_exception(error)))


def _failed(job: RunningJob, kind: Kind, error: str, *, again: bool = True) -> None:
    act = Act.by("system")
    is_last = not again or job.attempt >= attempts_max(job.name)
    wait = kind.backoff.wait(job.attempt, chance.source("jobs.backoff"))
    write(fail, act, job.id, job.claim or 0, error, None if is_last else act.now + wait)


def _join(threads: Sequence[threading.Thread], until: float) -> None:
    for thread in threads:
        thread.join(max(0.0, until - clock.monotonic()))
