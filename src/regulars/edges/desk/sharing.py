"""Links by which people without a login can read the brief, until a day."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.base.links.service import LinkRow, create_link, list_links, new_token, open_link, revoke_link
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Action, Badge, Column, Empty, Row, Table
from regulars.base.web.desk import act_of, viewer_of
from regulars.base.web.formats import DATE
from regulars.domains.insights.types import Filters
from regulars.edges.desk.brief.as_file import sheet_context
from regulars.edges.desk.brief.compose import compose
from regulars.edges.desk.brief.language import language_of
from regulars.edges.desk.views import filters_of
from regulars.kit import clock
from regulars.kit.errors import NotFound, Refused

PURPOSE = "brief"
DAYS = (7, 30, 90, 365)


@require_http_methods(["GET", "HEAD", "POST"])
@access("reports.share", privacy="none")
def links(request: HttpRequest) -> HttpResponse:
    """All links to the brief, and the form that makes one. A new link's address is shown this once."""
    filters = filters_of(request)
    address = _made(request, filters) if request.method == "POST" else ""
    context = {
        "heading": _("Share the brief"),
        "finding": _("Whoever has a link can read the brief until its last day: figures only, nobody's name."),
        "address": address,
        "days": [(days, _days(days)) for days in DAYS],
        "filtered": filters.permalink(),
        "links": _table(list_links(PURPOSE)),
    }
    return render(request, "desk/links.html", context)


@require_POST
@access("reports.share", privacy="none")
def revoke(request: HttpRequest, link: int) -> HttpResponse:
    """Close a link at once."""
    if link not in {row.id for row in list_links(PURPOSE)}:
        raise Http404
    write(revoke_link, act_of(request), link)
    messages.success(request, _("The link is closed."))
    return redirect("desk:links")


@require_safe
@access(public=True, privacy="none", rate="30/minute")
def shared_brief(request: HttpRequest, token: str) -> HttpResponse:
    """The brief as a link opens it: as it stands today, in the language in which it was shared."""
    try:
        link = open_link(PURPOSE, token)
    except NotFound:
        raise Http404 from None
    filters = Filters.parse(parse_qs(str(link.data.get("filters", ""))))
    with translation.override(language_of(str(link.data.get("language", "")) or None)):
        brief = compose(filters)
        context = {
            "heading": f"{brief.shop}, {brief.as_of}",
            "finding": brief.lead,
            "until": link.expires_at,
            **sheet_context(brief),
        }
        response = render(request, "desk/brief_shared.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _made(request: HttpRequest, filters: Filters) -> str:
    token, note = new_token(), request.POST.get("note", "").strip()
    days = _asked_days(request.POST.get("days", ""))
    data = {"filters": filters.permalink(), "language": viewer_of(request).language}
    write(create_link, act_of(request), PURPOSE, token, data, timedelta(days=days), note)
    return request.build_absolute_uri(reverse("desk:shared_brief", args=[token]))


def _asked_days(text: str) -> int:
    if text not in {str(days) for days in DAYS}:
        raise Refused(
            "brief.link_days",
            _("A link cannot be open for “%(value)s” days."),
            field="days",
            value=text,
            fix=_("Choose one of: %(allowed)s."),
            params={"value": text, "allowed": ", ".join(str(days) for days in DAYS)},
        )
    return int(text)


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _table(rows: list[LinkRow]) -> Table:
    columns = (
        Column("note", _("For"), wide=True),
        Column("made", _("Made on"), DATE),
        Column("until", _("Until"), DATE),
        Column("state", _("State")),
        Column("close", _("Close")),
    )
    empty = Empty(_("No link yet"), _("Make one above; it can be closed at any time."), icon="link")
    lines = tuple(Row((row.note or "–", row.created_at, row.expires_at, _state(row), "")) for row in rows)
    tools = tuple(
        Action(_("Close “%(note)s”") % {"note": row.note or row.id}, reverse("desk:revoke", args=[row.id]), post=True)
        for row in rows
        if _is_open(row)
    )
    return Table("links", columns, lines, caption=_("Links"), empty=empty, tools=tools)


def _is_open(row: LinkRow) -> bool:
    return row.revoked_at is None and row.expires_at is not None and row.expires_at > clock.now()


def _state(row: LinkRow) -> Badge:
    if row.revoked_at is not None:
        return Badge(_("closed"))
    return Badge(_("open"), "good") if _is_open(row) else Badge(_("over"))
