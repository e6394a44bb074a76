"""The short way of programs: `/api/`, `/hooks/` and `/t/` pass no session, no cookie, no form token, no page.

A program says who it is by an API key (RFC 6750, `Authorization: Bearer rk_live_...`), so nothing that a browser sends
by itself ever counts here: no other site can make it act. What pages need costs a request three times what its own
work does; here it is left out, not skipped by luck.
"""

from __future__ import annotations

import logging

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import get_resolver

from regulars.base.staff.keyring import KeyHolder, holder_of, touch_key
from regulars.base.state import Act, write
from regulars.base.web import errors
from regulars.base.web.access import mark_of
from regulars.base.web.headers import OTHER_POLICY
from regulars.base.web.middleware import Handler
from regulars.kit.errors import Problem

log = logging.getLogger("regulars.web")
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": OTHER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOBODY = AnonymousUser()
SCHEME = "bearer "


class ProgramsMiddleware:
    """Answers what programs ask, and hands everything else on to what pages need."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not errors.is_for_programs(request):
            return self.get_response(request)
        answer = self._answered(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._asked(request)
        except Exception as error:  # a refusal gets the headers as well
            return response_for_exception(request, error)

    def _asked(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()  # programs are known here by no other name than pages are
        found = get_resolver().resolve(request.path_info)
        request.resolver_match = found
        mark = mark_of(found.func)
        if mark is None:
            log.error("refused %s: its view declares no access", request.path)
            raise PermissionDenied("the view declares no access")
        request.user = NOBODY if mark.public else _holder(request)  # type: ignore[assignment]
        try:
            answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        except Problem as problem:
            return errors.problem(request, problem)
        if isinstance(answer, HttpResponseNotAllowed):
            return errors.not_allowed(request, answer)
        return answer


def act_of(request: HttpRequest, *, backfill: bool = False) -> Act:
    """The act of the program that asks, now. First argument of every verb that a route of the API calls."""
    holder: KeyHolder = request.user  # type: ignore[assignment]
    return Act.by(holder.actor, "api", backfill=backfill)


def _holder(request: HttpRequest) -> KeyHolder | AnonymousUser:
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if given[: len(SCHEME)].lower() != SCHEME:
        return NOBODY
    holder = holder_of(given[len(SCHEME) :].strip())
    if holder is None:
        return NOBODY
    if holder.is_used_again:
        _touch(holder)
    return holder


def _touch(holder: KeyHolder) -> None:
    """What was asked can be answered even while nothing can be written; then the key is seen next time."""
    try:
        write(touch_key, Act.by("system", "api"), holder.id)
    except Problem as problem:
        log.warning("key %s could not be marked as used: %s", holder.id, problem.code)
