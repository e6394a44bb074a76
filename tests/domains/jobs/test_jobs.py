"""Jobs: queued in the caller's transaction, run once, tried again, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from jobkinds import Ran, act
from regulars.base import jobs
from regulars.base.jobs import worker
from regulars.base.jobs.claims import claim
from regulars.base.jobs.queue import (
    ATTEMPTS_MAX,
    enqueue_job,
    forget,
    forget_failed,
    retry,
    retry_failed,
)
from regulars.base.state import Act, verb, write
from regulars.kit import chance
from regulars.kit.clock import FrozenClock
from regulars.kit.errors import Refused, TryAgain

pytestmark = pytest.mark.django_db


def test_a_job_runs_once_and_keeps_its_note(ran: type[Ran]) -> None:
    number = write(enqueue_job, act(), "test.count", {"n": 7})
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert ran.numbers == [7]
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


def test_what_is_not_due_waits(clock: FrozenClock) -> None:
    @verb
    def later(act: Act) -> int:
        return jobs.enqueue("test.count", {"n": 5}, act=act, run_after=act.now + timedelta(minutes=10))

    write(later, act())
    assert worker.drain() == 0
    clock.advance(minutes=10)
    assert worker.drain() == 1


def test_higher_priorities_go_first_and_then_what_has_been_due_longest(clock: FrozenClock, ran: type[Ran]) -> None:
    @verb
    def queue(act: Act) -> None:
        for number, priority, minutes in [(1, 0, 5), (2, 0, 1), (3, 9, 8), (4, 9, 30), (5, -3, 0)]:
            after = act.now + timedelta(minutes=minutes)
            jobs.enqueue("test.note", {"n": number}, act=act, priority=priority, run_after=after)

    write(queue, act())
    clock.advance(minutes=10)
    assert worker.drain() == 4
    assert ran.numbers == [3, 2, 1, 5]


def test_many_jobs_are_queued_in_one_statement_and_keep_their_order(ran: type[Ran]) -> None:
    @verb
    def queue(act: Act, lines: Sequence[dict[str, int]]) -> int:
        return jobs.enqueue_many("test.short", lines, act=act)

    lines = [{"n": number} for number in range(25)]
    assert write(queue, act(), lines) == 25
    assert write(queue, act(), []) == 0
    assert worker.drain() == 25
    assert ran.numbers == list(range(25))


def test_arguments_arrive_as_they_were_given(ran: type[Ran]) -> None:
    args = {"n": 2**60, "text": 'Zoë "quoted" \\ %s', "list": [1, None, True, 1.5], "map": {"a": {}}}

    @verb
    def queue(act: Act) -> None:
        jobs.enqueue("test.note", args, act=act)
        jobs.enqueue_many("test.note", [args], act=act)

    write(queue, act())
    taken = write(claim, act()) + write(claim, act())
    assert [one.args for one in taken] == [args, args]


def test_two_unique_jobs_of_one_key_in_one_transaction_are_one() -> None:
    @verb
    def queue(act: Act) -> list[int]:
        return [jobs.enqueue("test.note", {}, act=act, unique_key="one") for _try in range(2)]

    first, second = write(queue, act())
    assert first == second


def test_a_job_taken_together_with_others_fails_alone(ran: type[Ran], caplog: pytest.LogCaptureFixture) -> None:
    def picky(job: jobs.RunningJob) -> None:
        if job.args["n"] == 2:
            raise ValueError("not two")

    jobs.register("test.picky", picky, together=10)
    keys = [write(enqueue_job, act(), "test.picky", {"n": number}) for number in (1, 2, 3)]
    assert worker.run_one()
    assert [jobs.job(key).state for key in keys] == ["done", "waiting", "done"]
    assert "ValueError: not two" in jobs.job(keys[1]).error


def test_jobs_that_are_not_kept_leave_no_row() -> None:
    for number in range(3):
        write(enqueue_job, act(), "test.gone", {"n": number}, f"key {number}")
    assert worker.drain() == 3
    assert jobs.list_jobs() == []


def test_a_group_handler_gets_several_at_once(ran: type[Ran]) -> None:
    for number in range(5):
        write(enqueue_job, act(), "test.group", {"n": number})
    assert worker.drain() == 5
    assert ran.groups == [[0, 1, 2], [3, 4]]
    assert jobs.count_jobs("done") == 5


def test_each_kind_has_its_own_number_of_tries(clock: FrozenClock, caplog: pytest.LogCaptureFixture) -> None:
    number = write(enqueue_job, act(), "test.twice", {})
    worker.drain()
    assert jobs.job(number).state == "waiting"
    clock.advance(hours=1)
    worker.drain()
    assert (jobs.job(number).state, jobs.job(number).attempts) == ("failed", 2)


def test_a_refusal_is_final_and_a_busy_database_is_not(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(job: jobs.RunningJob) -> None:
        raise (TryAgain if job.args["again"] else Refused)("test.no", "No")

    jobs.register("test.refuse", refuse)
    busy, final = (write(enqueue_job, act(), "test.refuse", {"again": again}) for again in (True, False))
    worker.drain()
    assert (jobs.job(busy).state, jobs.job(final).state) == ("waiting", "failed")


def test_the_wait_before_the_next_try_comes_from_the_injected_chance(caplog: pytest.LogCaptureFixture) -> None:
    waits = []
    for _turn in range(2):
        with chance.seed(42):
            number = write(enqueue_job, act(), "test.break", {})
            worker.drain()
            waits.append(jobs.job(number).run_after)
    assert waits[0] == waits[1]
    assert waits[0] is not None
    assert abs(waits[0] - act().now - timedelta(seconds=5)) <= timedelta(seconds=1)


def test_dead_jobs_are_tried_again_one_by_one_or_all_or_forgotten(
    ran: type[Ran], caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(job: jobs.RunningJob) -> None:
        raise Refused("test.no", "No")

    jobs.register("test.refuse", refuse)
    keys = [write(enqueue_job, act(), "test.refuse", {}) for _job in range(4)]
    worker.drain()
    assert jobs.count_jobs("failed") == 4
    assert write(retry, act(), keys[0])
    assert not write(forget, act(), keys[0])  # it waits
    assert write(forget, act(), keys[1])
    assert write(retry_failed, act(), "test.other") == 0
    assert write(retry_failed, act()) == 2
    worker.drain()
    assert write(forget_failed, act(), "test.refuse") == 3
    assert jobs.list_jobs() == []


def test_work_is_late_when_something_was_due_and_nobody_works(clock: FrozenClock) -> None:
    write(enqueue_job, act(), "test.note", {})
    assert not jobs.is_work_late(act().now - timedelta(minutes=5))
    clock.advance(minutes=6)
    assert jobs.is_work_late(act().now - timedelta(minutes=5))
    write(claim, act())
    assert not jobs.is_work_late(act().now - timedelta(minutes=5))


def test_a_name_nobody_handles_waits_for_a_newer_version() -> None:
    from regulars.base.jobs import registry

    number = write(enqueue_job, act(), "test.note", {})
    registry._handlers.pop("test.note")
    worker.drain()
    row = jobs.job(number)
    assert (row.state, row.error) == ("waiting", "This version of Regulars does not know this work.")


@pytest.mark.parametrize("wrong", [{"together": 0}, {"together": 501}, {"lease": timedelta(0)}, {"attempts_max": 0}])
def test_a_kind_out_of_bounds_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"test\.wrong"):
        jobs.register("test.wrong", str, **wrong)  # type: ignore[arg-type]


def test_a_name_has_one_handler() -> None:
    with pytest.raises(ValueError, match="has a handler already"):
        jobs.register("test.note", str)
