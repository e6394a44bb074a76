"""What one thread of a worker has in hand: the jobs it took together, done one after the other or in one call.

A thread cannot be killed. When its handler hangs, its hand is emptied from outside (`Hand.empty`): what had ended is
ended, the job at fault fails with a reason, and what had not begun goes back into the queue. The thread may come back
one day: every door by which it could end or report something asks for its claim, and finds it spent.
"""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Sequence

from django.utils import translation

from regulars.base.jobs.claims import Ending, attempts_max, fail, finish_many, hand_back
from regulars.base.jobs.registry import Kind, job_names
from regulars.base.jobs.running import JobStopped, RunningJob, Watch, WorkerStops
from regulars.base.state import Act, write
from regulars.kit import chance, clock
from regulars.kit.errors import Problem
from regulars.kit.text import Note, ntold, told

log = logging.getLogger(__name__)
FLUSH_SECONDS = 0.5
SOURCE_LANGUAGE = "en"  # what is stored is put into words for its reader, whose language no worker knows


class Figures:
    """What this process counted since it began: jobs whose handler hung and was given up."""

    hung = 0


class Abandoned(Exception):
    """This hand was emptied from outside: the thread that comes back with it takes no other work."""


class Hand:
    """Jobs of one kind in the hands of one thread. `watch` knows since when its handler is silent."""

    def __init__(self, jobs: Sequence[RunningJob], kind: Kind, watch: Watch) -> None:
        self.jobs, self.kind, self.watch = list(jobs), kind, watch
        self._ended: list[Ending] = []
        self._place = 0  # the job that is being done; those before it have ended
        self._changing = threading.Lock()
        self.is_abandoned = False

    def work(self, stop: threading.Event | None = None) -> None:
        """Do all of it; what is not begun when `stop` is set goes back.

        Raises:
            Abandoned: it took too long, and others look after these jobs by now.
        """
        self.watch.hear()
        if self.kind.name not in job_names():
            for job in self.jobs:  # a newer version queued it: leave it to a newer worker
                failed(job, self.kind, told("This version of Regulars does not know this work."))
        elif self.kind.group is not None:
            self._do_group()
        else:
            self._do_each(stop)

    def is_hung(self) -> bool:
        """Say whether its handler is silent for longer than it may; if so, the hand is not this thread's any more."""
        with self._changing:
            if self.is_abandoned or not self.watch.is_overdue(clock.monotonic()):
                return False
            self.is_abandoned = True
        Figures.hung += 1
        for job in self.jobs[self._place :]:
            job.is_lost = True  # it hears of it at its next report, if it ever reports
        return True

    def empty(self) -> None:
        """Take everything out of an abandoned hand; what cannot be written now comes back when its lease ends."""
        ended, at_fault, rest = self._parts()
        log.error("job %s %s hangs and was given up", at_fault[0].name, at_fault[0].id)
        if ended:
            write(finish_many, Act.by("system"), ended, kept=self.kind.kept)
        if rest:
            write(hand_back, Act.by("system"), [(job.id, job.claim or 0) for job in rest])
        reason = ntold(
            "It said nothing for %(count)s second and was given up. What it had finished stays.",
            "It said nothing for %(count)s seconds and was given up. What it had finished stays.",
            round(self.kind.limit.total_seconds()),
        )
        for job in at_fault:
            failed(job, self.kind, reason)

    def _parts(self) -> tuple[list[Ending], list[RunningJob], list[RunningJob]]:
        if self.kind.group is not None:
            return [], [job for job in self.jobs if not job.is_settled] or self.jobs[:1], []
        return list(self._ended), self.jobs[self._place : self._place + 1], self.jobs[self._place + 1 :]

    def _do_each(self, stop: threading.Event | None) -> None:
        flushed = clock.monotonic()
        for place, job in enumerate(self.jobs):
            if place and stop is not None and stop.is_set():
                self._flush()
                write(hand_back, Act.by("system"), [(one.id, one.claim or 0) for one in self.jobs[place:]])
                return
            self._begin(place)
            self._do_one(job)
            if self._ended and clock.monotonic() - flushed > FLUSH_SECONDS:
                self._flush()
                flushed = clock.monotonic()
        self._flush()

    def _do_one(self, job: RunningJob) -> None:
        assert self.kind.handler is not None
        try:
            note = self.kind.handler(job)
        except WorkerStops:
            self._go_on()
            write(hand_back, Act.by("system"), [(job.id, job.claim or 0)])
        except JobStopped:
            self._go_on()
            log.info("job %s %s was stopped", job.name, job.id)
        except Exception as error:
            self._go_on()
            note_failure(job, self.kind, error)
        else:
            with self._changing:
                self._require_ours()
                self.watch.hear()
                if not job.is_settled:
                    self._ended.append((job.id, job.claim or 0, note or ""))

    def _do_group(self) -> None:
        assert self.kind.group is not None
        try:
            self.kind.group(self.jobs)
        except WorkerStops:
            self._go_on()
            write(hand_back, Act.by("system"), [(job.id, job.claim or 0) for job in self.jobs if not job.is_settled])
        except JobStopped:
            self._go_on()
            log.info("jobs %s were stopped", self.kind.name)
            left = [(job.id, job.claim or 0) for job in self.jobs if not job.is_lost]
            write(hand_back, Act.by("system"), left)  # one of them was canceled; the others are innocent
        except Exception as error:
            self._go_on()
            for job in self.jobs:
                if not job.is_settled:
                    note_failure(job, self.kind, error)
        else:
            self._go_on()
            self._ended = [(job.id, job.claim or 0, "") for job in self.jobs if not job.is_settled]
            self._flush()

    def _begin(self, place: int) -> None:
        with self._changing:
            self._require_ours()
            self._place = place
            self.watch.hear()

    def _go_on(self) -> None:
        """The handler came back: from here on nobody takes the hand from this thread."""
        with self._changing:
            self._require_ours()
            self.watch.hear()

    def _require_ours(self) -> None:
        if self.is_abandoned:
            raise Abandoned(self.kind.name)

    def _flush(self) -> None:
        with self._changing:
            self._require_ours()
            self.watch.hear()
            ended, self._ended = self._ended, []
        if ended:
            write(finish_many, Act.by("system"), ended, kept=self.kind.kept)


def note_failure(job: RunningJob, kind: Kind, error: Exception) -> None:
    """Keep what went wrong: in words where we raised it on purpose, with its traceback where not."""
    if isinstance(error, Problem):
        with translation.override(SOURCE_LANGUAGE):
            words = error.told()
        failed(job, kind, words, again=error.family == "retryable")
        return
    log.error("job %s %s failed", job.name, job.id, exc_info=error)
    failed(job, kind, "".join(traceback.format_exception(error)))


def failed(job: RunningJob, kind: Kind, error: Note, *, again: bool = True) -> None:
    """Have a job tried again later, or bury it when it was tried often enough."""
    act = Act.by("system")
    is_last = not again or job.attempt >= attempts_max(job.name)
    wait = kind.backoff.wait(job.attempt, chance.source("jobs.backoff"))
    write(fail, act, job.id, job.claim or 0, error, None if is_last else act.now + wait)
