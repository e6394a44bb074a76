"""Groups of jobs: counted, canceled, followed by one more job when all have ended."""

from __future__ import annotations

import pytest

from jobkinds import Ran, act
from regulars.base import jobs
from regulars.base.jobs import worker
from regulars.base.jobs.batches import batch_row, begin_batch, end_batch, list_open_batches
from regulars.base.jobs.queue import cancel_batch, retry_failed
from regulars.base.state import Act, verb, write
from regulars.kit.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@verb
def add(act: Act, batch: int, name: str, count: int) -> int:
    return jobs.enqueue_many(name, [{"n": number} for number in range(count)], act=act, batch=batch)


def test_the_follow_up_runs_once_when_all_have_ended(ran: type[Ran]) -> None:
    batch = write(begin_batch, act(), "Letters", "test.note", {"n": 99})
    write(add, act(), batch, "test.gone", 12)
    write(add, act(), batch, "test.short", 3)
    assert worker.drain() == 15
    assert (batch_row(batch).ended, batch_row(batch).finished_at) == (15, None)  # more may be added
    assert [row.title for row in list_open_batches()] == ["Letters"]
    write(end_batch, act(), batch)
    write(end_batch, act(), batch)
    row = batch_row(batch)
    assert (row.total, row.ended, row.finished_at) == (15, 15, act().now)
    assert worker.drain() == 1
    assert ran.numbers[-1] == 99
    assert row.follow_up is not None
    assert jobs.job(row.follow_up).args == {"n": 99, "batch": batch}


def test_jobs_that_end_after_the_group_was_closed_end_it(ran: type[Ran]) -> None:
    batch = write(begin_batch, act(), "", "test.note")
    write(add, act(), batch, "test.group", 4)
    write(end_batch, act(), batch)
    assert (batch_row(batch).total, batch_row(batch).ended) == (4, 0)
    worker.run_one()
    assert (batch_row(batch).ended, batch_row(batch).finished_at) == (3, None)
    worker.run_one()
    assert batch_row(batch).finished_at == act().now


def test_what_fails_for_good_or_is_canceled_has_ended_too(ran: type[Ran]) -> None:
    def refuse(job: jobs.RunningJob) -> None:
        raise Refused("test.no", "No")

    jobs.register("test.refuse", refuse)
    batch = write(begin_batch, act(), "", "test.note")
    write(add, act(), batch, "test.refuse", 2)
    write(add, act(), batch, "test.count", 3)
    write(end_batch, act(), batch)
    worker.run_one()
    worker.run_one()
    assert (batch_row(batch).ended, batch_row(batch).failed) == (2, 2)
    assert write(cancel_batch, act(), batch) == 3
    assert batch_row(batch).finished_at == act().now
    assert worker.drain() == 1


def test_tried_again_after_its_end_a_group_is_not_followed_up_twice(ran: type[Ran]) -> None:
    answers = iter([False, True])

    def second_time(job: jobs.RunningJob) -> None:
        if not next(answers):
            raise Refused("test.no", "No")

    jobs.register("test.second", second_time)
    batch = write(begin_batch, act(), "", "test.note")
    write(add, act(), batch, "test.second", 1)
    write(end_batch, act(), batch)
    assert worker.drain() == 2
    assert write(retry_failed, act()) == 1
    assert worker.drain() == 1
    row = batch_row(batch)
    assert (row.ended, row.failed) == (1, 0)


def test_an_empty_group_ends_when_it_is_closed(ran: type[Ran]) -> None:
    batch = write(begin_batch, act(), "", "test.note")
    write(end_batch, act(), batch)
    assert worker.drain() == 1


def test_nothing_is_added_to_a_group_that_ended_nor_to_none() -> None:
    batch = write(begin_batch, act())
    write(end_batch, act(), batch)
    for number in (batch, 10_000):
        with pytest.raises(Refused, match="has ended"):
            write(add, act(), number, "test.note", 1)
    assert jobs.list_jobs() == []
    with pytest.raises(NotFound):
        batch_row(10_000)


def test_a_follow_up_nobody_handles_is_refused_at_once() -> None:
    with pytest.raises(Refused, match="No job has this name"):
        write(begin_batch, act(), "", "test.nothing")
