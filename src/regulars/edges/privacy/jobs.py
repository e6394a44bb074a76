"""Erasing as background work, and letting go of what is old, every day."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.edges.privacy import erasing, service
from regulars.kit.text import Told, ntold, told


def erase(work: RunningJob) -> Told:
    """Carry an erasure through; tried again, it goes on where it stood."""
    erasing.carry_through(work.act(), int(work.args["request"]), work.progress)
    return told("Erased. The report says where, and what stays.")


def retain(work: RunningJob) -> Told:
    """Let go of what is older than its table keeps it."""
    gone = erasing.retain(work.act(), work.progress)
    return ntold("%(count)s old entry was let go.", "%(count)s old entries were let go.", gone)


def register() -> None:
    """Register both; called once, from the app's ready()."""
    jobs.register(service.ERASE, erase, attempts_max=20)
    jobs.register(service.RETENTION, retain)
    jobs.every(service.RETENTION, timedelta(days=1))
    extends.job_titles.register(job_title(service.ERASE, gettext_lazy("Erase a person")))
    extends.job_titles.register(job_title(service.RETENTION, gettext_lazy("Let go of what is kept no longer")))
