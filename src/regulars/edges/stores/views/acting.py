"""Connecting a store and starting work on it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regulars.base.settings import current
from regulars.base.state import Act, write
from regulars.base.web.access import access
from regulars.base.web.components import Action
from regulars.base.web.desk import act_of
from regulars.edges.settings.forms.saving import attempt
from regulars.edges.stores import queries
from regulars.edges.stores.connector import Missing, connectors
from regulars.edges.stores.forms import ConnectForm, name_of
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service import accounts, connecting, inbox
from regulars.edges.stores.service.authorizing import SCREENS, screen_address
from regulars.edges.stores.service.queueing import PULL, RECONCILE, ask_for
from regulars.kit.errors import Problem


@access("settings.change", privacy="none")
def connect(request: HttpRequest, provider: str) -> HttpResponse:
    """Ask for a store's address and keys, try them, and begin to read."""
    connector = connectors.get(provider)
    if connector is None:
        raise Http404
    form = ConnectForm(connector, request.POST or None)
    screen = ""
    if request.method == "POST" and "screen" in request.POST:
        screen = attempt(form, lambda: screen_address(act_of(request), provider, request.POST.get("address", ""))) or ""
    elif request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]

        def done() -> connecting.Connected:
            name = name_of(connector.address_of(address))
            return connecting.connect(act_of(request), provider, name, address, form.secrets())

        made = attempt(form, done)
        if made is not None:
            _remember(request, made.account, made.tested.missing)
            messages.success(request, _("Connected. Everything it has is coming in now."))
            return HttpResponseRedirect(reverse("stores:store", args=[made.account]))
    context = {
        "heading": _("Connect %(store)s") % {"store": connector.title},
        "finding": _("The keys are tried before anything is kept."),
        "form": form,
        "steps": connector.steps,
        "has_screen": provider in SCREENS and current().public_url.startswith("https://"),
        "screen": Action(_("Go to your store and allow it"), screen, icon="external-link", primary=True)
        if screen
        else None,
        "crumb_url": reverse("stores:stores"),
    }
    return render(request, "stores/connect.html", context, status=422 if form.errors and not screen else 200)


@access("settings.change", privacy="none")
@require_POST
def work(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Start one kind of work on a store."""
    if what not in WORKS:
        raise Http404
    row = queries.account(number)
    try:
        told = WORKS[what](request, act_of(request), row)
        messages.success(request, told)
    except Problem as problem:
        messages.error(request, f"{problem.message_in(_)} {problem.fix_in(_)}".strip())
    return HttpResponseRedirect(reverse("stores:store", args=[number]))


def _test(request: HttpRequest, act: Act, row: AccountRow) -> str:
    tested = connecting.test(act, row)
    _remember(request, row.id, tested.missing)
    if tested.missing:
        return _("It answers. Some rights are missing; see below.")
    return _("It answers, and every right is there.")


def _sync(request: HttpRequest, act: Act, row: AccountRow) -> str:
    write(ask_for, act, PULL, row.id, 1)
    return _("Started. You can leave this page.")


def _reconcile(request: HttpRequest, act: Act, row: AccountRow) -> str:
    write(ask_for, act, RECONCILE, row.id, 1)
    return _("Started. You can leave this page.")


def _announce(request: HttpRequest, act: Act, row: AccountRow) -> str:
    connecting.announce(act, row)
    return _("The store announces its changes from now on.")


def _ask(request: HttpRequest, act: Act, row: AccountRow) -> str:
    connecting.ask_instead(act, row)
    return _("The store is asked for its changes from now on.")


def _retry(request: HttpRequest, act: Act, row: AccountRow) -> str:
    write(inbox.try_again, act, row.id)
    return _("Started. You can leave this page.")


def _disconnect(request: HttpRequest, act: Act, row: AccountRow) -> str:
    write(accounts.disconnect, act, row.id)
    return _("Disconnected. Its keys are gone, what it brought stays.")


WORKS: dict[str, Callable[[HttpRequest, Act, AccountRow], str]] = {
    "test": _test,
    "sync": _sync,
    "reconcile": _reconcile,
    "announce": _announce,
    "ask": _ask,
    "retry": _retry,
    "disconnect": _disconnect,
}


def _remember(request: HttpRequest, account: int, missing: tuple[Missing, ...]) -> None:
    """Keep for the next page what the keys lack."""
    lacking = [{"scope": one.scope, "disables": str(one.disables)} for one in missing]
    request.session[f"store-missing-{account}"] = lacking
