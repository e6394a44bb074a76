"""The job that drops sessions and counts of tries that matter no more."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.base.staff.presence import forget_sessions
from regulars.base.staff.throttle import forget_attempts, is_anything_old
from regulars.base.state import write
from regulars.kit.text import Told, ntold

TIDY = "staff.tidy"


def run_tidy(work: RunningJob) -> Told:
    """Drop sessions that ended by themselves, and counts of failed logins older than an hour."""
    gone = 0
    for forget in (forget_sessions, forget_attempts):
        while step := write(forget, work.act()):
            gone += step
    return ntold("%(count)s old entry was dropped.", "%(count)s old entries were dropped.", gone)


def register() -> None:
    """Register it; called once, from the app's ready()."""
    jobs.register(TIDY, run_tidy)
    jobs.every(TIDY, timedelta(hours=1), when=is_anything_old)
    extends.job_titles.register(job_title(TIDY, gettext_lazy("Tidy sessions and counts of failed logins")))
