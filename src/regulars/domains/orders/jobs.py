"""Background work on orders."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.base.state import write
from regulars.domains.orders import service
from regulars.kit.text import Told, ntold, told

FLAG_SHARED = "customers.flag_shared"
RECOUNT = "orders.recount"


def flag_shared(work: RunningJob) -> Told:
    """Look for addresses that many people order with, and count their orders as nobody's."""
    flagged = write(service.flag_shared_addresses, work.act())
    if not flagged:
        return told("No new shared address.")
    return ntold("%(count)s shared address was found.", "%(count)s shared addresses were found.", flagged)


def recount(work: RunningJob) -> Told:
    """Let orders of some statuses count, or not, as the settings say now."""
    changed = 0
    for status, counts in dict(work.args["statuses"]).items():
        while step := write(service.recount_status, work.act(), status, bool(counts)):
            changed += step
            work.progress(changed)
    return ntold("%(count)s order counts otherwise now.", "%(count)s orders count otherwise now.", changed)


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    jobs.register(FLAG_SHARED, flag_shared)
    jobs.register(RECOUNT, recount)
    jobs.every(FLAG_SHARED, timedelta(days=1))
    extends.job_titles.register(job_title(RECOUNT, gettext_lazy("Count orders by their status")))
    extends.job_titles.register(job_title(FLAG_SHARED, gettext_lazy("Look for shared addresses")))
