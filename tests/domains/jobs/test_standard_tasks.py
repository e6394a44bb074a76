"""Django's standard task API over our table: code of others queues by it and finds its results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued, task_finished, task_started

import standardtasks
from jobkinds import act
from regulars.base import jobs
from regulars.base.jobs import standard, worker
from regulars.base.jobs.queue import enqueue_job
from regulars.base.state import Act, verb, write
from regulars.kit.clock import FrozenClock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def handler() -> None:
    standard.begin()


def test_a_task_is_a_job_and_its_result_is_found() -> None:
    queued = standardtasks.add.enqueue(2, second=3)
    assert queued.status == TaskResultStatus.READY
    assert jobs.job(int(queued.id)).name == "tasks.call"
    assert worker.drain() == 1
    found = standardtasks.add.get_result(queued.id)
    assert (found.status, found.return_value, found.attempts) == (TaskResultStatus.SUCCESSFUL, 5, 1)
    queued.refresh()
    assert queued.return_value == 5


def test_a_task_queued_in_a_verb_that_fails_was_never_queued() -> None:
    @verb
    def queue_and_fail(act: Act) -> None:
        standardtasks.add.enqueue(1)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write(queue_and_fail, act())
    assert jobs.list_jobs() == []


def test_a_task_waits_for_its_time_and_higher_priority_goes_first(clock: FrozenClock) -> None:
    later = standardtasks.add.using(run_after=clock() + timedelta(hours=1)).enqueue(1)
    low = standardtasks.add.enqueue(1)
    high = standardtasks.tell.enqueue()
    assert worker.run_one()
    assert [jobs.job(int(one.id)).state for one in (later, low, high)] == ["waiting", "waiting", "done"]
    assert worker.drain() == 1
    clock.advance(hours=1)
    assert worker.drain() == 1


def test_a_task_that_asks_for_its_context_gets_it() -> None:
    queued = standardtasks.tell.enqueue()
    worker.drain()
    assert standardtasks.tell.get_result(queued.id).return_value == [1, queued.id]


def test_a_coroutine_is_a_task_too() -> None:
    queued = standardtasks.later.enqueue()
    worker.drain()
    assert standardtasks.later.get_result(queued.id).return_value == "by a coroutine"


def test_a_task_that_breaks_is_tried_once_and_says_by_what() -> None:
    queued = standardtasks.break_down.enqueue()
    worker.drain()
    found = standardtasks.break_down.get_result(queued.id)
    assert found.status == TaskResultStatus.FAILED
    assert found.errors[0].exception_class is LookupError
    assert "nothing there" in found.errors[0].traceback
    with pytest.raises(ValueError, match="failed"):
        _ = found.return_value


def test_a_path_that_leads_to_no_task_is_refused_and_not_called() -> None:
    given = {"task": "standardtasks.no_task", "queue": "default", "backend": "default", "args": [], "kwargs": {}}
    number = write(enqueue_job, act(), "tasks.call", given)
    worker.drain()
    row = jobs.job(number)
    assert (row.state, row.error) == ("failed", "There is no task at this path")


@pytest.mark.parametrize("result_id", ["0", "none", "77"])
def test_a_result_that_is_not_there_is_said_so(result_id: str) -> None:
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result(result_id)


def test_a_job_of_ours_is_no_task() -> None:
    number = write(enqueue_job, act(), "test.note", {"n": 1})
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result(str(number))


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Listen to what the standard API tells others."""
    told: list[str] = []

    def listener(name: str) -> object:
        return lambda task_result, **_words: told.append(f"{name} {task_result.status}")

    listeners = {
        signal: listener(name)
        for name, signal in (("enqueued", task_enqueued), ("started", task_started), ("finished", task_finished))
    }
    for signal, one in listeners.items():
        signal.connect(one)
    yield told
    for signal, one in listeners.items():
        signal.disconnect(one)


def test_whoever_listens_hears_of_each_step(heard: list[str]) -> None:
    standardtasks.add.enqueue(1)
    worker.drain()
    assert heard == ["enqueued READY", "started RUNNING", "finished SUCCESSFUL"]
