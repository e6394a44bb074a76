"""Background work: rows in the state database, enqueued in the caller's transaction by name.

enqueue("lake.sync", {}, act=act, unique_key="lake.sync")
register("lake.sync", handler)          # from an app's ready()
"""

from regulars.base.jobs.queue import enqueue
from regulars.base.jobs.registry import every, job_names, register, schedule
from regulars.base.jobs.rows import JobRow, job, list_jobs
from regulars.base.jobs.running import JobStopped, RunningJob

__all__ = [
    "JobRow",
    "JobStopped",
    "RunningJob",
    "enqueue",
    "every",
    "job",
    "job_names",
    "list_jobs",
    "register",
    "schedule",
]
