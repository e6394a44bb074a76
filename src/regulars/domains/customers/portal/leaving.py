"""The way out: one press, or one POST by the reader's mail program (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regulars.base.state import write
from regulars.base.web.access import access
from regulars.domains.customers import queries, service
from regulars.domains.customers.portal.frame import act_for, closed, heed_signal, language_for, network_of, page
from regulars.domains.customers.queries import Door
from regulars.domains.customers.rules.consent import EVERYTHING, masked
from regulars.kit import clock
from regulars.kit.errors import NotFound

ONE_CLICK = "List-Unsubscribe"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public=True, privacy="pseudonymous")
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once (GET), and stop (POST). Works for as long as a letter may lie in somebody's mailbox."""
    try:
        door = queries.open_door("unsubscribe", token)
    except NotFound:
        return closed(request)
    with translation.override(language_for(door.customer)):
        if request.method != "POST":
            return page(request, "customers/portal/leave.html", _context(door))
        everything = request.POST.get("what") == "everything" or not door.topic
        topic = EVERYTHING if everything else door.topic
        is_program = ONE_CLICK in request.POST
        method = "one_click" if is_program else "preferences"
        act = act_for(door.customer)
        write(service.leave, act, door.customer, door.channel, topic, door.proof, method, network_of(request))
        if is_program:
            return HttpResponse("OK\n", content_type="text/plain; charset=utf-8")
        heed_signal(request, door.customer)
        return page(request, "customers/portal/left.html", {**_context(door), "is_everything": everything})


def _context(door: Door) -> dict[str, object]:
    spoken = translation.get_language() or "en"
    topic = next((one for one in queries.topics(archived=True) if one.key == door.topic), None)
    context: dict[str, object] = {"topic": topic.name_in(spoken) if topic else "", "channel": door.channel}
    if door.customer is not None:
        row = queries.customer(door.customer, contact=True)
        address = row.email if door.channel == "email" else row.phone
        context["address"] = masked(address) if address else ""
        if door.is_fresh and row.email:
            context["own_page"] = queries.preferences_path(door.customer, "email", row.email, clock.now())
    return context
