"""Where somebody is logged in, and ending it: for oneself, and by an owner for others."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from regulars.base.staff.presence import end_session, end_sessions, list_sessions
from regulars.base.staff.queries import staff_by_id
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Action, Badge
from regulars.base.web.desk import act_of
from regulars.base.web.entering import own_session
from regulars.base.web.formats import INSTANT, show


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as the table shows it."""

    device: str
    address: str
    opened: str
    seen: str
    here: Badge | None
    end: Action | None


def _device(stored: str) -> str:
    """A browser on a system, in the reader's language; the names themselves are the same in every language."""
    browser, on, system = stored.partition(" on ")
    if not on:
        return stored or _("Unknown browser")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def session_table(request: HttpRequest, staff: int, whose: str) -> list[ShownSession]:
    """Return a member's sessions; `whose` is "account" for one's own and "staff" for an owner's look at others."""
    mine, shown = own_session(request), []
    for row in list_sessions(staff):
        here = row.id == mine
        address = (
            reverse("desk_settings:session_end", args=[row.id])
            if whose == "account"
            else reverse("desk_settings:staff_session_end", args=[staff, row.id])
        )
        shown.append(
            ShownSession(
                _device(row.device),
                row.address or _("unknown"),
                str(show(row.opened_at, INSTANT)),
                str(show(row.seen_at, INSTANT)),
                Badge(_("this one"), "accent") if here else None,
                None if here else Action(_("End"), address, icon="log-out", post=True),
            )
        )
    return shown


@access("account.own", privacy="none")
@require_POST
def session_end(request: HttpRequest, session: int) -> HttpResponse:
    """End one of one's own sessions."""
    write(end_session, act_of(request), int(request.user.pk or 0), session)
    messages.success(request, _("The session has ended."))
    return HttpResponseRedirect(reverse("desk_settings:account"))


@access("account.own", privacy="none")
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    count = write(end_sessions, act_of(request), int(request.user.pk or 0), "asked", own_session(request))
    _tell(request, count)
    return HttpResponseRedirect(reverse("desk_settings:account"))


@access("staff.manage", privacy="personal")
@require_POST
def staff_session_end(request: HttpRequest, number: int, session: int) -> HttpResponse:
    """End one session of somebody else."""
    write(end_session, act_of(request), number, session)
    messages.success(request, _("The session has ended."))
    return HttpResponseRedirect(reverse("desk_settings:staff_member", args=[number]))


@access("staff.manage", privacy="personal")
@require_POST
def staff_sessions_end(request: HttpRequest, number: int) -> HttpResponse:
    """End every session of somebody; the one that this request belongs to goes on."""
    if staff_by_id(number) is None:
        raise Http404
    _tell(request, write(end_sessions, act_of(request), number, "asked", own_session(request)))
    return HttpResponseRedirect(reverse("desk_settings:staff_member", args=[number]))


def _tell(request: HttpRequest, count: int) -> None:
    words = ngettext("%(count)s session has ended.", "%(count)s sessions have ended.", count)
    messages.success(request, words % {"count": count} if count else _("There was no other session."))
