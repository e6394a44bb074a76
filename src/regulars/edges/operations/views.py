"""Settings > Go live: what has to be right before marketing reaches anybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from regulars.base import extends
from regulars.base.golive import Standing, keep_answers, look_at_all, reinstate, standing, waive
from regulars.base.staff.queries import list_staff
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge
from regulars.base.web.desk import act_of
from regulars.base.web.formats import relative
from regulars.kit import clock
from regulars.kit.errors import NotFound, Problem

BADGES = {
    "good": Badge(gettext_lazy("Right"), "good", "circle-check"),
    "warning": Badge(gettext_lazy("Look at it"), "warning", "circle-alert"),
    "bad": Badge(gettext_lazy("Not right"), "bad", "circle-x"),
    "waived": Badge(pgettext_lazy("check", "Waived"), "warning", "circle-alert"),
    "unknown": Badge(gettext_lazy("Not looked at yet"), "", "clock"),
}


@access("settings.read", privacy="none")
def golive_page(request: HttpRequest) -> HttpResponse:
    """Show every check with its fix, who waived what and why, and whether marketing is locked."""
    return _page(request)


@access("settings.read", privacy="none")
@require_POST
def golive_look(request: HttpRequest) -> HttpResponse:
    """Look at everything now."""
    write(keep_answers, act_of(request), look_at_all())
    messages.success(request, _("Looked at everything just now."))
    return HttpResponseRedirect(reverse("operations:golive"))


@access("settings.change", privacy="none")
@require_POST
def golive_waive(request: HttpRequest, key: str) -> HttpResponse:
    """Take the risk of one check, with a reason under one's own name."""
    _require(key)
    reason = request.POST.get("reason", "")
    try:
        write(waive, act_of(request), key, reason)
    except Problem as problem:
        return _page(request, {key: (reason, problem.message_in(_))}, status=422)
    messages.success(request, _("Waived. The reason stays on this page and in the log."))
    return HttpResponseRedirect(reverse("operations:golive"))


@access("settings.change", privacy="none")
@require_POST
def golive_reinstate(request: HttpRequest, key: str) -> HttpResponse:
    """Let a check count again."""
    _require(key)
    write(reinstate, act_of(request), key)
    messages.success(request, _("The check counts again."))
    return HttpResponseRedirect(reverse("operations:golive"))


def _require(key: str) -> None:
    if extends.golive.get(key) is None:
        raise NotFound("golive.unknown_check", _("There is no such check"))


def _page(request: HttpRequest, refused: dict[str, tuple[str, str]] | None = None, status: int = 200) -> HttpResponse:
    found = standing()
    names = {f"staff:{one.id}": one.name or one.email for one in list_staff()}
    able = may(request.user, "settings.change")
    looked = max((one.checked_at for one in found if one.checked_at), default=None)
    context = {
        "heading": _("Go live"),
        "finding": _finding([one for one in found if one.blocks]),
        "looked": relative(looked, clock.now()) if looked else "",
        "look": Action(_("Look now"), reverse("operations:golive_look"), "refresh-cw", primary=True, post=True),
        "able": able,
        "checks": [_drawn(one, names, (refused or {}).get(one.key, ("", "")), able) for one in found],
    }
    return render(request, "operations/golive.html", context, status=status)


def _finding(blocking: list[Standing]) -> str:
    if not blocking:
        return _("Everything is right or waived: marketing may reach people.")
    if not any(one.checked_at for one in blocking):
        return _("Marketing is locked: nothing was looked at yet.")
    count = len(blocking)
    words = ngettext(
        "Marketing is locked: %(count)s thing is not right yet.",
        "Marketing is locked: %(count)s things are not right yet.",
        count,
    )
    return words % {"count": count}


def _drawn(one: Standing, names: dict[str, str], refused: tuple[str, str], able: bool) -> dict[str, object]:
    reinstating = Action(_("Let it count again"), reverse("operations:golive_reinstate", args=[one.key]), post=True)
    return {
        "key": one.key,
        "title": one.title,
        "badge": BADGES[one.state],
        "found": one.found,
        "fix": one.fix,
        "url": reverse(one.url) if one.url and one.state != "good" else "",
        "waived_by": names.get(one.waived_by, one.waived_by),
        "because": one.waived_because,
        "reinstate": reinstating if able and one.waived_because else None,
        "waive_url": reverse("operations:golive_waive", args=[one.key]) if able and one.blocks else "",
        "reason": refused[0],
        "error": refused[1],
    }
