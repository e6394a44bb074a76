"""A step that takes its time: watched, left, come back to, canceled and taken up again."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regulars.base.jobs import JobRow, job, list_jobs
from regulars.base.jobs.queue import cancel, retry
from regulars.base.saying import note_of
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Progress
from regulars.base.web.desk import act_of, ask, is_confirmed, is_partial
from regulars.edges.imports.views import frame
from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.drafts import Draft
from regulars.kit import clock

PATIENCE = timedelta(seconds=6)  # a worker that runs has taken a job long before
STEPS = {"look": 1, "count": 3, "run": 4}


@access("imports.run", privacy="none")
@frame.on_draft
def work(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How far a draft's job is; htmx asks for the part that changes."""
    if not draft.job:
        return HttpResponseRedirect(reverse("imports:columns", args=[draft.token]))
    row = job(draft.job)
    if row.state == "done":
        return _onward(request, _next(draft))
    context = {
        "heading": _headings(draft),
        "finding": _finding(row),
        "stepper": frame.stepper(STEPS[draft.step], draft if draft.step != "run" else None),
        "draft": draft,
        "part_url": reverse("imports:work", args=[draft.token]),
        **state_of(row, draft),
    }
    template = "imports/parts/work.html" if is_partial(request) else "imports/work.html"
    return render(request, template, context)


def state_of(row: JobRow, draft: Draft | None) -> dict[str, object]:
    """A job for `imports/parts/work.html`: its progress, and what to do when it does not go on."""
    state = {"running": "running", "failed": "failed"}.get(row.state, "waiting")
    fault = drafts.get(draft.token, "fault") if draft is not None else None
    return {
        "progress": Progress(
            "import",
            draft.file_name if draft is not None else _("Taking the import back"),
            row.progress_done,
            row.progress_total,
            note=note_of(row) if row.state == "running" else "",
            state=state,  # type: ignore[arg-type]
        ),
        "state": row.state,
        "is_open": row.state in {"waiting", "running"},
        "is_again": row.state == "waiting" and row.attempts > 0,
        "worker_missing": worker_missing(row),
        "is_queued": row.state == "waiting" and bool(list_jobs(state="running", limit=1)),
        "fault": fault,
    }


def worker_missing(row: JobRow) -> bool:
    """Whether a job has been due for a while and nobody works."""
    if row.state != "waiting" or row.run_after is None or list_jobs(state="running", limit=1):
        return False
    return clock.now() - row.run_after > PATIENCE


def _headings(draft: Draft) -> str:
    return {"look": _("Reading the file"), "count": _("Adding up the months")}.get(draft.step) or _("Importing")


def _finding(row: JobRow) -> str:
    if row.state == "canceled":
        return _("It is stopped, and waits for you.")
    if row.state == "failed":
        return _("It could not go on.")
    return _("You can leave this page: it goes on by itself, and Settings > Imports leads back here.")


def _next(draft: Draft) -> str:
    if draft.step == "look":
        return reverse("imports:columns", args=[draft.token])
    if draft.step == "count":
        return reverse("imports:check", args=[draft.token])
    outcome = drafts.get(draft.token, "outcome")
    if outcome is None:
        return reverse("imports:imports")
    return reverse("imports:show", args=[outcome["import"]]) + f"?after={outcome['state']}"


def _onward(request: HttpRequest, url: str) -> HttpResponse:
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


@access("imports.run", privacy="none")
@require_POST
@frame.on_draft
def cancel_job(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Stop a draft's job; what is committed stays, and it can go on later."""
    if draft.job:
        write(cancel, act_of(request), draft.job)
    return HttpResponseRedirect(reverse("imports:work", args=[draft.token]))


@access("imports.run", privacy="none")
@require_POST
@frame.on_draft
def resume_job(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Let a stopped or failed job go on where it was."""
    drafts.forget(draft.token, "fault")
    if draft.job:
        write(retry, act_of(request), draft.job)
    return HttpResponseRedirect(reverse("imports:work", args=[draft.token]))


@access("imports.run", privacy="none")
@require_POST
@frame.on_draft
def discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Delete an uploaded file that is not in, or not wholly."""
    if draft.step == "run" and not is_confirmed(request):
        return ask(
            request,
            heading=_("Discard the uploaded file?"),
            text=_("What is in already stays in, and can be taken back under Imports. The file itself is deleted."),
            label=_("Discard the file"),
            back=reverse("imports:work", args=[draft.token]),
        )
    if draft.job:
        write(cancel, act_of(request), draft.job)
    drafts.drop(draft.token)
    messages.success(request, _("%(file)s was discarded.") % {"file": draft.file_name})
    return HttpResponseRedirect(reverse("imports:imports"))
