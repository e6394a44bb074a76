"""Kinds of jobs that tests queue, and what they did."""

from __future__ import annotations

from typing import Any

from regulars.base import jobs
from regulars.base.state import Act


class Ran:
    """What handlers did: numbers in order, -1 for one that broke."""

    numbers: list[int] = []
    groups: list[list[int]] = []


def act() -> Act:
    return Act.by("cli", "test")


def count(job: jobs.RunningJob) -> str:
    job.progress(1, 2, "half")
    Ran.numbers.append(job.args["n"])
    return f"counted {job.args['n']}"


def break_down(job: jobs.RunningJob) -> str:
    Ran.numbers.append(-1)
    raise RuntimeError("broken on purpose")


def note(job: jobs.RunningJob) -> None:
    Ran.numbers.append(job.args.get("n", 0))


def group(held: Any) -> None:
    Ran.groups.append([job.args["n"] for job in held])
