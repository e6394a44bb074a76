"""Verification as background work, once a day and when somebody asks."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy

from regulars.base import extends, jobs
from regulars.base.activity import archive
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.edges.audit import service
from regulars.kit import clock
from regulars.kit.text import Told, ntold, told

DAILY = timedelta(days=1)


def verify(work: RunningJob) -> Told:
    """Count every invariant."""
    found = service.verify_all(work.act(), work.progress)
    if found.ok:
        return told("Everything is in order.")
    return ntold("%(count)s breach was found", "%(count)s breaches were found", found.broken)


def move_to_archive(work: RunningJob) -> Told:
    """Move what is older than the hot window to the archive."""
    moved = service.archive_log(work.act(), work.progress)
    return ntold("%(count)s old entry moved to the archive", "%(count)s old entries moved to the archive", moved)


def has_old_rows() -> bool:
    """Say whether anything in the log is older than the hot window."""
    return archive.has_rows_before(clock.now() - timedelta(days=current().activity_hot_days))


def has_shop() -> bool:
    """Say whether there is anything to count: a shop that was not set up has nothing."""
    return find_shop() is not None


def register() -> None:
    """Register the job and its schedule; called once, from the app's ready()."""
    jobs.register(service.JOB, verify)
    jobs.every(service.JOB, DAILY, has_shop)
    jobs.register(service.ARCHIVE, move_to_archive)
    jobs.every(service.ARCHIVE, timedelta(hours=6), has_old_rows)
    extends.job_titles.register(job_title(service.ARCHIVE, gettext_lazy("Move old entries of the log to the archive")))
    extends.job_titles.register(job_title(service.JOB, gettext_lazy("Check that everything stored is true")))
