"""The jobs that keep figures current and prove them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from regulars.base import extends, jobs
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.jobs import RunningJob, enqueue
from regulars.base.jobs.queue import forget_finished
from regulars.base.lake import is_behind, is_due, rebuild, sync, verify
from regulars.base.saying import job_title, plain
from regulars.base.state import Act, verb, write
from regulars.base.web.formats import COUNT, show
from regulars.kit import clock
from regulars.kit.errors import Refused
from regulars.kit.text import Told, ntold, told

SYNC, VERIFY, REBUILD = "lake.sync", "lake.verify", "lake.rebuild"
TIDY = "jobs.tidy"
TASK = "tasks.call"  # queued by the standard task API
SYNC_WAIT_SECONDS = 120.0
KEPT = timedelta(days=30)
ICONS = {"canceled": "circle-x", "retried": "refresh-cw", "forgotten": "trash-2"}
DEEDS = (
    ("canceled", gettext_noop("“%(what)s” was canceled"), gettext_noop("%(count)s jobs were canceled")),
    ("retried", gettext_noop("“%(what)s” was queued again"), gettext_noop("%(count)s failed jobs were queued again")),
    ("forgotten", gettext_noop("“%(what)s” was taken off the list of jobs"),
     gettext_noop("%(count)s jobs were taken off the list")),
)  # fmt: skip


def run_sync(work: RunningJob) -> Told:
    """Bring the lake up to what is committed, so that every figure of the desk is current."""
    report = sync(clock.now(), work.progress, SYNC_WAIT_SECONDS, ahead=True)
    rows = sum(report.rows.values())
    if not report.published:
        return told("Everything was current.")
    return ntold("%(count)s row came in.", "%(count)s rows came in.", rows)


def run_verify(work: RunningJob) -> Told:
    """Count the lake and the database against each other; a difference fails the job and names it.

    What came in since the last sync is taken in first: it is late, not wrong.
    """
    sync(clock.now(), work.progress, SYNC_WAIT_SECONDS)
    report = verify(work.progress)
    rows = sum(report.rows.values())
    if report.ok:
        return ntold("%(count)s row checked, no difference.", "%(count)s rows checked, no difference.", rows)
    first = report.differences[0]
    raise Refused(
        "lake.differs",
        gettext_noop("Figures and database differ: %(table)s, %(words)s"),
        fix=gettext_noop("Build the figures anew on Settings > Data."),
        params={"table": first.table, "words": first.words},
    )


def run_rebuild(work: RunningJob) -> Told:
    """Export everything again and swap; readers keep the present figures until the new ones are complete."""
    report = rebuild(clock.now(), work.progress, SYNC_WAIT_SECONDS, ahead=True)
    rows = sum(report.rows.values())
    return ntold("Built anew from %(count)s row.", "Built anew from %(count)s rows.", rows)


def run_tidy(work: RunningJob) -> Told:
    """Drop jobs that ended well a month ago, so that the list stays a list of what matters."""
    gone = 0
    while step := write(forget_finished, work.act(), clock.now() - KEPT):
        gone += step
    return ntold("%(count)s old entry was dropped.", "%(count)s old entries were dropped.", gone)


@verb
def ask_for(act: Act, name: str) -> int:
    """Queue one of the lake's jobs unless it is queued already, and return its key."""
    return enqueue(name, {}, act=act, unique_key=name, priority=10)


def _by_hand(one: str, many: str, key: str) -> Callable[[ActivityRow, Viewer], Said]:
    """Return what says that somebody did something to one job, or to many."""

    def said(fact: ActivityRow, viewer: Viewer) -> Said:
        name, count = str(fact.data.get("name", "")), int(fact.data.get("count", 1))
        known = extends.job_titles.get(name)
        what = str(known.title) if known else _("Background work")
        words = _(one) if count == 1 else _(many)
        place, _colon, number = fact.subject.partition(":")
        url = reverse("desk_settings:job", args=[int(number)]) if place == "job" and key != "forgotten" else ""
        return Said(words % {"what": what, "count": show(count, COUNT)}, "", ICONS[key], url)

    return said


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    jobs.register(SYNC, run_sync)
    jobs.register(VERIFY, run_verify)
    jobs.register(REBUILD, run_rebuild)
    jobs.register(TIDY, run_tidy)
    jobs.every(TIDY, timedelta(days=1))
    jobs.every(SYNC, timedelta(minutes=1), when=lambda: is_behind(clock.now()) or is_due())
    for key, one, many in DEEDS:
        extends.sentences.register(plain(f"job.{key}", ICONS[key], _by_hand(one, many, key)))
    extends.job_titles.register(job_title(SYNC, gettext_lazy("Bring figures up to date")))
    extends.job_titles.register(job_title(TIDY, gettext_lazy("Tidy the list of jobs")))
    extends.job_titles.register(job_title(VERIFY, gettext_lazy("Check figures against the database")))
    extends.job_titles.register(job_title(TASK, gettext_lazy("Work of an add-on")))
    extends.job_titles.register(job_title(REBUILD, gettext_lazy("Build all figures anew")))
