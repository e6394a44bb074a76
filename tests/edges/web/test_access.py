"""A view is open to whom it names, and closed when it names nobody."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from regulars.base.web.access import Mark, Rate, access, mark_of, may
from regulars.base.web.middleware import DefaultDenyMiddleware


def asked(path: str = "/desk/x", role: str | None = "owner", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.user = SimpleNamespace(is_authenticated=role is not None, role=role, pk=1)  # type: ignore[assignment]
    return request


@access("customers.read", privacy="personal")
def people(request: HttpRequest) -> HttpResponse:
    return HttpResponse("people")


@access(public=True, privacy="none", rate="2/minute")
def shared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("shared")


def test_a_view_carries_what_it_declared() -> None:
    assert mark_of(people) == Mark("customers.read", "personal", public=False, rate=None)
    assert mark_of(shared) == Mark("", "none", public=True, rate=Rate(2, 60))
    assert mark_of(lambda request: None) is None


def test_who_has_the_permission_comes_in() -> None:
    assert people(asked(role="support")).content == b"people"
    assert people(asked(role="owner")).content == b"people"


def test_who_lacks_the_permission_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        people(asked(role="developer"))
    with pytest.raises(PermissionDenied):
        people(asked(role="no such role"))


def test_a_stranger_is_sent_to_the_login_and_back_again() -> None:
    answer = people(asked("/desk/people?country=DE", role=None))
    assert (answer.status_code, answer["Location"]) == (302, "/desk/login?next=%2Fdesk%2Fpeople%3Fcountry%3DDE")


def test_a_part_asked_for_by_a_script_sends_the_whole_page_to_the_login() -> None:
    answer = people(asked(role=None, **{"HX-Request": "true"}))
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/desk/login")


def test_a_public_view_asks_for_nobody_and_brakes_who_calls_too_fast() -> None:
    cache.clear()
    assert [shared(asked(role=None)).status_code for _ in range(3)] == [200, 200, 429]
    cache.clear()


@pytest.mark.parametrize("rate", ["30", "0/minute", "x/minute", "3/fortnight", "-1/hour"])
def test_a_rate_that_means_nothing_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        Rate.parse(rate)


@pytest.mark.parametrize(
    "declared",
    [{}, {"permission": "reports.read", "public": True}, {"permission": "reports.raed"}],
)
def test_a_declaration_that_contradicts_itself_does_not_load(declared: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="permission"):
        access(**declared, privacy="none")


def test_permissions_are_those_of_the_role() -> None:
    assert may(SimpleNamespace(is_authenticated=True, role="analyst"), "reports.read")
    assert not may(SimpleNamespace(is_authenticated=True, role="analyst"), "customers.contact")
    assert not may(SimpleNamespace(is_authenticated=False, role="owner"), "reports.read")


def test_a_view_without_a_mark_is_never_served(caplog: pytest.LogCaptureFixture) -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    middleware = DefaultDenyMiddleware(lambda request: HttpResponse())
    with caplog.at_level(logging.ERROR, "regulars.web"), pytest.raises(PermissionDenied, match="declares no access"):
        middleware.process_view(asked(), forgotten, (), {})
    assert "forgotten" in caplog.text
    assert middleware.process_view(asked(), people, (), {}) is None
