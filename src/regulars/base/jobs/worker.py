"""The worker: claims due jobs, runs their handlers, keeps what went wrong."""

from __future__ import annotations

import logging
import threading
import traceback
from datetime import datetime

from django.db import close_old_connections

from regulars.base.jobs.queue import claim, enqueue_job, fail, finish
from regulars.base.jobs.registry import handler_of, is_wanted, job_names, schedule
from regulars.base.jobs.rows import JobRow
from regulars.base.jobs.running import JobStopped, RunningJob
from regulars.base.state import Act, write
from regulars.kit import clock
from regulars.kit.errors import Problem

log = logging.getLogger(__name__)
IDLE_SECONDS = 0.5
RUNS_MAX = 100_000


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; what is in hand is finished first."""
    next_runs: dict[str, datetime] = {}
    while not stop.is_set():
        try:
            _queue_scheduled(next_runs)
            worked = run_one()
        except Exception:
            log.exception("the worker could not reach its queue")
            worked = False
        close_old_connections()
        if not worked:
            stop.wait(IDLE_SECONDS)


def drain() -> int:
    """Run every due job, and those they queue, until none is due; return how many ran."""
    for ran in range(RUNS_MAX):
        if not run_one():
            return ran
    raise RuntimeError(f"more than {RUNS_MAX} jobs in one drain: something queues itself for ever")


def run_one() -> bool:
    """Claim and run one due job; return whether there was one."""
    row = write(claim, Act.by("system"))
    if row is None:
        return False
    _work(row)
    return True


def _work(row: JobRow) -> None:
    act = Act.by("system")
    if row.name not in job_names():
        write(fail, act, row.id, f"no handler for {row.name}", again=False)
        return
    running = RunningJob(row.id, row.name, row.args, row.actor)
    try:
        note = handler_of(row.name)(running)
    except JobStopped:
        log.info("job %s %s was stopped", row.name, row.id)
    except Problem as problem:
        write(fail, Act.by("system"), row.id, str(problem), again=problem.family == "retryable")
    except Exception:
        log.exception("job %s %s failed", row.name, row.id)
        write(fail, Act.by("system"), row.id, traceback.format_exc(), again=True)
    else:
        write(finish, Act.by("system"), row.id, note or "")


def _queue_scheduled(next_runs: dict[str, datetime]) -> None:
    now = clock.now()
    for name, interval in schedule():
        if now >= next_runs.get(name, now):
            next_runs[name] = now + interval
            if is_wanted(name):
                write(enqueue_job, Act.by("system"), name, {}, f"every:{name}")
