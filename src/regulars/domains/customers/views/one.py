"""The page of one customer: who they are, and what every domain knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.activity import ActivityRow, timeline
from regulars.base.saying import say_all
from regulars.base.shop.queries import shop
from regulars.base.web.access import access, may
from regulars.base.web.components import Badge, Event, Timeline
from regulars.base.web.desk import is_partial, viewer_of
from regulars.domains.customers import queries
from regulars.domains.customers.types import CustomerRow
from regulars.kit.paging import decode_cursor, encode_cursor

EVENTS_ON_A_PAGE = 12
FACTS_READ = 300


@access("customers.read", privacy="personal")
def customer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one customer; a merged one leads on to who they are now."""
    contact = may(request.user, "customers.contact")
    row = queries.customer(shop().number("cus", public_id), contact=contact)
    if row.public_id != public_id:
        return HttpResponseRedirect(reverse("customers:customer", args=[row.public_id]))
    viewer = viewer_of(request)
    drawn = [
        (panel, content)
        for panel in extends.panels
        if may(request.user, panel.permission) and (content := panel.draw(row.id, viewer)) is not None
    ]
    context = {
        "heading": queries.labels_of({row.id: row}, contact=contact)[row.id],
        "row": row,
        "badges": _badges(row),
        "findings": [content.finding for _panel, content in drawn if content.finding],
        "head": _placed(drawn, "head"),
        "main": _placed(drawn, "main"),
        "aside": _placed(drawn, "aside"),
        "timeline": _timeline(request, row),
    }
    return render(request, "customers/customer.html", context)


@access("customers.read", privacy="personal")
def customer_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what happened before a row of the timeline: a part for the page, a page of its own without scripts."""
    contact = may(request.user, "customers.contact")
    row = queries.customer(shop().number("cus", public_id), contact=contact)
    context = {
        "heading": queries.labels_of({row.id: row}, contact=contact)[row.id],
        "row": row,
        "timeline": _timeline(request, row),
    }
    template = "customers/timeline_part.html" if is_partial(request) else "customers/timeline.html"
    return render(request, template, context)


def _placed(drawn: list[tuple[extends.Panel, extends.PanelContent]], place: str) -> list[dict[str, Any]]:
    return [
        {"key": panel.key, "title": panel.title, "template": content.template, "context": content.context}
        for panel, content in drawn
        if content.place == place
    ]


def _badges(row: CustomerRow) -> list[Badge]:
    shared = Badge(_("Shared address: orders are not counted as one person's"), "note", "users")
    relay = Badge(_("Relay address of a marketplace"), "note", "mail")
    return [shared] * row.is_shared + [relay] * row.is_relay


def _timeline(request: HttpRequest, row: CustomerRow) -> Timeline:
    """Draw the newest facts; the same sentence several times in a row on one day is said once, with how often."""
    facts = timeline(queries.ids_of(row.id), limit=FACTS_READ + 1, before=_cursor(request, row))
    runs: list[_Run] = []
    seen = 0
    for fact, said in zip(facts, say_all(facts, viewer_of(request)), strict=True):
        same = bool(runs) and runs[-1].said == said and runs[-1].fact.occurred_at.date() == fact.occurred_at.date()
        if seen == FACTS_READ or (len(runs) == EVENTS_ON_A_PAGE and not same):
            break
        seen += 1
        if same:
            runs[-1].times += 1
        elif said is not None:
            runs.append(_Run(fact, said))
    more = ""
    if seen < len(facts):
        last = facts[seen - 1]
        cursor = encode_cursor(_scope(row), (last.occurred_at.isoformat(), last.id))
        more = f"{reverse('customers:timeline', args=[row.public_id])}?before={cursor}"
    return Timeline([run.event() for run in runs], more_url=more)


@dataclass(slots=True)
class _Run:
    """One sentence, and how often it was said in a row."""

    fact: ActivityRow
    said: extends.Said
    times: int = 1

    def event(self) -> Event:
        said = self.said
        title = said.title
        if self.times > 1:
            title = _("%(title)s (%(times)s times)") % {"title": title, "times": self.times}
        return Event(self.fact.occurred_at, title, said.detail, said.icon, said.url, said.tone)  # type: ignore[arg-type]


def _cursor(request: HttpRequest, row: CustomerRow) -> tuple[datetime, int] | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    occurred_at, position = decode_cursor(text, _scope(row), (str, int))
    return datetime.fromisoformat(str(occurred_at)), int(position or 0)


def _scope(row: CustomerRow) -> str:
    return f"timeline:{row.public_id}"
