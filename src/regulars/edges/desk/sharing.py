"""Links by which people without a login can read the brief, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from regulars.base.links.service import LinkRow, create_link, list_links, new_token, open_link, revoke_link
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Badge
from regulars.base.web.desk import absolute, act_of, viewer_of
from regulars.domains.insights.types import Filters
from regulars.edges.desk.brief.as_file import sheet_context
from regulars.edges.desk.brief.compose import compose
from regulars.edges.desk.brief.language import language_of
from regulars.edges.desk.forms import LinkForm
from regulars.edges.desk.views import filters_of
from regulars.kit import clock
from regulars.kit.errors import NotFound

PURPOSE = "brief"


@access("reports.share", privacy="none")
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """All links to the brief, and the form that makes one. A new link's address is shown this once."""
    filters, address = filters_of(request), ""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = _made(request, filters, form.cleaned_data["days"], form.cleaned_data["note"])
        form = LinkForm()
    context = {
        "heading": _("Share the brief"),
        "finding": _("Whoever has a link can read the brief until its last day: figures only, nobody's name."),
        "address": address,
        "form": form,
        "filtered": filters.permalink(),
        "links": [_shown(row) for row in list_links(PURPOSE)],
    }
    return render(request, "desk/links.html", context, status=422 if form.errors else 200)


@access("reports.share", privacy="none")
@require_POST
def revoke(request: HttpRequest, link: int) -> HttpResponse:
    """Close a link at once."""
    if link not in {row.id for row in list_links(PURPOSE)}:
        raise Http404
    write(revoke_link, act_of(request), link)
    messages.success(request, _("The link is closed."))
    return redirect("desk:links")


@access(public=True, privacy="none", rate="30/minute")
@require_safe
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


def _made(request: HttpRequest, filters: Filters, days: int, note: str) -> str:
    token = new_token()
    data = {"filters": filters.permalink(), "language": viewer_of(request).language}
    write(create_link, act_of(request), PURPOSE, token, data, timedelta(days=days), note)
    return absolute(request, reverse("desk:shared_brief", args=[token]))


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as the list shows it."""

    row: LinkRow
    title: str
    state: Badge
    is_open: bool


def _shown(row: LinkRow) -> ShownLink:
    is_open = row.revoked_at is None and row.expires_at is not None and row.expires_at > clock.now()
    if row.revoked_at is not None:
        state = Badge(_("closed"))
    else:
        state = Badge(_("open"), "good") if is_open else Badge(_("over"))
    return ShownLink(row, row.note or _("Without a note"), state, is_open)
