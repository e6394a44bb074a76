"""Moving in from an e-mail tool: choose it, give its files, see what is in them, and who may be written to after."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from regulars.base.jobs import job
from regulars.base.jobs.queue import cancel, enqueue_job, retry
from regulars.base.shop.queries import find_shop
from regulars.base.staff.rules import OWNER
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Step, Stepper
from regulars.base.web.desk import act_of, is_partial, viewer_of
from regulars.edges.imports import queries
from regulars.edges.imports.moving import going, jobs, shown
from regulars.edges.imports.service import verbs
from regulars.edges.imports.views import frame
from regulars.edges.imports.views.running import state_of
from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.drafts import Draft
from regulars.edges.imports.wizard.receiving import IntoHome, limit_words, take_upload
from regulars.kit import clock


def stepper(current: int) -> Stepper:
    """The way of a move."""
    return Stepper([Step(name, "") for name in (_("Files"), _("What is in them"), _("Moving in"), _("Done"))], current)


@csrf_exempt  # only so far that the upload's handler is in place before the form is read: `_receive` demands the token
@access("imports.run", privacy="none")
def start(request: HttpRequest) -> HttpResponse:
    """Choose where you come from, and take what is dropped."""
    if request.method != "POST":
        return _start_page(request)
    return take_upload(request, _receive, _start_page)


@csrf_protect
def _receive(request: HttpRequest) -> HttpResponse:
    system = request.POST.get("system", "")
    handler = cast(IntoHome, request.upload_handlers[0])
    if handler.fault:
        handler.discard()
        return _start_page(request, handler.fault, status=413)
    came = [one for one in handler.files if one.size]
    if not came or system not in shown.SYSTEMS:
        handler.discard()
        return _start_page(request, _("Choose files that are not empty."), status=422)
    token = drafts.new_token()
    for place, one in enumerate(came):
        target = drafts.folder(token) / "file" / f"{place:02}"
        target.mkdir(mode=0o700)
        (drafts.folder(one.token) / "file" / one.name).rename(target / one.name)
    for one in handler.files:
        drafts.drop(one.token)
    actor = act_of(request).actor
    draft = Draft(token, "", sum(one.size for one in came), clock.now().isoformat(), actor, kind="contacts",
                  choices={"system": system})  # fmt: skip
    drafts.save(draft)
    drafts.sweep()
    return _queued(request, draft, jobs.LOOK)


def _start_page(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponse:
    chosen = request.GET.get("from", "") or request.POST.get("system", "")
    standing = going.suppressions() if find_shop() is not None else "missing"
    context: dict[str, Any] = {
        "heading": _("Moving in"),
        "finding": _("Bring your people along from another tool, with what they said yes and no to."),
        "stepper": stepper(0),
        "fault": fault,
        "systems": [(key, title, key == chosen) for key, title in shown.SYSTEMS.items()],
        "chosen": chosen if chosen in shown.SYSTEMS else "",
        "chosen_title": shown.SYSTEMS.get(chosen, ""),
        "steps": shown.STEPS.get(chosen, ()),
        "limit": limit_words(),
        "standing": standing,
        "standing_words": shown.standing_words(standing),
        "words": shown.none_words(),
        "may_confirm": viewer_of(request).role == OWNER,
        "is_set_up": find_shop() is not None,
    }
    return render(request, "imports/moving/start.html", context, status=status)


@access("imports.run", privacy="none")
@require_POST
def confirm_none(request: HttpRequest) -> HttpResponse:
    """An owner types that there are no suppressions."""
    said = " ".join(request.POST.get("words", "").split())
    if viewer_of(request).role != OWNER:
        messages.error(request, _("Only an owner can confirm this."))
    elif said.casefold() != shown.none_words().casefold():
        messages.error(request, _("Nothing was confirmed: type the words exactly as they stand there."))
    else:
        write(verbs.declare_no_suppressions, act_of(request), said)
        messages.success(request, _("It is kept, with your name, that no list of suppressions exists."))
    return HttpResponseRedirect(request.POST.get("back") or reverse("imports:moving"))


@access("imports.run", privacy="personal")
@frame.on_draft
def files(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What is in the files, what will count as a yes, and what not and why."""
    if drafts.get(draft.token, "outcome") is not None:
        return HttpResponseRedirect(reverse("imports:moved", args=[draft.token]))
    if request.method == "POST":
        wishes = {name: request.POST.get(name, "").strip() for name in ("consent_on", "consent_source", "list_name")}
        fault = _fault(wishes)
        if not fault:
            changed = draft.changed(choices={**draft.choices, **wishes})
            if wishes != {name: draft.choices.get(name, "") for name in wishes}:
                return _queued(request, changed, jobs.LOOK)
            return HttpResponseRedirect(reverse("imports:moving_files", args=[draft.token]))
        return _files_page(request, draft, wishes, fault, status=422)
    return _files_page(request, draft, draft.choices)


def _files_page(request: HttpRequest, draft: Draft, wishes: Any, fault: str = "", status: int = 200) -> HttpResponse:
    looked = drafts.get(draft.token, "looked")
    if looked is None:
        return HttpResponseRedirect(reverse("imports:moving_work", args=[draft.token]))
    standing = going.suppressions()
    cards = [shown.card(one) for one in looked["files"]]
    has_stops = any(one["is_stopping"] for one in cards)
    context = {
        "heading": _("What is in your files"),
        "finding": shown.finding(looked["files"]),
        "stepper": stepper(1),
        "draft": draft,
        "cards": cards,
        "wishes": wishes,
        "fault": fault,
        "undated": sum(int(one["remarks"].get("yes_undated", 0)) for one in looked["files"]),
        "is_locked": standing == "missing" and not has_stops,
        "words": shown.none_words(),
        "may_confirm": viewer_of(request).role == OWNER,
        "here": reverse("imports:moving_files", args=[draft.token]),
    }
    return render(request, "imports/moving/files.html", context, status=status)


def _fault(wishes: dict[str, str]) -> str:
    if bool(wishes["consent_on"]) != bool(wishes["consent_source"]):
        return _("Say both: when they said yes, and where.")
    try:
        day = date.fromisoformat(wishes["consent_on"]) if wishes["consent_on"] else None
    except ValueError:
        return _("This is not a date.")
    return _("Nobody has said anything in the future.") if day and day > clock.now().date() else ""


@access("imports.run", privacy="none")
@require_POST
@frame.on_draft
def go(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Begin to move in."""
    return _queued(request, draft, jobs.RUN)


@access("imports.run", privacy="none")
@frame.on_draft
def work(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How far it is; htmx asks for the part that changes."""
    row = job(draft.job)
    page = "moved" if draft.step == "run" else "moving_files"
    if row.state == "done":
        url = reverse(f"imports:{page}", args=[draft.token])
        return (
            HttpResponse(status=204, headers={"HX-Redirect": url}) if is_partial(request) else HttpResponseRedirect(url)
        )
    title = _("Moving in") if draft.step == "run" else _("Reading the files")
    context = {
        "heading": title,
        "finding": _("You can leave this page: it goes on by itself."),
        "stepper": stepper(2 if draft.step == "run" else 0),
        "part_url": reverse("imports:moving_work", args=[draft.token]),
        **state_of(row, draft),
        "token": draft.token,
    }
    template = "imports/moving/parts/work.html" if is_partial(request) else "imports/moving/work.html"
    return render(request, template, context)


@access("imports.run", privacy="none")
@require_POST
@frame.on_draft
def resume(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Let a stopped or failed move go on where it was."""
    drafts.forget(draft.token, "fault")
    write(retry, act_of(request), draft.job)
    return HttpResponseRedirect(reverse("imports:moving_work", args=[draft.token]))


@access("imports.run", privacy="none")
@require_POST
@frame.on_draft
def discard(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Delete the uploaded files; what is in stays in."""
    if draft.job:
        write(cancel, act_of(request), draft.job)
    drafts.drop(draft.token)
    messages.success(request, _("The files were discarded."))
    return HttpResponseRedirect(reverse("imports:moving"))


@access("imports.run", privacy="pseudonymous")
@require_safe
@frame.on_draft
def moved(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Who may be written to now, by which channel, and why the rest may not."""
    report = drafts.get(draft.token, "outcome")
    if report is None:
        return HttpResponseRedirect(reverse("imports:moving_files", args=[draft.token]))
    ids = {str(one.get("import", "")) for one in report["files"]}
    context = {
        "heading": _("Moved in"),
        "finding": shown.outcome_finding(report),
        "stepper": stepper(3),
        "reach": shown.reach_table(report["reach"]),
        "brought": shown.brought(report),
        "remarks": shown.remarks(report["consent"]),
        "imports": [one for one in queries.list_imports() if one.public_id in ids],
        "standing_words": shown.standing_words(report["suppressions"]),
    }
    return render(request, "imports/moving/done.html", context)


def _queued(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    args = {"draft": draft.token, "actor": act_of(request).actor, "language": frame.language()}
    drafts.forget(draft.token, "fault")
    number = write(enqueue_job, act_of(request), name, args, f"{name}:{draft.token}")
    draft.changed(job=number, step="run" if name == jobs.RUN else "look")
    return HttpResponseRedirect(reverse("imports:moving_work", args=[draft.token]))
