"""Confirming an address: a page with one button, which only the mailbox's owner can open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from regulars.base.state import write
from regulars.base.web.access import access
from regulars.domains.customers import queries, service
from regulars.domains.customers.portal.frame import SPOKEN, act_for, closed, heed_signal, network_of, page
from regulars.domains.customers.rules.consent import masked
from regulars.kit import clock
from regulars.kit.errors import NotFound


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(public=True, privacy="pseudonymous", rate="60/minute")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be said yes to (GET), and say it (POST). The link of a letter works once."""
    try:
        opened = service.open_request(token)
        spoken = opened.language[:2] if opened.language[:2] in SPOKEN else translation.get_language() or "en"
        with translation.override(spoken):
            names = {one.key: one for one in queries.topics(archived=True)}
            context = {
                "topics": [names[one].name_in(spoken) if one in names else one for one in opened.topics],
                "address": masked(opened.address),
            }
            if request.method == "POST":
                act = act_for(opened.customer)
                write(service.confirm_opt_in, act, token, network_of(request))
                heed_signal(request, opened.customer)
                row = queries.customer(opened.customer, contact=True)
                path = queries.preferences_path(opened.customer, "email", opened.address, clock.now())
                context["own_page"] = path if row.email == opened.address else ""
                return page(request, "customers/portal/confirmed.html", context)
            template = "customers/portal/confirmed.html" if opened.is_confirmed else "customers/portal/confirm.html"
            return page(request, template, context)
    except NotFound:
        return closed(request)
