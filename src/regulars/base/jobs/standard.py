"""Django's standard task API over our queue, for code of others that queues its work by it.

Needs the package `django-tasks` (the extra `regulars[tasks]`), the backport of `django.tasks`. Ours calls `enqueue`.
A task is tried once: that API promises no second try, and who wrote the task did not write it for one. Its result is
kept with its job for 30 days.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.module_loading import import_string  # noqa: TID251 - whose tasks these are is known when they come
from django_tasks import TaskContext, TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.signals import task_enqueued, task_finished, task_started
from django_tasks.utils import normalize_json

from regulars.base.jobs.claims import DIED
from regulars.base.jobs.queue import enqueue
from regulars.base.jobs.registry import register
from regulars.base.jobs.rows import JobRow, job
from regulars.base.jobs.running import RunningJob
from regulars.base.state import Act, execute, verb, write
from regulars.kit.errors import NotFound, Refused

NAME = "tasks.call"
STATUS = {
    "waiting": TaskResultStatus.READY,
    "running": TaskResultStatus.RUNNING,
    "done": TaskResultStatus.SUCCESSFUL,
    "failed": TaskResultStatus.FAILED,
    "canceled": TaskResultStatus.FAILED,
}


class JobsBackend(BaseTaskBackend):
    """Queues a task in the caller's transaction, as a job named `tasks.call`. Its id is the job's key."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue a task; when the caller is inside a verb or a transaction it exists with that, or not at all."""
        self.validate_task(task)
        given = {
            "task": task.module_path,
            "queue": task.queue_name,
            "backend": self.alias,
            "args": normalize_json(list(args)),
            "kwargs": normalize_json(dict(kwargs)),
        }
        number = write(queue_task, Act.by("system", "tasks"), given, task)
        result = self.get_result(str(number))
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """Return how a task stands.

        Raises:
            TaskResultDoesNotExist: no job has this key, it is none of these, or it was dropped long after its end.
        """
        try:
            row = job(int(result_id))
        except (ValueError, NotFound) as error:
            raise TaskResultDoesNotExist(result_id) from error
        if row.name != NAME:
            raise TaskResultDoesNotExist(result_id)
        return result_of(row)


@verb
def queue_task(act: Act, given: dict[str, Any], task: Any) -> int:
    """Queue one task and return its job's key."""
    return enqueue(NAME, given, act=act, run_after=task.run_after, priority=task.priority)


@verb
def keep_result(act: Act, work: RunningJob, returned: Any) -> None:
    """Keep what a task returned with its job, which ends in the same transaction."""
    kept = msgspec.json.encode({**work.args, "returned": returned}).decode()
    execute("UPDATE jobs_job SET args = %s WHERE id = %s", [kept, work.id])
    work.settle(act)


def call(work: RunningJob) -> None:
    """Do a task that was queued by the standard API."""
    task, result = task_of(work.args), result_of(job(work.id))
    sender = type(task.get_backend())
    task_started.send(sender=sender, task_result=result)
    context = [TaskContext(task_result=result)] if task.takes_context else []
    try:
        returned = normalize_json(task.call(*context, *result.args, **result.kwargs))
        write(keep_result, work.act("tasks"), work, returned)
    finally:
        task_finished.send(sender=sender, task_result=result_of(job(work.id)))


def task_of(given: dict[str, Any]) -> Task[Any, Any]:
    """Return the task that was queued.

    Raises:
        Refused: what stands at its path is no task (any more).
    """
    try:
        found = import_string(given["task"])
    except ImportError:
        found = None
    if not isinstance(found, Task):
        raise Refused("task.unknown", "There is no task at this path", field="task", value=given["task"])
    return found.using(queue_name=given["queue"], backend=given["backend"])


def result_of(row: JobRow) -> TaskResult[Any]:
    """Return a job as the standard API shows it."""
    result: TaskResult[Any] = TaskResult(
        task=task_of(row.args),
        id=str(row.id),
        status=STATUS[row.state],
        enqueued_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_attempted_at=row.started_at,
        args=row.args["args"],
        kwargs=row.args["kwargs"],
        backend=row.args["backend"],
        errors=[_error(row.error)] if row.error else [],
        worker_ids=[str(attempt + 1) for attempt in range(row.attempts)],
    )
    object.__setattr__(result, "_return_value", row.args.get("returned"))  # as the package's own backends do
    return result


def _error(text: str) -> TaskError:
    """Return an error with its class, which the last line of a traceback names."""
    name = text.strip().splitlines()[-1].partition(":")[0] if text != str(DIED) else "RuntimeError"
    if " " in name:
        name = "RuntimeError"  # one of our own refusals, in words
    return TaskError(exception_class_path=name if "." in name else f"builtins.{name}", traceback=text)


def begin() -> None:
    """Register the handler; called once, from the app's ready()."""
    register(NAME, call, attempts_max=1)
