"""`/livez` answers while the process runs; `/readyz` only while it can serve."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from regulars.base.web.access import access
from regulars.edges.health.checks import run_checks

NEEDED = {"home", "secret_key", "database", "migrations"}


@access(public=True, privacy="none")
def live(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"live": True})


@access(public=True, privacy="none", rate="120/minute")
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether database, migrations and home are fit to serve; 503 when not. Names what failed, never why."""
    failed = [check.name for check in run_checks() if check.name in NEEDED and not check.ok]
    return JsonResponse({"ready": not failed, "failed": failed}, status=503 if failed else 200)
