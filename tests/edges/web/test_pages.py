"""The shell's own pages: sign in and out, language, search, errors, and the frame around every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import translation

from regulars.base import extends
from regulars.base.web import errors
from regulars.kit.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unbraked() -> None:
    cache.clear()


def test_the_right_password_leads_where_the_person_wanted_to_go(client: Any, staff: Callable[..., Any]) -> None:
    staff("marketer")
    secret = "correct horse battery"
    answer = client.post(
        "/desk/login", {"username": "marketer@example.com", "password": secret, "next": "/desk/search?q=x"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/desk/search?q=x")
    assert client.get("/desk/search").status_code == 200


@pytest.mark.parametrize("wish", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_a_sign_in_never_leads_to_somebody_elses_page(client: Any, staff: Callable[..., Any], wish: str) -> None:
    staff("owner")
    answer = client.post(
        "/desk/login", {"username": "owner@example.com", "password": "correct horse battery", "next": wish}
    )
    assert answer["Location"] == "/desk/"


def test_a_wrong_password_says_so_and_keeps_the_address(client: Any, staff: Callable[..., Any]) -> None:
    staff("owner")
    answer = client.post("/desk/login", {"username": "owner@example.com", "password": "no"})
    assert answer.status_code == 422
    assert b'value="owner@example.com"' in answer.content
    assert b'role="alert"' in answer.content


def test_guessing_passwords_is_braked(client: Any) -> None:
    given = {"username": "a@example.com", "password": "x"}
    assert [client.post("/desk/login", given).status_code for _ in range(6)] == [422] * 5 + [429]


def test_signing_out_needs_a_form_and_ends_the_session(desk: Callable[..., Any]) -> None:
    person = desk("analyst")
    assert person.get("/desk/logout").status_code == 405
    assert person.post("/desk/logout").status_code == 302
    assert person.get("/desk/search").status_code == 302


def test_a_language_is_kept_with_the_person_and_before_sign_in_with_the_browser(
    client: Any, desk: Callable[..., Any]
) -> None:
    person = desk("analyst")
    assert person.post("/desk/language", {"language": "de", "next": "/desk/search"})["Location"] == "/desk/search"
    page = person.get("/desk/search")
    assert b'<html lang="de"' in page.content
    assert page["Content-Language"] == "de"
    client.post("/desk/language", {"language": "de"})
    assert b'<html lang="de"' in client.get("/desk/login").content


def test_a_language_we_do_not_speak_changes_nothing(desk: Callable[..., Any]) -> None:
    person = desk("analyst")
    person.post("/desk/language", {"language": "xx"})
    assert b'<html lang="en"' in person.get("/desk/search").content


def test_a_browser_is_answered_in_its_language_until_somebody_chooses(client: Any) -> None:
    assert b'<html lang="de"' in client.get("/desk/login", headers={"Accept-Language": "de-AT,de;q=0.9"}).content
    assert b'<html lang="en"' in client.get("/desk/login", headers={"Accept-Language": "fr"}).content


class Teas:
    key, permission = "teas", "customers.read"

    def search(self, words: str, limit: int, viewer: extends.Viewer) -> list[extends.Hit]:
        return [extends.Hit(f"{words} {number}", f"/desk/tea/{number}", "Teas") for number in range(20)]


@pytest.fixture
def teas(monkeypatch: pytest.MonkeyPatch) -> None:
    registry: extends.Registry[extends.SearchProvider] = extends.Registry("search")
    registry.register(Teas())
    monkeypatch.setattr(extends, "search", registry)


def test_search_finds_what_providers_know_six_of_each(desk: Callable[..., Any], teas: None) -> None:
    page = desk("support").get("/desk/search?q=Earl").content.decode()
    assert page.count('href="/desk/tea/') == 6
    assert "Earl 0" in page


def test_search_never_asks_a_provider_for_somebody_who_may_not_see_it(desk: Callable[..., Any], teas: None) -> None:
    assert "/desk/tea/" not in desk("developer").get("/desk/search?q=Earl").content.decode()


def test_a_provider_that_refuses_does_not_close_the_search(desk: Callable[..., Any], teas: None) -> None:
    class Closed(Teas):
        key = "closed"

        def search(self, words: str, limit: int, viewer: extends.Viewer) -> list[extends.Hit]:
            raise Conflict("shop.not_set_up", "The shop is not set up yet")

    extends.search.register(Closed())
    assert "Earl 0" in desk("support").get("/desk/search?q=Earl").content.decode()


def test_the_palette_gets_a_fragment_and_a_reader_without_scripts_a_page(desk: Callable[..., Any], teas: None) -> None:
    person = desk("owner")
    assert person.get("/desk/search?q=x").content.lstrip().startswith(b"<!doctype html>")
    part = person.get("/desk/search?q=x", headers={"HX-Request": "true"}).content
    assert b"<html" not in part
    assert b'role="option"' in part


def test_the_style_guide_is_for_development_only(desk: Callable[..., Any], settings: Any) -> None:
    person = desk("owner")
    assert person.get("/desk/_styles").status_code == 404
    settings.DEBUG = True
    assert person.get("/desk/_styles").status_code == 200


def test_a_page_that_does_not_exist_says_so_in_the_readers_language(client: Any) -> None:
    answer = client.get("/desk/nothing-here")
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content


def test_what_went_wrong_names_what_to_do_and_needs_neither_database_nor_session() -> None:
    request = RequestFactory().get("/desk/x")
    for view, status in ((errors.bad_request, 400), (errors.forbidden, 403), (errors.broken, 500), (errors.csrf, 403)):
        answer = view(request)
        assert answer.status_code == status
        assert b'href="/desk/"' in answer.content
    caught = Conflict("import.running", "Another import runs", fix="Wait until it is done.")
    answer = errors.problem(request, caught)
    assert answer.status_code == 409
    assert b"Another import runs" in answer.content
    assert b"Wait until it is done." in answer.content


def test_pages_load_only_our_own_files_and_carry_nothing_inline(desk: Callable[..., Any]) -> None:
    with translation.override("en"):
        page = desk("owner").get("/desk/search").content.decode()
    assert "<style" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    own = re.findall(r'<script(?: defer| type="module")? nonce="[\w-]{24}" src="/static/', page)
    assert page.count("<script") == len(own) >= 3
