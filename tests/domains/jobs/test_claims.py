"""Leases and fences: nobody's job is lost, and nobody ends another's."""

from __future__ import annotations

import fcntl
import os
from datetime import timedelta

import pytest

from jobkinds import Ran, act
from regulars.base import jobs
from regulars.base.jobs import claims, presence, queue, rows, worker
from regulars.base.jobs.claims import (
    DIED,
    Claimed,
    claim,
    claim_many,
    fail,
    finish,
    finish_many,
    hand_back,
    is_due,
    next_due,
    renew,
    report,
)
from regulars.base.jobs.heart import Heart
from regulars.base.jobs.queue import ATTEMPTS_MAX, cancel, enqueue_job, retry
from regulars.base.jobs.registry import LEASE
from regulars.base.jobs.running import RunningJob, WorkerStops
from regulars.base.state import Act, dialect, fetchall, verb, write
from regulars.kit.clock import FrozenClock

pytestmark = pytest.mark.django_db


def queued(name: str = "test.note", **args: int) -> int:
    return write(enqueue_job, act(), name, args)


def taken() -> Claimed:
    (one,) = write(claim, act())
    return one


def test_a_job_whose_worker_died_is_due_again_after_its_lease(clock: FrozenClock) -> None:
    number = queued()
    assert taken().id == number
    assert write(claim, act()) == []
    clock.advance(seconds=LEASE.total_seconds())
    again = taken()
    assert (again.id, again.attempt, again.claim) == (number, 2, 2)


def test_a_lease_that_is_renewed_does_not_end(clock: FrozenClock) -> None:
    number = queued()
    held = taken()
    for _beat in range(5):
        clock.advance(seconds=LEASE.total_seconds() - 1)
        assert write(renew, act(), [(number, held.claim)], LEASE) == {number}
    assert write(claim, act()) == []


def test_the_heart_renews_in_time_and_tells_a_job_that_is_lost(clock: FrozenClock) -> None:
    number = queued()
    held = taken()
    running = RunningJob(number, "test.note", {}, "system", claim=held.claim, lease=timedelta(0))
    heart = Heart()
    heart._thread = object()  # type: ignore[assignment]  # beaten by hand here
    with heart.holding([running]):
        running.lease = LEASE
        heart.beat()
        assert not running.is_lost
        assert next_due() == act().now + LEASE
        write(cancel, act(), number)
        heart._held[id(running)] = (running, 0.0)
        heart.beat()
        assert running.is_lost
    with pytest.raises(jobs.JobStopped):
        running.progress(1)


def test_a_worker_whose_lease_was_lost_can_neither_report_nor_finish_nor_fail(clock: FrozenClock) -> None:
    number = queued()
    slow = taken()
    clock.advance(minutes=10)
    quick = taken()
    assert not write(report, act(), number, 1, 2, "late", slow.claim)
    assert not write(finish, act(), number, slow.claim, "late")
    assert write(fail, act(), number, slow.claim, "late", None) == ""
    assert write(renew, act(), [(number, slow.claim)], LEASE) == set()
    assert write(hand_back, act(), [(number, slow.claim)]) == 0
    assert jobs.job(number).state == "running"
    assert write(finish, act(), number, quick.claim, "in time")
    assert (jobs.job(number).state, jobs.job(number).note) == ("done", "in time")


def test_a_claim_from_before_a_cancel_and_retry_is_stale_although_tries_begin_anew() -> None:
    number = queued()
    old = taken()
    write(cancel, act(), number)
    write(retry, act(), number)
    new = taken()
    assert (old.attempt, new.attempt) == (1, 1)
    assert not write(finish, act(), number, old.claim)
    assert write(finish, act(), number, new.claim)


def test_a_job_is_not_finished_twice() -> None:
    number = queued()
    held = taken()
    assert write(finish_many, act(), [(number, held.claim, "once")]) == {number}
    assert write(finish_many, act(), [(number, held.claim, "twice")]) == set()
    assert jobs.job(number).note == "once"


def test_an_effect_and_the_end_of_its_job_happen_together_or_not_at_all(clock: FrozenClock, ran: type[Ran]) -> None:
    @verb
    def effect(act: Act, running: RunningJob) -> None:
        jobs.enqueue("test.count", {"n": 7}, act=act)
        running.settle(act, "settled")

    def settle(running: RunningJob) -> str:
        write(effect, running.act(), running)
        return "the worker's own note comes too late"

    jobs.register("test.settle", settle)
    number = queued("test.settle")
    assert worker.run_one()
    assert (jobs.job(number).state, jobs.job(number).note) == ("done", "settled")
    assert len(jobs.list_jobs(name="test.count")) == 1

    worker.drain()
    number = queued("test.settle")
    slow = taken()
    clock.advance(minutes=10)
    taken()
    with pytest.raises(jobs.JobStopped):
        settle(RunningJob(number, "test.settle", {}, "system", claim=slow.claim))
    assert len(jobs.list_jobs(name="test.count")) == 1


def test_a_job_that_takes_its_workers_down_is_buried(clock: FrozenClock) -> None:
    number = queued()
    for attempt in range(1, ATTEMPTS_MAX + 1):
        assert taken().attempt == attempt
        clock.advance(minutes=10)
    assert write(claim, act()) == []
    assert (jobs.job(number).state, jobs.job(number).error) == ("failed", str(DIED))


def test_a_canceled_job_stops_at_its_next_report() -> None:
    number = queued("test.count", n=1)
    held = taken()
    assert write(cancel, act(), number)
    assert not write(cancel, act(), number)
    with pytest.raises(jobs.JobStopped):
        jobs.RunningJob(number, "test.count", {"n": 1}, "system").progress(1)
    assert not write(finish, act(), number, held.claim)
    assert jobs.job(number).state == "canceled"


def test_a_job_handed_back_was_not_tried(ran: type[Ran]) -> None:
    def stop(job: RunningJob) -> None:
        raise WorkerStops(job.name)

    jobs.register("test.stop", stop)
    number = queued("test.stop")
    assert worker.run_one()
    assert (jobs.job(number).state, jobs.job(number).attempts) == ("waiting", 0)
    assert taken().claim == 3


def test_many_are_claimed_in_the_order_of_the_queue_and_finished_at_once() -> None:
    keys = [queued(n=number) for number in range(7)]
    first = write(claim_many, act(), 5)
    assert [one.id for one in first] == keys[:5]
    assert [one.id for one in write(claim_many, act(), 5)] == keys[5:]
    assert write(finish_many, act(), [(one.id, one.claim, "") for one in first]) == set(keys[:5])
    assert jobs.count_jobs("done") == 5
    assert jobs.count_jobs("running") == 2


def test_only_what_stands_next_to_it_in_the_queue_is_taken_together() -> None:
    keys = [queued(name, n=1) for name in ("test.short", "test.short", "test.count", "test.short")]
    assert [one.id for one in write(claim, act())] == [keys[0], keys[1], keys[3]]
    assert [one.id for one in write(claim, act())] == [keys[2]]


def test_a_look_at_the_queue_says_what_is_due_now_and_next(clock: FrozenClock) -> None:
    assert not is_due(act().now)
    assert next_due() is None

    @verb
    def later(act: Act) -> None:
        jobs.enqueue("test.note", {}, act=act, run_after=act.now + timedelta(hours=2), priority=3)
        jobs.enqueue("test.note", {}, act=act, run_after=act.now + timedelta(hours=1))

    write(later, act())
    assert not is_due(act().now)
    assert next_due() == act().now + timedelta(hours=1)
    clock.advance(hours=1)
    assert is_due(act().now)
    taken()
    assert not is_due(act().now)
    assert next_due() == act().now + LEASE
    clock.advance(minutes=5)
    assert is_due(act().now)


def test_a_dead_process_of_this_machine_loses_its_jobs_at_once() -> None:
    number = queued()
    with presence.present(2) as own:
        dead = write(presence.enter, act(), 999_999, 1)
        os.close(presence._hold(dead))  # its process ended: the kernel let go of its lock
        assert [row.threads for row in presence.list_workers()] == [2, 1]
        (held,) = write(claim, act(), dead)
        assert presence.sweep(own) == 1
        assert presence.sweep(own) == 0
        assert (jobs.job(number).state, jobs.job(number).error) == ("waiting", str(DIED))
        assert not write(finish, act(), number, held.claim)
    assert presence.list_workers() == []


def test_a_worker_that_lives_or_runs_elsewhere_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    queued()
    with presence.present(1) as own, presence.present(1) as other:
        write(claim, act(), other)
        elsewhere = write(presence.enter, act(), 1, 1)  # no lock in this home
        assert presence.sweep(own) == 0
        monkeypatch.setattr(presence, "_machine", lambda: "another boot")
        copied = write(presence.enter, act(), 1, 1)
        monkeypatch.undo()
        os.close(presence._hold(copied))
        assert presence.sweep(own) == 0
        assert jobs.count_jobs("running") == 1
        write(presence.leave, act(), elsewhere)
        write(presence.leave, act(), copied)
        presence._path(copied).unlink()


def test_a_worker_that_ends_gives_back_what_it_holds() -> None:
    number = queued()
    with presence.present(1) as own:
        write(claim, act(), own)
        lock = os.open(presence._path(own), os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(lock)
    assert jobs.job(number).state == "waiting"
    assert not presence._path(own).exists()


@pytest.mark.skipif(dialect() != "sqlite", reason="PostgreSQL reads a table this small from end to end")
@pytest.mark.parametrize(
    "sql",
    [
        claims.PRIORITIES,
        f"SELECT id {claims.DUE}",
        f"{claims.TAKE}{claims.CHOSEN['sqlite']}{claims.CLOSED['sqlite']}",
        f"{claims.FINISH}{claims.ENDED['sqlite']} WHERE {claims.STILL_OURS}",
        f"{claims.RENEW}{claims.ENDED['sqlite']} WHERE {claims.STILL_OURS}",
        "SELECT id FROM jobs_job WHERE state = 'running' AND lease_until <= %s",
        rows.IN_STATE["running"] + rows.NEWEST_OF_FEW,
        rows.IN_STATE["failed"] + rows.NEWEST,
        queue.FAILED,
    ],
)
def test_no_step_of_the_queue_reads_through_what_has_ended(sql: str) -> None:
    plan = [str(row[3]) for row in fetchall(f"EXPLAIN QUERY PLAN {sql}", [1] * sql.count("%s"))]
    through = [step for step in plan if step.startswith("SCAN jobs_job") and " INDEX jobs_" not in step]
    assert not through, plan
