"""What went wrong, and what to do: a page for people, a problem document (RFC 9457) where programs ask.

They need no database and no session.
"""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from regulars.kit.errors import PROBLEM_TYPE, Problem

FOR_PROGRAMS = ("/api/", "/hooks/", "/t/")
CODES = {
    400: "http.unreadable",
    401: "http.login_needed",
    403: "http.not_permitted",
    404: "http.not_found",
    405: "http.method_not_allowed",
    429: "http.too_fast",
    500: "http.broken",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return fault(request, 400, _("This request could not be read"), _("Go back and try once more."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if is_for_programs(request):
        text = _("This key does not hold the permission that is needed. Make another one under Settings > API keys.")
        return fault(request, 403, _("This key may not do that"), text)
    text = _("Your role does not open this page. The owner of the shop can change roles under Settings.")
    return fault(request, 403, _("This page is not open to you"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    text = _("Nothing lives at this address. It may have been removed, or the link is incomplete.")
    return fault(request, 404, _("There is no such page"), text)


def broken(request: HttpRequest) -> HttpResponse:
    text = _("Something on our side failed, and the error was written to the log. Nothing you entered was half saved.")
    return fault(request, 500, _("This page broke"), text)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that outlived its session."""
    text = _("The form was open for too long, or cookies are turned off. Go back, reload the page and send it again.")
    return fault(request, 403, _("This form has expired"), text)


def too_fast(request: HttpRequest) -> HttpResponse:
    return fault(request, 429, _("Too many tries"), _("Wait a minute, then try again."))


def not_allowed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Another method is asked for here; `Allow` says which."""
    text = _("Use one of: %(methods)s.") % {"methods": answer["Allow"]}
    told = fault(request, 405, _("This address is not asked that way"), text)
    told["Allow"] = answer["Allow"]
    return told


def login_needed(request: HttpRequest) -> HttpResponse:
    """A program without a key, or with one that opens nothing (RFC 6750, section 3)."""
    text = _("Send a valid API key: “Authorization: Bearer rk_live_…”. Keys are made under Settings > API keys.")
    answer = fault(request, 401, _("This needs an API key"), text)
    sent = 'error="invalid_token"' if "Authorization" in request.headers else ""
    answer["WWW-Authenticate"] = ", ".join(filter(None, ('Bearer realm="regulars"', sent)))
    return answer


def problem(request: HttpRequest, caught: Problem) -> HttpResponse:
    """A refusal of ours: a page, or its problem document."""
    if is_for_programs(request):
        answer = _document(caught.status, caught.as_problem(_))
    else:
        answer = fault(request, caught.status, caught.message_in(_), caught.fix_in(_))
    if caught.retry_after_seconds is not None:
        answer["Retry-After"] = str(caught.retry_after_seconds)
    return answer


def is_for_programs(request: HttpRequest) -> bool:
    """Whether an address is one that programs ask, not people."""
    return request.path.startswith(FOR_PROGRAMS)


def fault(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The error page, or a document with the same words."""
    if is_for_programs(request):
        code = CODES.get(status, "http.refused")
        members = {"type": PROBLEM_TYPE + code, "title": title, "status": status, "code": code, "fix": text}
        return _document(status, members)
    return render(request, "web/error.html", {"status": status, "title": title, "text": text}, status=status)


def _document(status: int, members: dict[str, object]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(members), "application/problem+json", status)
