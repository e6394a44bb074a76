"""Jobs: queued in the caller's transaction, run once, tried again, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from regulars.base import jobs
from regulars.base.jobs import registry, worker
from regulars.base.jobs.queue import ATTEMPTS_MAX, LEASE, cancel, claim, enqueue_job, retry
from regulars.base.state import Act, verb, write
from regulars.kit.clock import FrozenClock
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
ran: list[int] = []


def act() -> Act:
    return Act.by("cli", "test")


def _count(job: jobs.RunningJob) -> str:
    job.progress(1, 2, "half")
    ran.append(job.args["n"])
    return f"counted {job.args['n']}"


def _break(job: jobs.RunningJob) -> str:
    ran.append(-1)
    raise RuntimeError("broken on purpose")


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    ran.clear()
    before = dict(registry._handlers)
    jobs.register("test.count", _count)
    jobs.register("test.break", _break)
    yield
    registry._handlers.clear()
    registry._handlers.update(before)


def test_a_job_runs_once_and_keeps_its_note() -> None:
    number = write(enqueue_job, act(), "test.count", {"n": 7})
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert ran == [7]
    row = jobs.job(number)
    assert (row.state, row.note, row.progress_done, row.progress_total) == ("done", "counted 7", 1, 2)


def test_a_job_queued_in_a_verb_that_fails_was_never_queued() -> None:
    @verb
    def queue_and_fail(act: Act) -> None:
        jobs.enqueue("test.count", {"n": 1}, act=act)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write(queue_and_fail, act())
    assert jobs.list_jobs() == []


def test_one_unfinished_job_per_unique_key() -> None:
    first = write(enqueue_job, act(), "test.count", {"n": 1}, "only")
    assert write(enqueue_job, act(), "test.count", {"n": 2}, "only") == first
    worker.drain()
    assert write(enqueue_job, act(), "test.count", {"n": 3}, "only") != first


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        write(enqueue_job, act(), "test.nothing", {})
    assert caught.value.code == "job.unknown_name"


def test_a_failing_job_waits_longer_each_time_and_is_buried_at_last(
    clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    number = write(enqueue_job, act(), "test.break", {})
    for attempt in range(1, ATTEMPTS_MAX + 1):
        assert worker.drain() == 1
        assert jobs.job(number).attempts == attempt
        assert worker.drain() == 0
        clock.advance(hours=1)
    row = jobs.job(number)
    assert row.state == "failed"
    assert "broken on purpose" in row.error
    assert worker.drain() == 0
    assert write(retry, act(), number)
    assert jobs.job(number).state == "waiting"


def test_a_job_whose_worker_died_is_due_again_after_its_lease(clock: FrozenClock) -> None:
    number = write(enqueue_job, act(), "test.count", {"n": 1})
    taken = write(claim, act())
    assert taken is not None
    assert taken.id == number
    assert write(claim, act()) is None
    clock.advance(seconds=LEASE.total_seconds())
    again = write(claim, act())
    assert again is not None
    assert again.attempts == 2


def test_a_canceled_job_stops_at_its_next_report() -> None:
    number = write(enqueue_job, act(), "test.count", {"n": 1})
    taken = write(claim, act())
    assert taken is not None
    assert write(cancel, act(), number)
    with pytest.raises(jobs.JobStopped):
        jobs.RunningJob(number, "test.count", {"n": 1}, "system").progress(1)
    assert jobs.job(number).state == "canceled"


def test_what_is_not_due_waits(clock: FrozenClock) -> None:
    @verb
    def later(act: Act) -> int:
        return jobs.enqueue("test.count", {"n": 5}, act=act, run_after=act.now + timedelta(minutes=10))

    write(later, act())
    assert worker.drain() == 0
    clock.advance(minutes=10)
    assert worker.drain() == 1
