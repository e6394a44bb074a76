"""Links that were given out: what they open, until when, and closing them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from regulars.base.links.service import LinkRow, list_links, revoke_link
from regulars.base.staff.queries import list_staff
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge, Empty
from regulars.base.web.desk import act_of
from regulars.base.web.formats import COUNT, day, show
from regulars.edges.settings.service import PURPOSE
from regulars.edges.settings.views.activity import actor_words
from regulars.kit import clock
from regulars.kit.errors import NotFound

OPENS = {"brief": gettext_lazy("The brief"), PURPOSE: gettext_lazy("Setting a password")}


@access("reports.share", privacy="none")
def link_list(request: HttpRequest) -> HttpResponse:
    """Show the links that were given out, open ones first."""
    rows = sorted(_visible(request), key=lambda row: (not _is_open(row), -row.id))
    names = {f"staff:{one.id}": one.name or one.email for one in list_staff()}
    opened = sum(_is_open(row) for row in rows)
    words = ngettext("%(count)s link is open.", "%(count)s links are open.", opened)
    empty = Empty(
        _("No link was given out"),
        _("A link shows one report to whoever holds it, without a login and without personal data, until it expires."),
        icon="link",
    )
    context = {
        "heading": _("Links"),
        "finding": words % {"count": show(opened, COUNT)} if rows else "",
        "links": [_drawn(row, names) for row in rows],
        "empty": None if rows else empty,
    }
    return render(request, "settings/links.html", context)


@access("reports.share", privacy="none")
@require_POST
def link_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Close a link at once."""
    if number not in {row.id for row in _visible(request)}:
        raise NotFound("link.unknown", _("There is no such link"))
    write(revoke_link, act_of(request), number)
    messages.success(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(reverse("desk_settings:links"))


def _visible(request: HttpRequest) -> list[LinkRow]:
    """Links to passwords are for those who manage staff."""
    manages = may(request.user, "staff.manage")
    return [row for row in list_links() if manages or row.purpose != PURPOSE]


def _is_open(row: LinkRow) -> bool:
    return row.revoked_at is None and row.expires_at is not None and row.expires_at > clock.now()


def _drawn(row: LinkRow, names: dict[str, str]) -> dict[str, object]:
    if row.revoked_at is not None:
        state = Badge(_("Closed"), "", "lock")
    elif _is_open(row):
        state = Badge(_("Open"), "good", "circle-check")
    else:
        state = Badge(_("Expired"), "", "clock")
    close = Action(
        _("Close"),
        reverse("desk_settings:link_revoke", args=[row.id]),
        icon="lock",
        post=True,
        confirm=_("Whoever holds this link sees nothing any more. It cannot be opened again."),
        danger=True,
    )
    return {
        "opens": OPENS.get(row.purpose) or _("A report"),
        "note": row.note,
        "state": state,
        "by": actor_words(row.created_by, names),
        "created": day(row.created_at) if row.created_at else "",
        "until": day(row.expires_at) if row.expires_at else "",
        "close": close if _is_open(row) else None,
    }
