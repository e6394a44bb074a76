"""Background work: rows in the state database, enqueued in the caller's transaction by name.

enqueue("lake.sync", {}, act=act, unique_key="lake.sync")
register("lake.sync", handler)          # from an app's ready()
cron("books.close", "30 3 1 * *", zone=lambda: shop().zone)
"""

from regulars.base.jobs.backoff import Backoff
from regulars.base.jobs.batches import BatchRow, batch_row, close_batch, open_batch
from regulars.base.jobs.claims import is_work_late
from regulars.base.jobs.queue import enqueue, enqueue_many
from regulars.base.jobs.registry import cron, every, job_names, register, register_group, schedule
from regulars.base.jobs.rows import JobRow, count_jobs, job, list_jobs
from regulars.base.jobs.running import JobStopped, RunningJob, WorkerStops, settle_all

__all__ = [
    "Backoff",
    "BatchRow",
    "JobRow",
    "JobStopped",
    "RunningJob",
    "WorkerStops",
    "batch_row",
    "close_batch",
    "count_jobs",
    "cron",
    "enqueue",
    "enqueue_many",
    "every",
    "is_work_late",
    "job",
    "job_names",
    "list_jobs",
    "open_batch",
    "register",
    "register_group",
    "schedule",
    "settle_all",
]
