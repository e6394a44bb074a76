"""Who may log in, and what they may do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regulars.base.links.service import new_token, revoke_link
from regulars.base.staff import queries, service
from regulars.base.staff.queries import StaffRow
from regulars.base.staff.service import new_password
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Action, Badge, Cell, Column, Row, Table
from regulars.base.web.desk import absolute, act_of
from regulars.base.web.formats import DATE, INSTANT, day
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.forms.staff import ROLE_NAMES, InviteForm, MemberForm
from regulars.edges.settings.service import invite, offer_reset, open_links, open_or_close
from regulars.edges.settings.views.activity import actor_words
from regulars.edges.settings.views.sessions import session_table
from regulars.kit.errors import Problem, Refused
from regulars.kit.text import gettext_noop

SHOWN_ONCE = "settings.link"


@access("staff.manage", privacy="personal")
def staff_list(request: HttpRequest) -> HttpResponse:
    """Show everybody who may log in, and once the link that was just made for one of them."""
    columns = [
        Column("name", _("Name")),
        Column("role", _("Role")),
        Column("state", _("State")),
        Column("factor", _("Second factor")),
        Column("last", _("Last here"), INSTANT),
        Column("since", _("Since"), DATE),
        Column("language", _("Language"), hidden=True),
    ]
    rows = [_row(one, request) for one in queries.list_staff()]
    active = sum(one.is_active for one in queries.list_staff())
    context = {
        "heading": _("Staff"),
        "finding": _("%(count)s people may log in.") % {"count": active}
        if active != 1
        else _("One person may log in."),
        "action": Action(_("Add somebody"), reverse("desk_settings:staff_add"), icon="user-plus", primary=True),
        "table": Table("staff", columns, rows, caption=_("Staff"), choose_columns=True),
        "shown_once": request.session.pop(SHOWN_ONCE, None),
        "invited": _invited(),
    }
    return render(request, "settings/staff.html", context)


def _invited() -> list[dict[str, object]]:
    """Return the open links by which somebody sets a password."""
    names = {f"staff:{one.id}": one.name or one.email for one in queries.list_staff()}
    return [
        {
            "note": row.note,
            "by": actor_words(row.created_by, names),
            "created": day(row.created_at) if row.created_at else "",
            "until": day(row.expires_at) if row.expires_at else "",
            "close": Action(
                _("Close"),
                reverse("desk_settings:staff_link_close", args=[row.id]),
                icon="lock",
                post=True,
                danger=True,
            ),
        }
        for row in open_links()
    ]


def _factor(one: StaffRow) -> Badge | str:
    return Badge(_("On"), "good", "lock") if one.has_second_factor else _("off")


def _row(one: StaffRow, request: HttpRequest) -> Row:
    state = Badge(_("May log in"), "good", "circle-check") if one.is_active else Badge(_("Closed"), "", "lock")
    you = Badge(_("you"), "accent") if one.id == request.user.pk else None
    languages = {code: str(name) for code, name in settings.LANGUAGES}
    return Row(
        [
            Cell(one.name or one.email, badge=you, note=one.email if one.name else ""),
            str(ROLE_NAMES[one.role]),
            state,
            _factor(one),
            one.last_login,
            one.created_at,
            languages.get(one.language, one.language),
        ],
        url=reverse("desk_settings:staff_member", args=[one.id]),
    )


@access("staff.manage", privacy="personal")
def staff_add(request: HttpRequest) -> HttpResponse:
    """Add somebody; they choose their password by a link that is shown once."""
    start = {"role": "marketer", "language": settings.LANGUAGE_CODE}
    form = InviteForm(request.POST) if request.method == "POST" else InviteForm(initial=start)
    if request.method == "POST" and form.is_valid():
        token = new_token()
        given = form.cleaned_data
        email = given["email"].strip().lower()
        made = attempt(
            form,
            lambda: write(
                invite, act_of(request), email, given["role"], given["name"], given["language"], new_password(), token
            ),
        )
        if made is not None:
            _show_once(request, token, given["name"] or email)
            return HttpResponseRedirect(reverse("desk_settings:staff"))
    context = {
        "heading": _("Add somebody"),
        "finding": _("They choose their own password by a link that you give them."),
        "form": form,
        "able": True,
        "label": _("Add and make the link"),
        "crumb_url": reverse("desk_settings:staff"),
        "crumb": _("Staff"),
    }
    return render(request, "settings/form.html", context, status=422 if form.errors else 200)


@access("staff.manage", privacy="personal")
def staff_member(request: HttpRequest, number: int) -> HttpResponse:
    """Show one member of staff and change name, role and language."""
    one = _member(number)
    form = MemberForm(request.POST or None, initial={"name": one.name, "role": one.role, "language": one.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def change() -> bool:
            write(service.change_staff, act_of(request), number, **given)
            return True

        if attempt(form, change):
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("desk_settings:staff"))
    end_url = reverse("desk_settings:staff_sessions_end", args=[number])
    context: dict[str, Any] = {
        "heading": one.name or one.email,
        "finding": f"{one.email} · {ROLE_NAMES[one.role]}",
        "form": form,
        "able": True,
        "crumb_url": reverse("desk_settings:staff"),
        "crumb": _("Staff"),
        "actions": _actions(one),
        "sessions": session_table(request, number, "staff"),
        "end_all": Action(_("End all of them"), end_url, icon="log-out", post=True, danger=True),
    }
    return render(request, "settings/member.html", context, status=422 if form.errors else 200)


def _actions(one: StaffRow) -> list[dict[str, object]]:
    reset_url, state_url = (reverse(f"desk_settings:staff_{name}", args=[one.id]) for name in ("reset", "state"))
    reset = Action(_("Make a password link"), reset_url, icon="link", post=True)
    close = Action(
        _("Close this login"),
        state_url,
        icon="lock",
        post=True,
        danger=True,
        confirm=_("%(name)s is logged out and cannot log in any more. You can open the login again at any time.")
        % {"name": one.name or one.email},
        fields=(("is_active", "0"),),
    )
    opened = Action(
        _("Open this login again"),
        state_url,
        icon="circle-check",
        post=True,
        fields=(("is_active", "1"),),
    )
    drop = Action(
        _("Take it away"),
        reverse("desk_settings:staff_factor_drop", args=[one.id]),
        icon="lock",
        post=True,
        danger=True,
        confirm=_("%(name)s is logged out everywhere and logs in with the password alone. Be sure who is asking.")
        % {"name": one.name or one.email},
    )
    lost = {
        "title": _("Second factor"),
        "text": _("For the day their phone and their recovery codes are lost."),
        "action": drop,
    }
    return [
        *([lost] if one.has_second_factor else []),
        {
            "title": _("Password"),
            "text": _(
                "A link by which they choose a new one. It works once, for two days; until then the present one stays."
            ),
            "action": reset,
        },
        {
            "title": _("Login"),
            "text": _("Everything they did stays in the log under their name."),
            "action": close if one.is_active else opened,
        },
    ]


@access("staff.manage", privacy="personal")
@require_POST
def staff_reset(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link by which somebody sets a new password, and show it once."""
    one = _member(number)
    token = new_token()
    write(offer_reset, act_of(request), one.id, one.email, token)
    _show_once(request, token, one.name or one.email)
    return HttpResponseRedirect(reverse("desk_settings:staff"))


@access("staff.manage", privacy="personal")
@require_POST
def staff_state(request: HttpRequest, number: int) -> HttpResponse:
    """Close somebody's login, or open it again."""
    one = _member(number)
    wish = request.POST.get("is_active", "")
    if wish not in {"0", "1"}:
        raise Refused(
            "staff.state_unclear",
            gettext_noop("The form has to say in is_active whether the login is open (1) or closed (0)"),
            field="is_active",
            value=wish,
        )
    try:
        write(open_or_close, act_of(request), one.id, wish == "1")
    except Problem as problem:
        messages.error(request, f"{problem.message_in(_)}. {problem.fix_in(_)}")
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("desk_settings:staff"))


@access("staff.manage", privacy="personal")
@require_POST
def staff_link_close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a link by which somebody could set a password."""
    if number not in {row.id for row in open_links()}:
        raise Http404
    write(revoke_link, act_of(request), number)
    messages.success(request, _("The link opens nothing any more."))
    return HttpResponseRedirect(reverse("desk_settings:staff"))


def _member(number: int) -> StaffRow:
    one = queries.staff_by_id(number)
    if one is None:
        raise Http404
    return one


def _show_once(request: HttpRequest, token: str, name: str) -> None:
    """Keep the link for the next page only: the database knows its hash alone."""
    address = absolute(request, reverse("desk_settings:password", args=[token]))
    request.session[SHOWN_ONCE] = {"address": address, "name": name}
