"""Background work: what runs, what waits, what failed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from regulars.base import extends
from regulars.base.jobs import JobRow, job, list_jobs
from regulars.base.jobs.queue import cancel, retry
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge, Column, Empty, Fact, Facts, Progress, Row, Table, Tone
from regulars.base.web.desk import act_of, is_partial
from regulars.base.web.formats import COUNT, INSTANT, duration, show

SHOWN = 100
STATES: dict[str, tuple[Any, Tone, str]] = {
    "waiting": (gettext_lazy("Waiting"), "", "clock"),
    "running": (gettext_lazy("Running"), "note", "loader-circle"),
    "done": (gettext_lazy("Done"), "good", "circle-check"),
    "failed": (gettext_lazy("Failed"), "bad", "circle-alert"),
    "canceled": (pgettext_lazy("job", "Canceled"), "warning", "circle-x"),
}


@access("jobs.read", privacy="none")
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the last jobs; the part that changes is asked for again while something is open."""
    rows = list_jobs(limit=SHOWN)
    open_jobs = [row for row in rows if row.state in {"waiting", "running"}]
    closed = [row for row in rows if row not in open_jobs]
    context = {
        "heading": _("Jobs"),
        "finding": _finding(open_jobs, closed),
        "running": [progress_of(row, poll=False) for row in reversed(open_jobs)],
        "table": _table(closed),
        "poll_url": reverse("desk_settings:jobs") if open_jobs else "",
        "empty": None
        if rows
        else Empty(
            _("Nothing has run yet"),
            _("Imports, exports and the figures' updates are listed here while they run and after."),
            icon="workflow",
        ),
    }
    return render(request, "settings/jobs_part.html" if is_partial(request) else "settings/jobs.html", context)


@access("jobs.read", privacy="none")
def job_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one job: how far it is, what it said, what went wrong."""
    row = job(number)
    actions = []
    if may(request.user, "imports.run"):
        if row.state in {"failed", "canceled"}:
            actions.append(
                Action(
                    _("Try again"),
                    reverse("desk_settings:job_retry", args=[number]),
                    "refresh-cw",
                    post=True,
                    primary=True,
                )
            )
        if row.state in {"waiting", "running"}:
            text = _("The job stops at its next step. What it has finished stays.")
            url = reverse("desk_settings:job_cancel", args=[number])
            actions.append(Action(_("Cancel"), url, "circle-x", post=True, confirm=text, danger=True))
    context = {
        "heading": title_of(row),
        "finding": row.note,
        "badge": state_badge(row),
        "progress": progress_of(row) if row.state in {"waiting", "running"} else None,
        "actions": actions,
        "facts": _facts(row),
        "problem": row.error.strip().splitlines()[-1] if row.error.strip() else "",
        "error": row.error,
    }
    return render(request, "settings/job.html", context)


@access("jobs.read", privacy="none")
def job_progress(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the progress of one job, for a page that waits for it."""
    return render(request, "settings/progress_part.html", {"progress": progress_of(job(number))})


@access("imports.run", privacy="none")
@require_POST
def job_retry(request: HttpRequest, number: int) -> HttpResponse:
    """Queue a failed or canceled job again."""
    if write(retry, act_of(request), job(number).id):
        messages.success(request, _("Queued again."))
    return HttpResponseRedirect(reverse("desk_settings:job", args=[number]))


@access("imports.run", privacy="none")
@require_POST
def job_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel a job that is not finished."""
    if write(cancel, act_of(request), job(number).id):
        messages.success(request, _("Canceled."))
    return HttpResponseRedirect(reverse("desk_settings:job", args=[number]))


def title_of(row: JobRow) -> str:
    """Return what people call a job."""
    known = extends.job_titles.get(row.name)
    return str(known.title) if known else _("Background work")


def state_badge(row: JobRow) -> Badge:
    """Return a job's state with its sign."""
    label, tone, icon = STATES[row.state]
    return Badge(label, tone, icon)


def progress_of(row: JobRow, *, poll: bool = True) -> Progress:
    """Return how far a job is, as a bar; with `poll` it asks again by itself."""
    state = "failed" if row.state == "canceled" else row.state
    note = row.note or (_("Waits for the worker.") if row.state == "waiting" else "")
    return Progress(
        key=str(row.id),
        title=title_of(row),
        done=row.progress_done,
        total=row.progress_total,
        note=note,
        state=state,  # type: ignore[arg-type]  # one of its words
        poll_url=reverse("desk_settings:job_progress", args=[row.id]) if poll else "",
    )


def _table(rows: list[JobRow]) -> Table | None:
    if not rows:
        return None
    columns = [
        Column("job", _("Job")),
        Column("state", _("State")),
        Column("note", _("What it did"), wide=True),
        Column("started", _("Started"), INSTANT),
        Column("took", _("Took")),
    ]
    drawn = [
        Row(
            [title_of(row), state_badge(row), _words(row), row.started_at, _took(row)],
            url=reverse("desk_settings:job", args=[row.id]),
        )
        for row in rows
    ]
    return Table("jobs", columns, drawn, caption=_("Finished"))


def _words(row: JobRow) -> str:
    if row.state == "failed" and row.error.strip():
        return row.error.strip().splitlines()[-1][:200]
    return row.note


def _took(row: JobRow) -> str:
    if row.started_at is None or row.finished_at is None:
        return ""
    return duration((row.finished_at - row.started_at).total_seconds())


def _facts(row: JobRow) -> Facts:
    facts = [
        Fact(_("Queued"), row.created_at, INSTANT),
        Fact(_("Started"), row.started_at, INSTANT),
        Fact(_("Finished"), row.finished_at, INSTANT),
        Fact(_("Took"), _took(row)),
        Fact(_("Tries"), row.attempts, COUNT),
        Fact(_("Next try"), row.run_after if row.state == "waiting" and row.attempts else None, INSTANT),
    ]
    return Facts([fact for fact in facts if fact.value])


def _finding(open_jobs: list[JobRow], closed: list[JobRow]) -> str:
    failed = sum(row.state == "failed" for row in closed)
    if open_jobs:
        words = ngettext(
            "%(count)s job is at work or waiting.", "%(count)s jobs are at work or waiting.", len(open_jobs)
        )
        return words % {"count": show(len(open_jobs), COUNT)}
    if failed:
        words = ngettext(
            "Nothing is running; %(count)s job failed.", "Nothing is running; %(count)s jobs failed.", failed
        )
        return words % {"count": show(failed, COUNT)}
    return _("Nothing is running, and nothing failed.")
