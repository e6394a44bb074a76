"""`/livez` answers while the process runs; `/readyz` only while it can serve; `/metrics` counts for a collector."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override

from regulars.base.settings import current
from regulars.base.web.access import access, may
from regulars.edges.health.metrics import CONTENT_TYPE, exposition
from regulars.edges.health.readiness import readiness

LOOPBACK = {"127.0.0.1", "::1"}
BEARER = "Bearer "


@access(public=True, privacy="none")
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"live": True})


@access(public=True, privacy="none", rate="240/minute")
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether what requests need is fit to serve; 503 when not. Strangers hear what failed, never why."""
    with override("en"):
        answers = readiness.answers()
    failed = [one.name for one in answers if one.needed and not one.ok]
    told: dict[str, Any] = {"ready": not failed, "failed": failed}
    if may_see_details(request):
        told["checks"] = [
            {"name": one.name, "ok": one.ok, "warning": one.warning, "found": one.found, "fix": one.fix}
            for one in answers
        ]
    return JsonResponse(told, status=503 if failed else 200)


@access(public=True, privacy="none", rate="240/minute")
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer counters and gauges to whoever may see them; to everybody else there is no such page."""
    if not may_see_details(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def may_see_details(request: HttpRequest) -> bool:
    """Say whether the caller holds the token, is staff who may read jobs, or, before going public, is this machine.

    A proxy on this machine makes everybody look like this machine: with a public address only token and login count.
    """
    settings = current()
    given = request.headers.get("Authorization", "")
    if settings.metrics_token and given.startswith(BEARER):
        return constant_time_compare(given.removeprefix(BEARER), settings.metrics_token)
    if not settings.metrics_token and not settings.public_url and request.META.get("REMOTE_ADDR") in LOOPBACK:
        return True
    try:
        return may(getattr(request, "user", None), "jobs.read")
    except DatabaseError:  # the very thing that is being asked about
        return False
