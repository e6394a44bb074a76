"""What was imported: the list, one import with its report, its rejected rows, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from regulars.base.jobs import JobRow, job, list_jobs
from regulars.base.jobs.queue import enqueue_job
from regulars.base.shop.queries import find_shop
from regulars.base.staff.queries import staff_by_id
from regulars.base.state import write
from regulars.base.web import errors
from regulars.base.web.access import access
from regulars.base.web.components import Badge, Cell, Column, Fact, Facts, Row, Stat, Table
from regulars.base.web.desk import act_of, ask, is_confirmed, is_partial
from regulars.base.web.formats import COUNT, INSTANT, show
from regulars.edges.imports import queries
from regulars.edges.imports.rejects import folder as rejects_folder
from regulars.edges.imports.types import ImportRow
from regulars.edges.imports.views import frame
from regulars.edges.imports.views.running import state_of
from regulars.edges.imports.wizard import drafts, judging, tables, work
from regulars.edges.imports.wizard.drafts import Draft
from regulars.edges.imports.wizard.receiving import limit_words
from regulars.edges.imports.wizard.words import KINDS, STATES, brought, layout_title, skipped_reason, stored_notes
from regulars.kit.errors import Problem

LISTED = 200


@access("imports.run", privacy="pseudonymous")
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, the latest first, and the files that wait."""
    rows = queries.list_imports(LISTED) if find_shop() is not None else []
    context = {
        "heading": _("Imports"),
        "finding": _list_finding(rows),
        "table": _list_table(rows) if rows else None,
        "waiting": drafts.waiting(),
        "kinds": [(kind, KINDS[kind]) for kind in judging.kinds()],
        "limit": limit_words(),
    }
    return render(request, "imports/list.html", context)


def _list_finding(rows: list[ImportRow]) -> str:
    done = sum(one.state == "done" for one in rows)
    words = ngettext("%(count)s file is in.", "%(count)s files are in.", done) % {"count": show(done, COUNT)}
    said = [words if done else _("No file is in yet.")]
    if stopped := sum(one.standing == "interrupted" for one in rows):
        words = ngettext(
            "%(count)s import was interrupted and can go on: open it.",
            "%(count)s imports were interrupted and can go on: open them.",
            stopped,
        )
        said.append(words % {"count": show(stopped, COUNT)})
    return " ".join(said)


def _list_table(rows: list[ImportRow]) -> Table:
    names: dict[str, str] = {}
    columns = [
        Column("file", _("File")),
        Column("state", _("State")),
        Column("kind", _("What")),
        Column("layout", _("Layout"), wide=True),
        Column("accepted", _("Rows accepted"), COUNT),
        Column("rejected", _("Rejected"), COUNT),
        Column("at", _("When")),
        Column("by", _("By")),
    ]
    caption = _("Files, the latest first")
    return Table("imports", columns, [_list_row(one, names) for one in rows], caption=caption)


def _list_row(one: ImportRow, names: dict[str, str]) -> Row:
    url = reverse("imports:show", args=[one.public_id])
    counts = (one.report or {}).get("rows", {})
    return Row(
        [
            Cell(one.file_name, url=url),
            _badge(one),
            str(KINDS.get(one.kind, one.kind)),
            layout_title(one.layout),
            counts.get("accepted"),
            counts.get("rejected"),
            Cell(one.created_at, INSTANT),
            _by(one.actor, names),
        ],
        url=url,
    )


def _badge(one: ImportRow) -> Badge:
    label, tone, icon = STATES[one.standing]
    return Badge(label, tone, icon)  # type: ignore[arg-type]


def _by(actor: str, names: dict[str, str]) -> str:
    if actor not in names:
        kind, _colon, number = actor.partition(":")
        person = staff_by_id(int(number)) if kind == "staff" and number.isdecimal() else None
        names[actor] = (person.name or person.email) if person else _("command line") if actor == "cli" else actor
    return names[actor]


@access("imports.run", privacy="personal")
@require_safe
def show_import(request: HttpRequest, public_id: str) -> HttpResponse:
    """One import: where its rows went, what it brought, what it cannot know, and how to take it back."""
    try:
        one = queries.find_import(public_id)
    except Problem as problem:
        return errors.problem(request, problem)
    busy = _undo_job(one)
    if busy is not None and is_partial(request):
        return render(request, "imports/parts/work.html", {**_work(one, busy)})
    if is_partial(request):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("imports:show", args=[public_id])})
    report: dict[str, Any] = dict(one.report or {})
    context: dict[str, Any] = {
        "heading": one.file_name,
        "finding": _finding(one, request.GET.get("after", "")),
        "one": one,
        "badge": _badge(one),
        "report": report,
        "facts": _facts(one),
        **_interrupted(one),
        "next": next((draft for draft in drafts.waiting() if draft.step != "run"), None),
        **(_work(one, busy) if busy is not None else {}),
    }
    if report:
        context |= _reported(one, report)
    return render(request, "imports/show.html", context)


def _work(one: ImportRow, busy: JobRow) -> dict[str, Any]:
    return {"part_url": reverse("imports:show", args=[one.public_id]), **state_of(busy, None)}


def _reported(one: ImportRow, report: dict[str, Any]) -> dict[str, Any]:
    rows = report["rows"]
    return {
        "stats": tables.rows_stats(rows),
        "brought": [Stat(words, count, COUNT) for words, count in brought(one.kind, report["done"])],
        "months": tables.months_table(report["months"], report["zone"]),
        "rejects": tables.rejects_table(report["rejects_file"], rows["rejected"]),
        "rejects_url": reverse("imports:rejects", args=[one.public_id]) if _rejects_path(report) else "",
        "skipped": [(skipped_reason(each), show(each["rows"], COUNT)) for each in rows["skipped_for"]],
        "remarks": stored_notes(report["remarks"]),
        "cannot_know": stored_notes(report["cannot_know"]),
        "notes": stored_notes(report["notes"]),
        "takes_back": takes_back(one),
    }


def _finding(one: ImportRow, after: str) -> str:
    if one.state == "running" and one.is_at_work:
        return _("This file is being imported right now.")
    if one.state == "running":
        words = _("This import was interrupted after %(what)s. What is in stays in, and it can go on from there.")
        return words % {"what": _amounts(one.kind, one.position)}
    if one.state == "undoing":
        return _("What this file brought is being taken back.")
    if one.state == "undone":
        return _("What this file brought was taken back.")
    if after == "already_imported":
        return _("This file was in already: nothing changed.")
    rows = (one.report or {}).get("rows", {"accepted": 0, "rejected": 0})
    counts = one.counts
    facts = counts.get("created", 0) + counts.get("updated", 0) + counts.get("changed", 0) + counts.get("unchanged", 0)
    said = _("%(what)s, from %(rows)s rows.") % {
        "what": _amounts(one.kind, facts),
        "rows": show(rows["accepted"], COUNT),
    }
    if rows["rejected"]:
        said += " " + ngettext("%(count)s could not be read.", "%(count)s could not be read.", rows["rejected"]) % {
            "count": show(rows["rejected"], COUNT)
        }
    return said


def _facts(one: ImportRow) -> Facts:
    names: dict[str, str] = {}
    return Facts(
        [
            Fact(_("What"), str(KINDS.get(one.kind, one.kind))),
            Fact(_("Layout"), layout_title(one.layout)),
            Fact(_("Ids belong to"), one.source),
            Fact(_("Begun"), one.created_at, INSTANT),
            Fact(_("Finished"), one.finished_at, INSTANT),
            Fact(_("By"), _by(one.actor, names)),
            Fact(_("Import"), one.public_id),
        ]
    )


def takes_back(one: ImportRow) -> str:
    """What an undo would take, named and counted; from what the import did itself."""
    counts, parts = one.counts, []
    main = counts.get("created", 0) + counts.get("updated", 0) + counts.get("changed", 0)
    if main:
        parts.append(_amounts(one.kind, main))
    for name, words in (
        ("refunds_created", _("%(count)s refunds")),
        ("customers_created", _("%(count)s customers that nothing else names")),
    ):
        if counts.get(name):
            parts.append(words % {"count": show(counts[name], COUNT)})
    return ", ".join(parts)


def _amounts(kind: str, count: int) -> str:
    words = {
        "orders": ngettext("%(count)s order", "%(count)s orders", count),
        "customers": ngettext("%(count)s customer", "%(count)s customers", count),
        "products": ngettext("%(count)s product", "%(count)s products", count),
        "costs": ngettext("%(count)s unit cost", "%(count)s unit costs", count),
        "contacts": ngettext("%(count)s contact", "%(count)s contacts", count),
    }.get(kind) or ngettext("%(count)s row", "%(count)s rows", count)
    return words % {"count": show(count, COUNT)}


def _interrupted(one: ImportRow) -> dict[str, Any]:
    """The uploaded file of an import that is not finished, if it is here, and whether its work waits for a person."""
    draft = _draft_of(one)
    if draft is None or not draft.job:
        return {"draft": draft}
    fault = drafts.get(draft.token, "fault")
    try:
        waits = job(draft.job).state in {"failed", "canceled", "done"}
    except Problem:  # dropped from the list long ago
        waits = False
    return {"draft": draft, "fault": fault, "can_resume": waits and not one.is_at_work}


def _draft_of(one: ImportRow) -> Draft | None:
    """The uploaded file of an import that is not finished, if it is still here."""
    if one.state != "running":
        return None
    agreed = queries.plan_of(one.id).fingerprint()
    for draft in drafts.waiting():
        plan = judging.plan_of(draft)
        if plan is not None and draft.file_name == one.file_name and plan.fingerprint() == agreed:
            return draft
    return None


def _undo_job(one: ImportRow) -> JobRow | None:
    """The job that takes this import back, while it is at it or has failed at it."""
    if one.state not in {"done", "running", "undoing"}:
        running = list_jobs(name=work.UNDO, state="running", limit=20)
    else:
        running = list_jobs(name=work.UNDO, limit=50)
    mine = next((row for row in running if row.args.get("import") == one.public_id), None)
    return mine if mine is not None and mine.state in {"waiting", "running", "failed"} else None


def _rejects_path(report: dict[str, Any]) -> Path | None:
    path = Path(report["rejects_file"]) if report.get("rejects_file") else None
    return path if path is not None and path.parent == rejects_folder() and path.is_file() else None


@access("imports.run", privacy="personal")
@require_safe
def rejects(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The rows that did not go in, as a CSV file with line, column, value, reason and fix."""
    try:
        one = queries.find_import(public_id)
    except Problem as problem:
        return errors.problem(request, problem)
    path = _rejects_path(dict(one.report or {}))
    if path is None:
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access("imports.run", privacy="none")
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what an import brought; asks first, naming what and how many."""
    try:
        one = queries.find_import(public_id)
    except Problem as problem:
        return errors.problem(request, problem)
    url = reverse("imports:show", args=[public_id])
    if one.state == "undone":
        return HttpResponseRedirect(url)
    if not is_confirmed(request):
        return ask(
            request, heading=_("Take this import back?"), text=undo_words(one), label=_("Take it back"), back=url
        )
    args = {"import": public_id, "actor": act_of(request).actor, "language": frame.language()}
    write(enqueue_job, act_of(request), work.UNDO, args, f"{work.UNDO}:{public_id}")
    return HttpResponseRedirect(url)


def undo_words(one: ImportRow) -> str:
    """The question before an undo."""
    what = takes_back(one)
    if not what:
        return _("This import brought nothing that is still only its own.")
    return _(
        "This takes back: %(what)s. What a later import or somebody at the desk stated anew stays. "
        "The same file can be imported again."
    ) % {"what": what}
