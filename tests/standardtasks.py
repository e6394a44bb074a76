"""Tasks as code of others writes them, by Django's standard API."""

from __future__ import annotations

from typing import Any

from django_tasks import task


@task()
def add(first: int, second: int = 1) -> int:
    return first + second


@task(takes_context=True, priority=7)
def tell(context: Any) -> list[Any]:
    return [context.attempt, context.task_result.id]


@task()
def break_down() -> None:
    raise LookupError("nothing there")


@task()
async def later() -> str:
    return "by a coroutine"


no_task = "only a text"
