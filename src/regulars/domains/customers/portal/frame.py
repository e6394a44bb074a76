"""What the pages of customers share: their language, their act, headers that leak nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from regulars.base.shop.queries import shop
from regulars.base.state import Act, write
from regulars.base.web.access import access
from regulars.domains.customers import queries, service

SPOKEN = ("en", "de")


def act_for(customer: int | None) -> Act:
    """Return the act of a person on their own page."""
    return Act.by(f"customer:{customer}" if customer else "system", "portal")


def network_of(request: HttpRequest) -> str:
    """Return where a request comes from; only a keyed fingerprint of it is ever kept."""
    return str(request.META.get("REMOTE_ADDR", ""))


def language_for(customer: int | None) -> str:
    """Return the language a page speaks: the person's own, else what the browser asked for, else the shop's."""
    wish = translation.get_language() or ""
    found = queries.language_of(customer, wish)[:2] if customer else wish[:2]
    if found in SPOKEN:
        return found
    ours = shop().language[:2]
    return ours if ours in SPOKEN else SPOKEN[0]


def heed_signal(request: HttpRequest, customer: int | None) -> None:
    """Keep the browser's wish that nothing is shared, when the person presses something (Sec-GPC)."""
    if customer and request.headers.get("Sec-GPC") == "1":
        write(service.record_signal, act_for(customer), customer)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page of the portal; it is kept by nobody, found by no search engine, and its address goes nowhere."""
    answer = render(request, template, {"shop": shop().name, **context}, status=status)
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Content-Language"] = translation.get_language() or "en"
    return answer


def closed(request: HttpRequest) -> HttpResponse:
    """Say that a link opens nothing; unknown, cut and expired look the same."""
    return page(request, "customers/portal/closed.html", {}, status=404)


@require_safe
@access(public=True, privacy="none")
def gpc(request: HttpRequest) -> HttpResponse:
    """Say that we heed the Global Privacy Control."""
    return JsonResponse({"gpc": True, "lastUpdate": "2026-11-22"})
