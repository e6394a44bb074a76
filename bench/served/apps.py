"""The bench's app: its verbs, and a job that leaves a note."""

from __future__ import annotations

import time
from typing import Any

from django.apps import AppConfig

JOB_SECONDS = 0.004


class ServedConfig(AppConfig):
    name = "served"
    label = "served"

    def ready(self) -> None:
        """Register the job of `stops.py`."""
        from regulars.base import jobs

        jobs.register("bench.note", note)


def note(job: Any) -> None:
    """Work for a moment, then leave a note."""
    from regulars.base.state import Act, write
    from served.verbs import leave_note

    time.sleep(JOB_SECONDS)
    write(leave_note, Act.by("system"), job.args["n"])
