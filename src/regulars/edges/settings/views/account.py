"""What everybody sets for themselves."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.staff import service
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Action
from regulars.base.web.desk import act_of
from regulars.base.web.entering import own_session
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.settings.forms.staff import ROLE_NAMES, ROLE_WORDS, AccountForm, ChangePasswordForm
from regulars.edges.settings.service import change_own_password
from regulars.edges.settings.views.factor import factor_work
from regulars.edges.settings.views.sessions import session_table


@access("account.own", privacy="none")
def account_page(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, language and password."""
    user = cast(Any, request.user)
    own = {"name": user.name, "language": user.language or request.LANGUAGE_CODE}
    account, password = AccountForm(initial=own), ChangePasswordForm(user)
    if request.method == "POST" and request.POST.get("what") == "password":
        password = ChangePasswordForm(user, request.POST)
        if password.is_valid() and _change_password(request, password):
            return _done(request)
    elif request.method == "POST":
        account = AccountForm(request.POST, initial=own)
        if account.is_valid() and _change_account(request, account):
            return _done(request)
    wrong = bool(account.errors or password.errors)
    context = {
        "heading": _("My account"),
        "finding": f"{user.email} · {ROLE_NAMES[user.role]}: {ROLE_WORDS[user.role]}",
        "account": account,
        "password": password,
        "works": [factor_work(user)],
        "sessions": session_table(request, user.pk, "account"),
        "end_others": Action(
            _("End all others"), reverse("desk_settings:sessions_end"), icon="log-out", post=True, danger=True
        ),
    }
    return render(request, "settings/account.html", context, status=422 if wrong else 200)


def _change_account(request: HttpRequest, form: AccountForm) -> bool:
    def change() -> bool:
        write(service.change_staff, act_of(request), int(request.user.pk or 0), **form.cleaned_data)
        return True

    return bool(attempt(form, change))


def _change_password(request: HttpRequest, form: ChangePasswordForm) -> bool:
    user = cast(Any, request.user)

    def change() -> bool:
        write(change_own_password, act_of(request), user.pk, form.cleaned_data["password"], own_session(request))
        return True

    if not attempt(form, change):
        return False
    user.refresh_from_db()
    update_session_auth_hash(request, user)  # this session goes on under a new key, all others have ended
    return True


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("desk_settings:account"))
