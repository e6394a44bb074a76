"""Privacy on the desk: a customer's copy and erasure, the papers, and what was asked and met."""

from __future__ import annotations

from datetime import date

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from regulars.base.jobs import job
from regulars.base.saying import note_of
from regulars.base.shop.queries import shop
from regulars.base.staff.queries import list_staff
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge, Cell, Column, Empty, Progress, Row, Stat, Table
from regulars.base.web.desk import act_of, shop_of
from regulars.base.web.formats import COUNT, DATE, INSTANT, show
from regulars.domains.customers import queries as customers
from regulars.edges.privacy import deadlines, exporting, papers, queries, service
from regulars.edges.privacy.queries import RequestRow
from regulars.edges.privacy.rules import SOON_DAYS
from regulars.edges.settings.views.shop import not_set_up
from regulars.kit import clock
from regulars.kit.errors import NotFound, Refused

KINDS = {"export": gettext_lazy("Copy"), "erase": gettext_lazy("Erasure")}
ASKED_FOR = {"export": gettext_lazy("a copy of what is kept"), "erase": gettext_lazy("to be erased")}
LAW_NAMES = {
    "gdpr": gettext_lazy("GDPR: one month, two more with a reason"),
    "ccpa": gettext_lazy("CCPA: 45 days, 45 more with a reason"),
}


@access("privacy.read", privacy="pseudonymous")
def privacy_page(request: HttpRequest) -> HttpResponse:
    """Show the papers, and what people asked for; with `?as=file` answer the papers as one file that prints well."""
    if shop_of(request) is None:
        return not_set_up(request, _("Privacy"))
    written = papers.write_papers(clock.now())
    if request.GET.get("as") == "file":
        response = HttpResponse(papers.as_page(written))
        response["Content-Disposition"] = f'attachment; filename="privacy-{clock.now():%Y-%m-%d}.html"'
        return response
    rows = queries.list_requests() if may(request.user, "privacy.export") else []
    context = {
        "heading": _("Privacy"),
        "finding": written.check,
        "action": Action(_("All of it as a file"), f"{reverse('privacy:papers')}?as=file", "printer"),
        "papers": written,
        "requests": _requests(rows) if rows else None,
        "none_asked": may(request.user, "privacy.export") and not rows,
    }
    return render(request, "privacy/papers.html", context)


@access("privacy.export", privacy="personal")
def customer_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what is kept about a customer, with the ways to a copy and to erasing them."""
    return _customer(request, public_id)


@access("privacy.export", privacy="personal")
@require_POST
def export(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand out everything about a customer: as data, or as a page to read."""
    number = _number(public_id)
    document = exporting.export_person(act_of(request), number)
    if request.POST.get("as") == "page":
        response = HttpResponse(exporting.as_page(document))
        response["Content-Disposition"] = f'attachment; filename="{public_id}.html"'
        return response
    encoded = msgspec.json.format(msgspec.json.encode(document), indent=2)
    response = HttpResponse(encoded, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{public_id}.json"'
    return response


@access("privacy.erase", privacy="personal")
@require_POST
def erase(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have a customer erased, once the words that name them were typed."""
    number = _number(public_id)
    if request.POST.get("typed", "").strip().casefold() != _label(number).casefold():
        return _customer(request, public_id, request.POST.get("typed", ""), status=422)
    made = write(service.ask_to_erase, act_of(request), number)
    messages.success(request, _("Started. You can leave this page."))
    return HttpResponseRedirect(reverse("privacy:request", args=[made]))


@access("privacy.export", privacy="personal")
@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that a customer asked for something, on the day it came: from then on it is counted down."""
    number, given = _number(public_id), request.POST
    try:
        received = date.fromisoformat(given.get("received_on", ""))
    except ValueError:
        return _customer(request, public_id, wrong=_("Write the day it came, as in 2026-06-15."), status=422)
    try:
        made = write(
            deadlines.note_request, act_of(request), number, given.get("kind", ""), received, given.get("law", "")
        )
    except Refused as problem:
        return _customer(request, public_id, wrong=problem.message_in(_), status=422)
    messages.success(request, _("Noted. The list of requests counts it down."))
    return HttpResponseRedirect(reverse("privacy:request", args=[made]))


@access("privacy.export", privacy="pseudonymous")
@require_POST
def extend(request: HttpRequest, number: int) -> HttpResponse:
    """Take more time for a request, with a reason."""
    queries.request_row(number)
    reason = request.POST.get("reason", "")
    try:
        write(deadlines.extend_request, act_of(request), number, reason)
    except Refused as problem:
        return _request(request, number, reason, problem.message_in(_), 422)
    messages.success(request, _("More time is taken. Tell the person, with the reason, before the first day."))
    return HttpResponseRedirect(reverse("privacy:request", args=[number]))


@access("privacy.export", privacy="pseudonymous")
def request_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request: how far it is, or its report."""
    return _request(request, number)


def _request(request: HttpRequest, number: int, reason: str = "", error: str = "", status: int = 200) -> HttpResponse:
    row = queries.request_row(number)
    is_open = row.state == "open"
    context = {
        "heading": KINDS[row.kind],
        "finding": _finding(row),
        "customer": row.customer,
        "badge": _state(row),
        "progress": _progress(row) if is_open and not row.is_noted else None,
        "due": _due(row),
        "received": row.received_on,
        "due_on": row.due_on,
        "because": row.extended_because,
        "law": LAW_NAMES.get(row.law, ""),
        "meet": _meet(row),
        "extend_url": reverse("privacy:extend", args=[number]) if _may_extend(row) else "",
        "reason": reason,
        "error": error,
        "stats": [] if row.kind == "export" or is_open else [
            Stat(_("Found"), row.found, COUNT),
            Stat(_("Emptied"), row.emptied, COUNT),
            Stat(_("Stays without the person"), sum(one.stays for one in row.steps), COUNT),
            Stat(_("Asked"), row.asked_at, DATE),
        ],
        "remains": row.remains,
        "table": _steps(row) if row.steps and not is_open else None,
    }  # fmt: skip
    return render(request, "privacy/request.html", context, status=status)


@access("privacy.export", privacy="none")
def request_progress(request: HttpRequest, number: int) -> HttpResponse:
    """Answer how far an erasure is; when it is done, have the page loaded anew for its report."""
    row = queries.request_row(number)
    response = render(request, "privacy/progress_part.html", {"progress": _progress(row)})
    if row.state == "done":
        response["HX-Refresh"] = "true"
    return response


def _customer(
    request: HttpRequest, public_id: str, typed: str = "", status: int = 200, wrong: str = ""
) -> HttpResponse:
    number = _number(public_id)
    at = customers.erased_at(number)
    document = exporting.document_about(number, clock.now())
    label = _label(number)
    able = may(request.user, "privacy.erase") and at is None
    rows = [Row([one["title"], len(one["rows"])]) for one in document["holdings"]]
    url = reverse("privacy:export", args=[public_id])
    done = _("The person was erased on %(day)s. What is left names nobody.") % {"day": show(at, DATE)} if at else ""
    context = {
        "heading": _("Privacy: %(name)s") % {"name": label},
        "finding": done or _("What is kept about this person. They may have a copy, or be erased, within a month."),
        "customer_url": reverse("customers:customer", args=[public_id]) if at is None else "",
        "label": label,
        "actions": [
            Action(_("Copy to read"), url, "download", post=True, primary=True, fields=(("as", "page"),)),
            Action(_("Copy as data (JSON)"), url, "download", post=True, fields=(("as", "json"),)),
        ],
        "table": Table("holdings", [Column("what", _("What")), Column("rows", _("Entries"), COUNT)], rows,
                       caption=_("Kept about this person")),
        "erase_url": reverse("privacy:erase", args=[public_id]) if able else "",
        "typed": typed,
        "error": _("This is not what is written above.") if status == 422 and not wrong else "",
        "note_url": reverse("privacy:note", args=[public_id]) if at is None else "",
        "note_kinds": ASKED_FOR,
        "laws": LAW_NAMES,
        "received_on": request.POST.get("received_on") or deadlines.today().isoformat(),
        "wrong": wrong,
        "requests": _requests(past) if (past := queries.requests_about(number)) else None,
    }  # fmt: skip
    return render(request, "privacy/customer.html", context, status=status)


def _number(public_id: str) -> int:
    """Return the key behind a customer's id, one that was erased included.

    Raises:
        NotFound: there is none.
    """
    found = customers.people_named(public_id) if public_id.startswith("cus_") else []
    if not found:
        raise NotFound("customer.unknown", _("There is no such customer"), field="customer", value=public_id)
    return found[0]


def _label(number: int) -> str:
    known = customers.customers_by_id([number], contact=True)
    return customers.labels_of(known, contact=True).get(number) or shop().public("cus", number)


def _progress(row: RequestRow) -> Progress:
    if row.state == "done" or row.job is None:
        state = "done" if row.state == "done" else "waiting"
        return Progress(str(row.id), _("Erasing"), 1, 1, "", state)  # type: ignore[arg-type]
    try:
        work = job(row.job)
    except NotFound:
        return Progress(str(row.id), _("Erasing"), 0, None, _("Erase again to go on."), "failed")
    state = "failed" if work.state in {"failed", "canceled"} else "running" if work.state == "done" else work.state
    note = note_of(work) or (_("Waits for the worker.") if state == "waiting" else "")
    poll = reverse("privacy:progress", args=[row.id])
    return Progress(
        str(row.id),
        _("Erasing"),
        work.progress_done,
        work.progress_total,
        note,
        state,  # type: ignore[arg-type]  # one of its words
        poll_url=poll,
    )


def _finding(row: RequestRow) -> str:
    if row.kind == "export" and row.state == "done":
        words = ngettext("%(count)s entry was handed out.", "%(count)s entries were handed out.", row.rows)
        return words % {"count": show(row.rows, COUNT)}
    if row.is_noted:
        return _("Somebody waits for this. It counts down until it is met.")
    if row.state == "open":
        return _("It is carried through, whatever happens: interrupted, it goes on where it stood.")
    if row.remains:
        return _("Everything in reach is empty. Some copies are not in reach; the list says which, and until when.")
    return _("Everything is empty, in every table and file.")


def _due(row: RequestRow) -> Badge | None:
    """By when it has to be met, counted down."""
    left = row.days_left(deadlines.today())
    if left is None or row.due_on is None:
        return None
    if left < 0:
        words = ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": show(-left, COUNT)}
        return Badge(words, "bad", "circle-alert")
    words = ngettext("%(count)s day left", "%(count)s days left", left) if left else _("due today")
    return Badge(words % {"count": show(left, COUNT)}, "warning" if left <= SOON_DAYS else "note", "clock")


def _may_extend(row: RequestRow) -> bool:
    left = row.days_left(deadlines.today())
    return left is not None and left >= 0 and not row.extended_because


def _meet(row: RequestRow) -> Action | None:
    """The way to the customer, where the copy and the erasure are."""
    if not row.is_noted:
        return None
    url = reverse("privacy:customer", args=[row.customer])
    return Action(_("Hand out the copy") if row.kind == "export" else _("Erase them"), url, "lock", primary=True)


def _state(row: RequestRow) -> Badge:
    return Badge(_("Met"), "good", "circle-check") if row.state == "done" else Badge(_("Open"), "note", "clock")


def _steps(row: RequestRow) -> Table:
    columns = [
        Column("where", _("Where"), wide=True),
        Column("found", _("Found"), COUNT),
        Column("emptied", _("Emptied"), COUNT),
        Column("stays", _("Stays without the person"), COUNT),
    ]
    rows = [
        Row([Cell(one.title, note=" ".join(one.why)), one.found, one.emptied, one.stays])
        for one in row.steps
        if one.found or one.stays
    ]
    quiet = sum(1 for one in row.steps if not one.found and not one.stays)
    note = ngettext(
        "%(count)s more place was searched and held nothing.",
        "%(count)s more places were searched and held nothing.",
        quiet,
    )
    empty = Empty(_("Nothing was kept"), _("Every table and file was searched."))
    return Table("report", columns, rows, caption=_("What was done, and what stays"), empty=empty,
                 note=note % {"count": quiet})  # fmt: skip


def _requests(rows: list[RequestRow]) -> Table:
    names = {f"staff:{one.id}": one.name or one.email for one in list_staff()}
    columns = [
        Column("asked", _("Asked"), INSTANT),
        Column("kind", _("What")),
        Column("due", _("To be met by"), DATE),
        Column("left", _("Left")),
        Column("customer", _("Customer")),
        Column("by", _("Met by")),
        Column("state", _("State")),
    ]
    drawn = [
        Row(
            [
                row.asked_at,
                str(KINDS[row.kind]),
                row.due_on if row.state == "open" else None,
                _due(row) or "",
                row.customer,
                names.get(row.actor, row.actor),
                _state(row),
            ],
            url=reverse("privacy:request", args=[row.id]),
        )
        for row in rows
    ]
    return Table("requests", columns, drawn, caption=_("What people asked for"))
