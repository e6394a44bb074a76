"""A person's own page: what may be written to them about, how often, a pause, and what they like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from regulars.base.state import write
from regulars.base.web.access import access
from regulars.domains.customers import queries, service
from regulars.domains.customers.forms.choices import Box, ChoicesForm, boxes_of, chosen_of
from regulars.domains.customers.portal.frame import act_for, closed, heed_signal, language_for, network_of, page
from regulars.domains.customers.queries import Door
from regulars.domains.customers.rules.consent import CHANNELS, masked
from regulars.domains.customers.types import CustomerRow
from regulars.kit.errors import LimitReached, NotFound, Problem


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public=True, privacy="pseudonymous", rate="60/minute")
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show a person's choices, and keep new ones. Names nobody: a forwarded link shows a masked address."""
    try:
        door = queries.open_door("preferences", token)
    except NotFound:
        return closed(request)
    if door.customer is None:
        return page(request, "customers/portal/gone.html", {})
    with translation.override(language_for(door.customer)):
        if not door.is_fresh:
            return _old(request, door)
        if request.method == "POST":
            return _save(request, door, token)
        return _page(request, door.customer, ChoicesForm.of(door.customer), done=request.GET.get("done", ""))


@csrf_exempt
@require_POST
@access(public=True, privacy="none", rate="6/hour")
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Have a new link sent to the person's own address; says the same whoever asks."""
    try:
        door = queries.open_door("preferences", token)
    except NotFound:
        return closed(request)
    with translation.override(language_for(door.customer)):
        if door.customer is not None:
            write(service.ask_for_link, act_for(door.customer), door.customer)
        return page(request, "customers/portal/sent.html", {})


def _save(request: HttpRequest, door: Door, token: str) -> HttpResponse:
    customer = door.customer
    assert customer is not None
    act, network = act_for(customer), network_of(request)
    heed_signal(request, customer)
    if request.POST.get("what") == "nothing":
        for channel in CHANNELS:
            write(service.withdraw, act, customer, channel, method="preferences", network=network, trust="public")
        return _done("left")
    form = ChoicesForm(request.POST)
    if not form.is_valid():
        return _page(request, customer, form, status=422)
    try:
        write(service.change_preferences, act, customer, form.changes())
    except Problem as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message_in(_))
        return _page(request, customer, form, status=422)
    facts = chosen_of(request.POST, customer, network)
    if facts:
        write(service.record_consent, act, facts, trust="system")
    return _done(
        "confirm" if _needs_confirming(customer, [one.topic for one in facts if one.state == "granted"]) else "1"
    )


def _needs_confirming(customer: int, topics: list[str]) -> bool:
    """Where a yes alone does not end what stops mail (a complaint, a bounce), a letter asks the mailbox itself."""
    stopped = [box for box in boxes_of(customer) if box.channel == "email" and box.topic in topics and box.is_stopped]
    if not stopped:
        return False
    try:
        write(service.request_opt_in, act_for(customer), customer, [box.topic for box in stopped], method="preferences",
              trust="system", evidence="preferences")  # fmt: skip
    except LimitReached:
        pass  # the letter of a moment ago does it
    except Problem:
        return False
    return True


def _page(request: HttpRequest, customer: int, form: ChoicesForm, status: int = 200, done: str = "") -> HttpResponse:
    row = queries.customer(customer, contact=True)
    by: dict[str, list[Box]] = {}
    for box in boxes_of(customer, request.POST if status != 200 else None):
        by.setdefault(box.channel, []).append(box)
    context = {
        "form": form,
        "groups": [
            {"channel": channel, "address": _masked(row, channel), "boxes": boxes} for channel, boxes in by.items()
        ],
        "done": done if done in ("1", "left", "confirm") else "",
        "has_birthday": queries.preference_of(customer).birthday_month is not None,
        "paused_until": queries.preference_of(customer).paused_until,
    }
    return page(request, "customers/portal/preferences.html", context, status=status)


def _old(request: HttpRequest, door: Door) -> HttpResponse:
    customer = door.customer
    assert customer is not None
    if request.method == "POST" and request.POST.get("what") == "nothing":
        for channel in CHANNELS:
            write(service.withdraw, act_for(customer), customer, channel, method="preferences",
                  network=network_of(request), trust="public")  # fmt: skip
        return page(request, "customers/portal/left.html", {"is_everything": True})
    return page(request, "customers/portal/old.html", {"path": request.path})


def _masked(row: CustomerRow, channel: str) -> str:
    address = row.email if channel == "email" else row.phone
    return masked(address) if address else ""


def _done(what: str) -> HttpResponse:
    answer = HttpResponseRedirect(f"?done={what}")
    answer.status_code = 303
    answer["Referrer-Policy"] = "no-referrer"
    return answer
