"""Background work: what runs, what waits, what failed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from regulars.base import extends
from regulars.base.jobs import BatchRow, JobRow, batch_row, count_jobs, job, list_jobs
from regulars.base.jobs.batches import list_open_batches
from regulars.base.jobs.claims import attempts_max
from regulars.base.jobs.presence import list_workers
from regulars.base.jobs.queue import cancel, forget, forget_failed, retry, retry_failed
from regulars.base.jobs.scheduling import RegularRow, list_regular
from regulars.base.saying import error_of, note_of
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import (
    Action,
    Badge,
    Column,
    Empty,
    Fact,
    Facts,
    Progress,
    Row,
    Tab,
    Table,
    Tabs,
    Tone,
)
from regulars.base.web.desk import act_of, is_partial
from regulars.base.web.formats import COUNT, INSTANT, duration, show
from regulars.kit import clock

SHOWN, CARDS = 100, 6
ENDED = {"done", "failed", "canceled"}
STATES: dict[str, tuple[Any, Tone, str]] = {
    "waiting": (gettext_lazy("Waiting"), "", "clock"),
    "running": (gettext_lazy("Running"), "note", "loader-circle"),
    "done": (gettext_lazy("Done"), "good", "circle-check"),
    "failed": (gettext_lazy("Failed"), "bad", "circle-alert"),
    "canceled": (pgettext_lazy("job", "Canceled"), "warning", "circle-x"),
}


@access("jobs.read", privacy="none")
def job_list(request: HttpRequest) -> HttpResponse:
    """Show jobs, all or of one state; the part that changes is asked for again while something is open."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    open_jobs = list_jobs(state="running", limit=CARDS) + list_jobs(state="waiting", limit=CARDS)
    listed = [row for row in list_jobs(state=state or None, limit=SHOWN) if state or row.state in ENDED]
    groups = list_open_batches()
    here = reverse("desk_settings:jobs") + (f"?state={state}" if state else "")
    context = {
        "heading": _("Jobs"),
        "finding": _finding(),
        "tabs": _tabs(state),
        "running": [progress_of(row, poll=False) for row in open_jobs[:CARDS]] if not state else [],
        "groups": [_group(row) for row in groups] if not state else [],
        "table": _table(listed, state, may(request.user, "imports.run")),
        "regular": _regular() if not state else None,
        "poll_url": here if open_jobs or groups else "",
        "empty": None if listed or (open_jobs and not state) else _empty(state),
    }
    return render(request, "settings/jobs_part.html" if is_partial(request) else "settings/jobs.html", context)


@access("imports.run", privacy="none")
@require_POST
def failed_work(request: HttpRequest, what: str) -> HttpResponse:
    """Try all failed jobs again, or forget them."""
    verbs = {"retry": retry_failed, "forget": forget_failed}
    if what not in verbs:
        raise Http404
    left, done = count_jobs("failed"), 0
    while done < left and (step := write(verbs[what], act_of(request))):
        done += step
    words = {
        "retry": ngettext("%(count)s job was queued again.", "%(count)s jobs were queued again.", done),
        "forget": ngettext("%(count)s job was forgotten.", "%(count)s jobs were forgotten.", done),
    }
    messages.success(request, words[what] % {"count": show(done, COUNT)})
    return HttpResponseRedirect(reverse("desk_settings:jobs"))


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
            text = _("It disappears from this list and is not done.")
            url = reverse("desk_settings:job_forget", args=[number])
            actions.append(Action(_("Forget"), url, "trash-2", post=True, confirm=text, danger=True))
        if row.state in {"waiting", "running"}:
            text = _("The job stops at its next step. What it has finished stays.")
            url = reverse("desk_settings:job_cancel", args=[number])
            actions.append(Action(_("Cancel"), url, "circle-x", post=True, confirm=text, danger=True))
    context = {
        "heading": title_of(row),
        "finding": note_of(row),
        "badge": state_badge(row),
        "progress": progress_of(row) if row.state in {"waiting", "running"} else None,
        "actions": actions,
        "facts": _facts(row),
        "problem": error_of(row),
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


@access("imports.run", privacy="none")
@require_POST
def job_forget(request: HttpRequest, number: int) -> HttpResponse:
    """Drop a job that ended."""
    if not write(forget, act_of(request), job(number).id):
        return HttpResponseRedirect(reverse("desk_settings:job", args=[number]))
    messages.success(request, _("Forgotten."))
    return HttpResponseRedirect(reverse("desk_settings:jobs"))


def title_of(row: JobRow) -> str:
    """Return what people call a job."""
    return _title(row.name)


def _title(name: str) -> str:
    known = extends.job_titles.get(name)
    return str(known.title) if known else _("Background work")


def state_badge(row: JobRow) -> Badge:
    """Return a job's state with its sign."""
    label, tone, icon = STATES[row.state]
    return Badge(label, tone, icon)


def progress_of(row: JobRow, *, poll: bool = True) -> Progress:
    """Return how far a job is, as a bar; with `poll` it asks again by itself."""
    state = "failed" if row.state == "canceled" else row.state
    note = note_of(row) or (_("Waits for the worker.") if row.state == "waiting" else "")
    if (later := _later(row)) is not None:
        words = _("Failed; tried again on %(when)s.") if row.error else _("Due on %(when)s.")
        note = words % {"when": show(later, INSTANT)}
    return Progress(
        key=str(row.id),
        title=title_of(row),
        done=row.progress_done,
        total=row.progress_total,
        note=note,
        state=state,  # type: ignore[arg-type]  # one of its words
        poll_url=reverse("desk_settings:job_progress", args=[row.id]) if poll else "",
    )


def _tabs(state: str) -> Tabs:
    here = reverse("desk_settings:jobs")
    tabs = [Tab(_("All"), here, not state)]
    for key, (label, _tone, _icon) in STATES.items():
        count = count_jobs(key) if key in {"waiting", "running", "failed"} else None
        tabs.append(Tab(label, f"{here}?state={key}", key == state, count))
    return Tabs(tabs, label=_("State"))


def _table(rows: list[JobRow], state: str, can_act: bool) -> Table | None:
    if not rows:
        return None
    is_waiting = state == "waiting"
    columns = [
        Column("job", _("Job")),
        Column("state", _("State")),
        Column("note", _("What it did"), wide=True),
        Column("due", _("Due"), INSTANT) if is_waiting else Column("started", _("Started"), INSTANT),
        Column("took", _("Took")),
    ]
    drawn = [
        Row(
            [title_of(row), state_badge(row), _words(row), row.run_after if is_waiting else row.started_at, _took(row)],
            url=reverse("desk_settings:job", args=[row.id]),
        )
        for row in rows
    ]
    tools = _tools() if state == "failed" and can_act else []
    return Table("jobs", columns, drawn, caption=STATES[state][0] if state else _("Finished"), tools=tools)


def _tools() -> list[Action]:
    count = show(count_jobs("failed"), COUNT)
    again = _("All failed jobs are queued again: %(count)s.") % {"count": count}
    gone = _("All failed jobs disappear and are not done: %(count)s. This cannot be undone.") % {"count": count}
    return [
        Action(_("Try all again"), reverse("desk_settings:jobs_failed", args=["retry"]), "refresh-cw", post=True,
               confirm=again),
        Action(_("Forget all"), reverse("desk_settings:jobs_failed", args=["forget"]), "trash-2", post=True,
               confirm=gone, danger=True),
    ]  # fmt: skip


def _regular() -> Table | None:
    rows, now = list_regular(), clock.now()
    columns = [
        Column("job", _("Job")),
        Column("when", _("When")),
        Column("last", _("Last queued"), INSTANT),
        Column("next", _("Next"), INSTANT),
    ]
    soon = _("when there is something to do")
    drawn = [
        Row([_title(row.name), _when(row), row.last_at, row.next_at if row.next_at and row.next_at > now else soon])
        for row in rows
    ]
    return Table("regular", columns, drawn, caption=_("Regular work")) if rows else None


def _when(row: RegularRow) -> str:
    if row.interval is None:
        return f"{row.rule} ({row.zone})"
    seconds = int(row.interval.total_seconds())
    if seconds % 86_400 == 0:
        return ngettext("every day", "every %(count)s days", seconds // 86_400) % {"count": seconds // 86_400}
    if seconds % 3_600 == 0:
        return ngettext("every hour", "every %(count)s hours", seconds // 3_600) % {"count": seconds // 3_600}
    if seconds % 60 == 0:
        return ngettext("every minute", "every %(count)s minutes", seconds // 60) % {"count": seconds // 60}
    return ngettext("every second", "every %(count)s seconds", seconds) % {"count": seconds}


def _group(row: BatchRow) -> Progress:
    failed = ngettext("%(count)s failed", "%(count)s failed", row.failed) % {"count": show(row.failed, COUNT)}
    title = row.title or _("Jobs that belong together")
    return Progress(f"group-{row.id}", title, row.ended, row.total, note=failed if row.failed else "")


def _empty(state: str) -> Empty:
    if state:
        return Empty(_("Nothing here"), _("No job is in this state."), icon="workflow")
    return Empty(
        _("Nothing has run yet"),
        _("Imports, exports and the figures' updates are listed here while they run and after."),
        icon="workflow",
    )


def _words(row: JobRow) -> str:
    if row.state in {"failed", "waiting"} and row.error.strip():
        return error_of(row)[:200]
    return note_of(row)


def _took(row: JobRow) -> str:
    if row.started_at is None or row.finished_at is None:
        return ""
    return duration((row.finished_at - row.started_at).total_seconds())


def _facts(row: JobRow) -> Facts:
    tries = _("%(tries)s of %(most)s") % {"tries": row.attempts, "most": attempts_max(row.name)}
    group = _group_words(batch_row(row.batch)) if row.batch else ""
    facts = [
        Fact(_("Queued"), row.created_at, INSTANT),
        Fact(_("Started"), row.started_at, INSTANT),
        Fact(_("Finished"), row.finished_at, INSTANT),
        Fact(_("Took"), _took(row)),
        Fact(_("Tries"), tries if row.attempts else ""),
        Fact(_("Next try") if row.attempts else _("Not before"), _later(row), INSTANT),
        Fact(_("Belongs to"), group),
    ]
    return Facts([fact for fact in facts if fact.value])


def _later(row: JobRow) -> datetime | None:
    return row.run_after if row.state == "waiting" and row.run_after and row.run_after > clock.now() else None


def _group_words(row: BatchRow) -> str:
    words = {"title": row.title or _("a group"), "ended": show(row.ended, COUNT), "total": show(row.total, COUNT)}
    return _("%(title)s: %(ended)s of %(total)s have ended") % words


def _finding() -> str:
    waiting, running, failed = (count_jobs(state) for state in ("waiting", "running", "failed"))
    sentences = []
    if waiting + running:
        words = ngettext("%(count)s job is at work or waiting.", "%(count)s jobs are at work or waiting.",
                         waiting + running)  # fmt: skip
        sentences.append(words % {"count": show(waiting + running, COUNT)})
    if failed:
        words = ngettext("%(count)s job failed and waits for you.", "%(count)s jobs failed and wait for you.", failed)
        sentences.append(words % {"count": show(failed, COUNT)})
    if not sentences:
        sentences.append(_("Nothing is running, and nothing failed."))
    return " ".join([*sentences, _workers()])


def _workers() -> str:
    count = len(list_workers())
    if not count:
        return _("No worker runs.")
    return ngettext("%(count)s worker runs.", "%(count)s workers run.", count) % {"count": show(count, COUNT)}
