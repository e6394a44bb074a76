"""What every request to a page passes: where it comes from, its language, and the closed door for views that declare
nothing. The headers of what goes out stand in `headers`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from regulars.base.staff.origin import client_address, is_trusted, prefix_of
from regulars.base.staff.presence import SEEN_EVERY, touch_session
from regulars.base.state import Act, write
from regulars.base.web import errors
from regulars.base.web.access import mark_of
from regulars.base.web.desk import shop_of
from regulars.kit import clock
from regulars.kit.errors import Problem

log = logging.getLogger("regulars.web")

LANGUAGE_COOKIE = "regulars_language"
PAGES = ("/desk/", "/my/", "/share/")
METHODS = ("GET", "HEAD", "POST")  # what pages are asked by

Handler = Callable[[HttpRequest], HttpResponseBase]


class ProxyMiddleware:
    """Whom a request comes from: what our own proxies say of it counts, and nothing that anybody else says.

    Afterwards `REMOTE_ADDR` is the client's address, and the forwarding headers are there only if a proxy of ours
    wrote them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given, trusted = request.META, settings.TRUSTED_PROXIES
        peer, forwarded = given.get("REMOTE_ADDR", ""), given.pop("HTTP_X_FORWARDED_FOR", "")
        if is_trusted(peer, trusted):
            given["REMOTE_ADDR"] = client_address(peer, forwarded, trusted)
        else:
            given.pop("HTTP_X_FORWARDED_PROTO", None)
        for name in ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED", "HTTP_X_REAL_IP"):
            given.pop(name, None)
        return self.get_response(request)


class SeenMiddleware:
    """Notes every few minutes that a session is in use, and from where."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            row = getattr(request.session, "row", None)
            now = clock.now()
            if row is not None and row.seen_at is not None and now - row.seen_at >= SEEN_EVERY:
                _touch(row.pk, prefix_of(request.META.get("REMOTE_ADDR", "")))
        return self.get_response(request)


def _touch(session: int, address: str) -> None:
    """A page can be read even while nothing can be written; then the session is seen next time."""
    try:
        write(touch_session, Act.by("system", "desk"), session, address)
    except Problem as problem:
        log.warning("session %s could not be marked as seen: %s", session, problem.code)


class LanguageMiddleware:
    """Language and clock of the page.

    The language is the person's own setting, else the cookie of the login page; else the browser's wish before
    sign-in, and the shop's language after it. On pages people read, instants are shown in the shop's time zone.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)), timezone.override(_zone(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE or settings.LANGUAGE_CODE)
        return response


class DefaultDenyMiddleware:
    """A view without a mark is not served, and the log says which one forgot it; a refusal of ours becomes a page.

    Nor is a page asked by a method that no page has: an OPTIONS must not run what a GET would.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if request.path.startswith(PAGES) and request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if mark_of(view) is not None:
            return None
        name = f"{getattr(view, '__module__', '?')}.{getattr(view, '__qualname__', repr(view))}"
        log.error("refused %s: the view %s declares no access", request.path, name)
        raise PermissionDenied(f"{name} declares no access")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return errors.problem(request, exception) if isinstance(exception, Problem) else None


def language_of(request: HttpRequest) -> str:
    """A supported language code, never raises."""
    known = dict(settings.LANGUAGES)
    wishes = [str(getattr(request.user, "language", "")), request.COOKIES.get(LANGUAGE_COOKIE, "")]
    for wish in wishes:
        if wish in known:
            return wish
    if not request.user.is_authenticated and "Accept-Language" in request.headers:
        return translation.get_language_from_request(request)
    found = shop_of(request) if request.path.startswith(PAGES) else None
    return found.language if found and found.language in known else settings.LANGUAGE_CODE


def _zone(request: HttpRequest) -> tzinfo | None:
    """The shop's zone on pages people read; elsewhere instants stay UTC and the shop is not looked up."""
    if not request.path.startswith(PAGES):
        return None
    found = shop_of(request)
    return found.tz if found else None
