"""`GET /api/v1/audit/verify`: what the last verification came to."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from regulars.base.web.access import access
from regulars.edges.audit import queries
from regulars.edges.audit.telling import as_json_object
from regulars.kit.errors import NotFound


@access("audit.read", privacy="pseudonymous")
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Answer with the last run over all invariants; a worker makes one each day, and `regulars audit verify` at once.

    A GET changes nothing, so it counts nothing anew: `verified_at` says how old the answer is.
    """
    last = queries.last_verification()
    if last is None:
        raise NotFound(
            "audit.never", "Nothing was verified yet", fix="Run `regulars audit verify`, or wait for today's."
        )
    return HttpResponse(msgspec.json.encode(as_json_object(last)), "application/json")
