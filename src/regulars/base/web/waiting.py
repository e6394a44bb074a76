"""Pages whose figures take a while: drawn at once with a sign of progress, and again when the figures are there.

    @access("reports.read", privacy="none")
    @patient
    def cohorts(request): ...

Only where the lake is large and nobody has drawn this address over the present snapshot yet. The page in between asks
for itself once more, which counts the figures; what it is answered tells the browser to load the page, from memory now.
Whoever has no JavaScript follows a link that does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from regulars.base import lake
from regulars.base.web.formats import COUNT, show

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

LARGE_ROWS = 2_000_000  # below, any page is drawn within a second or two
COUNTING = "counting"  # the parameter of the address that counts and does not ask for patience


def patient(view: View) -> View:
    """Let a page say that its figures are being counted instead of letting a reader look at nothing."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "GET" or "csv" in request.GET or lake.rows_held() < LARGE_ROWS:
            return view(request, *args, **kwargs)
        query = request.GET.copy()
        is_counting = query.pop(COUNTING, None) is not None
        address = ("page", request.path, tuple(sorted((name, tuple(values)) for name, values in query.lists())))
        if not is_counting and not lake.is_noted(address) and (query or lake.is_due()):
            return _in_between(request)
        answer = view(request, *args, **kwargs)
        if answer.status_code == HttpResponse.status_code:
            lake.note(address)
            if is_counting and request.headers.get("HX-Request") == "true":
                return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return answer

    return cast(View, drawn)


def _in_between(request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    query[COUNTING] = "1"
    context = {
        "heading": _("One moment"),
        "finding": _("The figures are being counted over %(rows)s rows; the page appears as soon as they are there.")
        % {"rows": show(lake.rows_held(), COUNT)},
        "counting_url": f"{request.path}?{query.urlencode()}",
    }
    response = render(request, "web/waiting.html", context)
    response["Cache-Control"] = "no-store"
    return response
