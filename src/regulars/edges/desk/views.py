"""The desk's first page, its one-page file, and what people do about its cards."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regulars.base.extends import Advice
from regulars.base.staff.queries import list_staff, staff_by_id
from regulars.base.staff.rules import allows
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Tab, Tabs
from regulars.base.web.csv import csv_address, csv_part
from regulars.base.web.desk import act_of, viewer_of
from regulars.base.web.waiting import patient
from regulars.domains.insights import queries, service
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.advice import AdviceOffer
from regulars.edges.desk.bar import bar
from regulars.edges.desk.brief import as_page, as_table
from regulars.edges.desk.brief.as_file import as_file
from regulars.edges.desk.brief.compose import compose, offer
from regulars.edges.desk.brief.sheet import Brief, ChangeSheet
from regulars.edges.desk.first import nothing_yet

ACT, SHARE = "advice.act", "reports.share"


@access(public=True, privacy="none")
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead whoever typed the bare address to the desk."""
    return redirect("desk:home")


@access("home.read", privacy="none")
@patient
def home(request: HttpRequest) -> HttpResponseBase:
    """The brief. `?against=year` draws the change on the year before; filters work as on every report."""
    filters = filters_of(request)
    brief = compose(filters)
    if not brief.facts.orders and not filters.permalink():
        return render(request, *nothing_yet(viewer_of(request)))
    sheet = _chosen(request, brief)
    chart = as_page.waterfall(brief, sheet, csv_address(request, f"change-{sheet.change.against}")) if sheet else None
    tables = as_table.group_tables(brief, sheet, csv_address(request, "")) if sheet else []
    if answer := csv_part(request, chart, *tables):
        return answer
    may_act = allows(viewer_of(request).role, ACT)
    staff = _assignees() if may_act else ()
    query = filters.permalink()
    context = {
        "heading": _("The brief, %(as_of)s") % {"as_of": brief.as_of},
        "finding": brief.lead,
        "brief": brief,
        "filters": bar(filters),
        "stats": as_page.stats(brief, linked=allows(viewer_of(request).role, "reports.read")),
        "chart": chart,
        "shown": sheet,
        "stairs": as_page.stairs(brief, chart) if chart else (),
        "claims": as_table.claims(brief, sheet) if sheet else None,
        "sentences": [text for text in brief.sentences if sheet is None or text != sheet.text],
        "against_tabs": _tabs(brief, sheet),
        "findings": as_page.finding_cards(brief.findings),
        "cards": [as_page.advice_card(card, may_act=may_act, assignees=staff) for card in brief.cards],
        "tables": tables,
        "may_act": may_act,
        "file_url": reverse("desk:brief_file") + (f"?{query}" if query else ""),
        "share_url": reverse("desk:links") + (f"?{query}" if query else "") if _may_share(request) else "",
    }
    return render(request, "desk/home.html", context)


@access("home.read", privacy="none")
@require_safe
def brief_file(request: HttpRequest) -> HttpResponse:
    """The brief as one file to keep or print."""
    brief = compose(filters_of(request))
    response = HttpResponse(as_file(brief), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="brief-{brief.facts.as_of.isoformat()}.html"'
    return response


@access(ACT, privacy="pseudonymous")
@require_POST
def advice_done(request: HttpRequest, key: str) -> HttpResponse:
    """Mark a list as done; the next brief says what became of it."""
    write(service.finish_advice, act_of(request), _offered(key))
    messages.success(request, _("Marked as done. The next briefs say what becomes of this list."))
    return redirect("desk:home")


@access(ACT, privacy="pseudonymous")
@require_POST
def advice_dismiss(request: HttpRequest, key: str) -> HttpResponse:
    """Put a card away for a while."""
    write(service.dismiss_advice, act_of(request), _offered(key))
    messages.success(request, _("Put away. It may come back in 90 days."))
    return redirect("desk:home")


@access(ACT, privacy="pseudonymous")
@require_POST
def advice_assign(request: HttpRequest, key: str) -> HttpResponse:
    """Give a list to somebody."""
    text = request.POST.get("assignee", "")
    person = staff_by_id(int(text)) if text.isdecimal() and len(text) < 19 else None
    if person is None or not person.is_active:
        raise Http404
    write(service.assign_advice, act_of(request), _offered(key), person.id)
    messages.success(request, _("%(name)s has it now.") % {"name": person.name or person.email})
    return redirect("desk:home")


@access(ACT, privacy="pseudonymous")
@require_POST
def advice_reopen(request: HttpRequest, advice: int) -> HttpResponse:
    """Take a decision about a list back."""
    write(service.reopen_advice, act_of(request), advice)
    messages.success(request, _("Taken back; the card may be shown again."))
    return redirect("desk:home")


def filters_of(request: HttpRequest) -> Filters:
    """The filters of the address. Refuses what cannot be read."""
    return Filters.parse({name: request.GET.getlist(name) for name in request.GET})


def _chosen(request: HttpRequest, brief: Brief) -> ChangeSheet | None:
    asked = request.GET.get("against", "")
    known = {sheet.change.against: sheet for sheet in brief.changes}
    return known.get(asked) or next(iter(brief.changes), None)


def _tabs(brief: Brief, shown: ChangeSheet | None) -> Tabs | None:
    if shown is None or len(brief.changes) < 2:
        return None
    query = brief.filters.permalink()
    tabs = []
    for sheet in brief.changes:
        address = f"?against={sheet.change.against}" + (f"&{query}" if query else "")
        label = _("On %(period)s") % {"period": sheet.compared}
        tabs.append(Tab(label, address, current=sheet is shown))
    return Tabs(tuple(tabs), label=_("Compare with"))


def _assignees() -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.name or one.email) for one in list_staff() if one.is_active)


def _may_share(request: HttpRequest) -> bool:
    return allows(viewer_of(request).role, SHARE)


def _offered(key: str) -> AdviceOffer:
    """The list under a card as it stands now. Not found when nothing advises it any more."""
    as_of = queries.last_day()
    found: Advice | None = offer(key, as_of)
    if found is None:
        raise Http404
    return AdviceOffer(found.key, as_of, found.customers, found.worth_minor, found.currency, found.base_rate)
