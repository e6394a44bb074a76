"""API keys: which programs may ask, for what and until when; making, replacing and revoking one."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from regulars.base.staff import keyring, keys
from regulars.base.staff.keyring import KeyRow
from regulars.base.staff.queries import list_staff
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge, Empty
from regulars.base.web.desk import act_of
from regulars.base.web.formats import COUNT, INSTANT, day, show
from regulars.edges.settings.forms.keys import KeyForm
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.views.activity import actor_words
from regulars.kit.errors import Refused

SEEN_BEFORE = "idempotency.key_reused"


@access("keys.manage", privacy="none")
def key_list(request: HttpRequest) -> HttpResponse:
    """Show every key, those that work first."""
    return _list(request)


@access("keys.manage", privacy="none")
def key_add(request: HttpRequest) -> HttpResponse:
    """Make a key and show it, this once."""
    start = {"once": secrets.token_urlsafe(16), "days": "365"}
    form = KeyForm(request.user, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given, key = form.cleaned_data, keys.new_key()
        seen: list[Refused] = []
        if attempt(form, lambda: _make(request, form, key, seen)) is not None:
            return _was_shown(request) if seen else _list(request, given["name"], key)
    context = {
        "heading": _("Make a key"),
        "finding": _("A key lets one program ask the API. It is shown once."),
        "form": form,
        "able": True,
        "label": _("Make the key"),
        "crumb_url": reverse("desk_settings:keys"),
        "crumb": _("API keys"),
    }
    return render(request, "settings/form.html", context, status=422 if form.errors else 200)


@access("keys.manage", privacy="none")
@require_POST
def key_rotate(request: HttpRequest, number: int) -> HttpResponse:
    """Make the successor of a key and show it; the old one goes on for a day."""
    key, old = keys.new_key(), keyring.key_by_id(number)
    if old is not None and not _may_hold(request, old):
        raise PermissionDenied("the key may do more than whoever asks for its successor")
    write(keyring.rotate_key, act_of(request), number, keys.digest(key), keys.hint(key))
    row = keyring.key_by_id(number)
    return _list(request, row.name if row else "", key)


@access("keys.manage", privacy="none")
@require_POST
def key_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Close a key at once."""
    write(keyring.revoke_key, act_of(request), number)
    messages.success(request, _("The key opens nothing any more."))
    return HttpResponseRedirect(reverse("desk_settings:keys"))


def _may_hold(request: HttpRequest, row: KeyRow) -> bool:
    """Whether somebody may do all that a key may: its successor is shown to them."""
    return all(may(request.user, one) for one in row.permissions)


def _make(request: HttpRequest, form: KeyForm, key: str, seen: list[Refused]) -> int:
    """Keep the key once for each form that was opened: a reload of the answer makes no second one."""
    act, given = act_of(request), form.cleaned_data
    kept = (given["name"], given["permissions"], keys.digest(key), keys.hint(key), form.expires_at(act.now))
    try:
        return write(keyring.create_key, act, *kept, key=f"api-key:{given['once']}")
    except Refused as problem:
        if problem.code != SEEN_BEFORE:
            raise
        seen.append(problem)
        return 0


def _was_shown(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("That key was made already and is not shown again. Lost it? Revoke it and make another."))
    return HttpResponseRedirect(reverse("desk_settings:keys"))


def _list(request: HttpRequest, name: str = "", key: str = "") -> HttpResponse:
    rows = sorted(keyring.list_keys(), key=lambda row: (not row.is_open, -row.id))
    names = {f"staff:{one.id}": one.name or one.email for one in list_staff()}
    opened = sum(row.is_open for row in rows)
    words = ngettext("%(count)s key works.", "%(count)s keys work.", opened)
    make = Action(_("Make a key"), reverse("desk_settings:key_add"), icon="plus", primary=True)
    empty = Empty(
        _("No program has a key"),
        _("A key lets one of your programs ask the API: it says who asks, and for what."),
        icon="lock",
        action=make,
    )
    context = {
        "heading": _("API keys"),
        "finding": words % {"count": show(opened, COUNT)} if rows else "",
        "action": make if rows else None,
        "keys": [_drawn(request, row, names) for row in rows],
        "empty": None if rows else empty,
        "made_for": name,
        "made": key,
    }
    return render(request, "settings/keys.html", context)


def _drawn(request: HttpRequest, row: KeyRow, names: dict[str, str]) -> dict[str, object]:
    if row.revoked_at is not None:
        state = Badge(_("Revoked"), "", "lock")
    elif row.is_open:
        state = Badge(_("Works"), "good", "circle-check")
    else:
        state = Badge(_("Expired"), "", "clock")
    return {
        "name": row.name,
        "hint": row.hint,
        "permissions": ", ".join(row.permissions),
        "state": state,
        "by": actor_words(row.created_by, names),
        "created": day(row.created_at) if row.created_at else "",
        "used": show(row.used_at, INSTANT) if row.used_at else _("never"),
        "until": show(row.expires_at, INSTANT) if row.expires_at else _("revoked"),
        "actions": _actions(request, row) if row.is_open else [],
    }


def _actions(request: HttpRequest, row: KeyRow) -> list[Action]:
    return [_rotate(row), _revoke(row)] if _may_hold(request, row) else [_revoke(row)]


def _rotate(row: KeyRow) -> Action:
    return Action(
        _("Replace"),
        reverse("desk_settings:key_rotate", args=[row.id]),
        icon="refresh-cw",
        post=True,
        confirm=_("A new key is made and shown once. This one goes on for a day, so that the program can change over."),
    )


def _revoke(row: KeyRow) -> Action:
    return Action(
        _("Revoke"),
        reverse("desk_settings:key_revoke", args=[row.id]),
        icon="lock",
        post=True,
        confirm=_("The program that holds this key is refused from now on. It cannot be opened again."),
        danger=True,
    )
