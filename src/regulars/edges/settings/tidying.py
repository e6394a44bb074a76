"""The job that drops sessions and counts of tries that matter no more."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.base.staff.presence import forget_sessions
from regulars.base.staff.throttle import forget_attempts, is_anything_old
from regulars.base.state import write

TIDY = "staff.tidy"


def run_tidy(work: RunningJob) -> str:
    """Drop sessions that ended by themselves, and counts of failed logins older than an hour."""
    gone = 0
    for forget in (forget_sessions, forget_attempts):
        while step := write(forget, work.act()):
            gone += step
    words = ngettext("%(count)s old entry was dropped.", "%(count)s old entries were dropped.", gone)
    return words % {"count": gone}


def register() -> None:
    """Register it; called once, from the app's ready()."""
    jobs.register(TIDY, run_tidy)
    jobs.every(TIDY, timedelta(hours=1), when=is_anything_old)
    extends.job_titles.register(job_title(TIDY, gettext_lazy("Tidy sessions and counts of failed logins")))
