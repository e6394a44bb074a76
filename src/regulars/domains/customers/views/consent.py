"""Everything a person said yes and no to, and staff writing down more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.saying import from_source
from regulars.base.shop.queries import shop
from regulars.base.staff.queries import list_staff
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Badge, Cell, Column, Empty, Row, Table
from regulars.base.web.desk import absolute, act_of
from regulars.base.web.formats import INSTANT, show
from regulars.domains.customers import queries, service
from regulars.domains.customers.forms.answers import reach_table
from regulars.domains.customers.forms.consent import AskForm, LiftForm, SaidForm, StopForm
from regulars.domains.customers.forms.words import CHANNELS, METHODS, REASONS, topic_name
from regulars.domains.customers.types import ConsentFact, ConsentRow, CustomerRow, SuppressionRow
from regulars.kit import clock
from regulars.kit.errors import Problem

STATES = {"granted": ("good", "circle-check"), "pending": ("note", "clock"), "withdrawn": ("warning", "circle-x")}


@access("customers.contact", privacy="personal")
def consent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what a person allows with every word of it; record what they told staff."""
    row = queries.customer(shop().number("cus", public_id), contact=True)
    if row.public_id != public_id:
        return HttpResponseRedirect(reverse("customers:consent", args=[row.public_id]))
    if request.method == "POST":
        return _record(request, row)
    return _page(request, row, {})


def _record(request: HttpRequest, row: CustomerRow) -> HttpResponse:
    what = request.POST.get("what", "")
    form_of: dict[str, type[forms.Form]] = {"said": SaidForm, "stop": StopForm, "ask": AskForm, "lift": LiftForm}
    form = form_of.get(what, SaidForm)(request.POST)
    if not form.is_valid():
        return _page(request, row, {what: form}, status=422)
    does: dict[str, Callable[[HttpRequest, CustomerRow, dict[str, Any]], str]] = {
        "said": _said, "stop": _stop, "ask": _ask, "lift": _lift,
    }  # fmt: skip
    try:
        done = does[what](request, row, form.cleaned_data)
    except Problem as problem:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, f"{problem.message_in(_)} {problem.fix_in(_)}".strip())
        return _page(request, row, {what: form}, status=422)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("customers:consent", args=[row.public_id]))


def _said(request: HttpRequest, row: CustomerRow, given: dict[str, Any]) -> str:
    fact = ConsentFact(
        row.id, given["channel"], given["topic"], given["state"], "staff", source="desk", evidence=given["evidence"]
    )
    write(service.record_consent, act_of(request), [fact])
    return _("Recorded. It holds from now on.")


def _stop(request: HttpRequest, row: CustomerRow, given: dict[str, Any]) -> str:
    write(
        service.suppress_address, act_of(request), given["channel"], _address(row, given["channel"]), given["reason"],
        given["note"],
    )  # fmt: skip
    return _("The address gets no marketing from now on.")


def _ask(request: HttpRequest, row: CustomerRow, given: dict[str, Any]) -> str:
    write(service.request_opt_in, act_of(request), row.id, given["topics"], method="staff", trust="staff",
          evidence=given["evidence"] or "desk")  # fmt: skip
    return _("A letter asks them to confirm. Until they do, nothing is sent.")


def _lift(request: HttpRequest, row: CustomerRow, given: dict[str, Any]) -> str:
    address = _address(row, given["channel"])
    write(service.lift_suppression, act_of(request), given["channel"], address, given["because"])
    return _("Mail may go there again, about what they said yes to.")


def _address(row: CustomerRow, channel: str) -> str:
    return row.email if channel == "email" else row.phone if channel in ("sms", "whatsapp") else ""


def _page(request: HttpRequest, row: CustomerRow, refused: dict[str, forms.Form], status: int = 200) -> HttpResponse:
    label = queries.labels_of({row.id: row}, contact=True)[row.id]
    said, stops = queries.ledger_of(row.id), queries.suppressions_of(row.id)
    open_stops = [one for one in stops if one.lifted_at is None]
    path = queries.preferences_path(row.id, "email", row.email, clock.now()) if row.email else ""
    context = {
        "heading": _("What %(name)s allows") % {"name": label},
        "finding": _finding(said, open_stops),
        "customer_url": reverse("customers:customer", args=[row.public_id]),
        "label": label,
        "reach": reach_table(row.id),
        "said": _said_table(said),
        "stops": _stops_table(stops) if stops else None,
        "said_form": refused.get("said") or SaidForm(initial={"state": "withdrawn", "topic": "*"}),
        "stop_form": refused.get("stop") or StopForm(),
        "ask_form": (refused.get("ask") or AskForm()) if row.email else None,
        "lift_form": (refused.get("lift") or LiftForm()) if open_stops else None,
        "own_page": absolute(request, path) if path else "",
    }
    return render(request, "customers/consent.html", context, status=status)


def _finding(said: list[ConsentRow], stops: list[SuppressionRow]) -> str:
    if stops:
        return _("Mail is stopped: %(reason)s.") % {"reason": REASONS.get(stops[0].reason, stops[0].reason)}
    if not said:
        return _("They never said anything: then the answer is no, except for what a buyer must get.")
    return _("Every yes and no is kept as it was said; the last fresh word of the person counts, and a no beats a yes.")


def _said_table(said: list[ConsentRow]) -> Table:
    words = queries.wordings_by_id([one.wording for one in said if one.wording])
    staff = {f"staff:{one.id}": one.name or one.email for one in list_staff()}
    columns = [
        Column("at", _("Said"), INSTANT),
        Column("what", _("What"), wide=True),
        Column("how", _("How, and which words they saw"), wide=True),
    ]
    rows = []
    for one in said:
        tone, icon = STATES[one.state]
        name = {"granted": _("Yes"), "pending": _("To be confirmed"), "withdrawn": _("No")}[one.state]
        seen = words.get(one.wording or 0)
        version = _("version %(number)s: “%(text)s”") % {"number": seen.version, "text": seen.text} if seen else ""
        source = from_source(one.source) if one.source else ""
        how = ", ".join(text for text in (one.evidence, staff.get(one.actor, ""), source, version) if text)
        badge = Badge(name, tone, icon)  # type: ignore[arg-type]
        about = Cell(topic_name(one.topic), note=str(CHANNELS.get(one.channel, one.channel)), badge=badge)
        rows.append(Row([one.occurred_at, about, Cell(str(METHODS.get(one.method, one.method)), note=how)]))
    empty = Empty(
        _("Nothing said yet"), _("Every yes and no will stand here, with who brought it and which words they saw.")
    )
    return Table("said", columns, rows, caption=_("What they said"), empty=empty)


def _stops_table(stops: list[SuppressionRow]) -> Table:
    columns = [
        Column("since", _("Since"), INSTANT),
        Column("address", _("Address")),
        Column("reason", _("Why"), wide=True),
        Column("lifted", _("Ended"), wide=True),
    ]
    rows = []
    for one in stops:
        ended = (
            Cell(show(one.lifted_at, INSTANT), note=str(METHODS.get(one.lifted_because, one.lifted_because)))
            if one.lifted_at
            else Cell("", badge=Badge(_("Holds"), "warning", "circle-x"))
        )
        reason = Cell(str(REASONS.get(one.reason, one.reason)), note=one.note)
        address = Cell(one.address, note=str(CHANNELS.get(one.channel, one.channel)))
        rows.append(Row([one.occurred_at, address, reason, ended]))
    return Table("stops", columns, rows, caption=_("Addresses that were stopped"))
