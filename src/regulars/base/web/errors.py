"""Pages for what went wrong: what happened, and what to do. They need no database and no session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from regulars.kit.errors import Problem


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return fault(request, 400, _("This request could not be read"), _("Go back and try once more."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
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


def problem(request: HttpRequest, caught: Problem) -> HttpResponse:
    """A refusal of ours as a page."""
    return fault(request, caught.status, caught.message_in(_), caught.fix_in(_))


def fault(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The error page."""
    return render(request, "web/error.html", {"status": status, "title": title, "text": text}, status=status)
