"""Imports as background work, for the wizard: begun by a click, watched by polling."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from regulars.base.jobs import JobRow, RunningJob, enqueue, job
from regulars.base.state import Act, verb
from regulars.edges.imports.plan import Plan, from_stored
from regulars.edges.imports.service.running import run

JOB = "imports.run"


@verb
def start(act: Act, path: str, plan: Plan) -> int:
    """Queue the import of a file that lies in the home, and return the job's key. Starting it twice queues it once."""
    args: Mapping[str, Any] = {"path": path, "plan": plan.as_json()}
    return enqueue(JOB, args, act=act, unique_key=f"{JOB}:{path}:{plan.fingerprint()[:16]}")


def status(number: int) -> JobRow:
    """How far a started import is.

    Raises:
        NotFound: there is no such job.
    """
    return job(number)


def run_job(work: RunningJob) -> None:
    """Do what `start` queued."""
    path, plan = Path(work.args["path"]), from_stored(work.args["plan"])
    run(path, plan, work.act("file", backfill=True), work.progress)
