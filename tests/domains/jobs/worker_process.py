"""A worker as a process of its own, with handlers that tell what they do in a file.

python worker_process.py TOLD.txt
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"
django.setup()

from regulars.base import jobs  # noqa: E402
from regulars.base.jobs.registry import regulars  # noqa: E402
from regulars.base.state import Act, verb, write  # noqa: E402
from regulars.edges.cli.serving import _work_until_told  # noqa: E402

TOLD = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def tell(what: str, number: int) -> None:
    os.write(TOLD, f"{what} {number} {os.getpid()}\n".encode())


@verb
def effect(act: Act, job: jobs.RunningJob) -> None:
    """Leave one row for each job, in the transaction in which the job ends."""
    number = job.args["n"]
    jobs.enqueue("test.effect", {"n": number}, act=act, run_after=act.now.replace(year=act.now.year + 1))
    job.settle(act)


def work(job: jobs.RunningJob) -> None:
    number = job.args["n"]
    tell("begin", number)
    threading.Event().wait(0.004)
    write(effect, job.act(), job)
    tell("end", number)


def stay(job: jobs.RunningJob) -> None:
    tell("begin", job.args["n"])
    threading.Event().wait()


def last(job: jobs.RunningJob) -> None:
    tell("begin", job.args["n"])
    threading.Event().wait(8)  # longer than its lease
    tell("end", job.args["n"])


jobs.register("test.work", work)
jobs.register("test.long", last, lease=timedelta(seconds=5))
jobs.register("test.stay", stay)
jobs.register("test.effect", stay)
for entry in regulars():
    jobs.registry._schedule.pop(entry.name)
status = _work_until_told(with_parent=None)
if status is not None:
    os._exit(status)
