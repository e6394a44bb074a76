"""What every request passes first: an id, a line in the log, a count."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from itertools import count

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from regulars.base.settings import current
from regulars.edges.health.logs import request_id, route_of
from regulars.edges.health.metrics import count_request, requests_now
from regulars.kit import clock

log = logging.getLogger("regulars.request")
HEADER = "X-Request-Id"
QUIET = {"livez", "readyz", "metrics", "static"}

Handler = Callable[[HttpRequest], HttpResponseBase]


class RequestMiddleware:
    """Names, times, logs and counts each request. The id is ours: one from outside could carry anything."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._process, self._numbers = secrets.token_hex(4), count()  # asking the system each time costs a switch
        self._is_told = current().log_format == "json"  # on a terminal a line for each request is noise

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began, identity = clock.monotonic(), f"{self._process}{next(self._numbers):08x}"
        request.request_id = identity  # type: ignore[attr-defined]
        token = request_id.set(identity)
        requests_now.inc()
        try:
            response = self.get_response(request)
            seconds = clock.monotonic() - began
            route = route_of(request)
            count_request(route, request.method or "", response.status_code, seconds)
            level = logging.INFO if self._is_told and route not in QUIET else logging.DEBUG
            if log.isEnabledFor(level):
                about = {
                    "route": route,
                    "method": request.method,
                    "status": response.status_code,
                    "ms": round(seconds * 1000, 1),
                }
                log.log(level, "request", extra=about)
        finally:
            requests_now.dec()
            request_id.reset(token)
        response.headers[HEADER] = identity
        return response
