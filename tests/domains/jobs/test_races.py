"""Many at once: one job for one key, and no job in two hands."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from jobkinds import act
from regulars.base import jobs
from regulars.base.jobs.claims import claim_many, finish_many
from regulars.base.jobs.queue import enqueue_job
from regulars.base.state import Act, verb, write

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 6


def at_once(work: Callable[[], Any]) -> list[Any]:
    """Run `work` in several threads that start together, and return what each answered."""
    barrier = threading.Barrier(THREADS)
    answers: list[Any] = []

    def one() -> None:
        try:
            barrier.wait()
            answers.append(work())
        except BaseException as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _place in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@verb
def queue(act: Act, count: int) -> int:
    return jobs.enqueue_many("test.note", [{"n": number} for number in range(count)], act=act)


def test_those_who_ask_for_one_unique_job_at_the_same_moment_all_get_that_one() -> None:
    for turn in range(5):
        answers = at_once(lambda turn=turn: write(enqueue_job, act(), "test.note", {}, f"only {turn}"))
        assert len(set(answers)) == 1, answers
    assert jobs.count_jobs("waiting") == 5


def test_workers_that_take_at_the_same_moment_share_out_the_jobs() -> None:
    write(queue, act(), 300)
    taken: list[int] = []

    def work() -> int:
        done = 0
        while held := write(claim_many, act(), 7):
            taken.extend(one.id for one in held)
            done += len(write(finish_many, act(), [(one.id, one.claim, "") for one in held]))
        return done

    answers = at_once(work)
    assert sum(answers) == 300, answers
    assert Counter(taken).most_common(1)[0][1] == 1
    assert jobs.count_jobs("done") == 300


def test_jobs_of_one_group_that_end_at_the_same_moment_order_one_follow_up() -> None:
    from regulars.base.jobs.batches import batch_row, begin_batch, end_batch

    @verb
    def fill(act: Act, batch: int) -> int:
        return jobs.enqueue_many("test.note", [{} for _job in range(60)], act=act, batch=batch)

    batch = write(begin_batch, act(), "", "test.short")
    write(fill, act(), batch)
    write(end_batch, act(), batch)

    def work() -> None:
        while held := write(claim_many, act(), 1):
            write(finish_many, act(), [(one.id, one.claim, "") for one in held if one.name == "test.note"])

    assert at_once(work) == [None] * THREADS
    assert (batch_row(batch).ended, batch_row(batch).finished_at) == (60, act().now)
    assert len(jobs.list_jobs(name="test.short")) == 1
