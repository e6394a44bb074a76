"""Links to the brief: made, read without a login, over, and closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from edges.brief.briefshop import NAME, NOW, brief_shop
from regulars.base.links.service import list_links
from regulars.kit.clock import FrozenClock

__all__ = ["brief_shop"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brief_shop")]


@pytest.fixture(autouse=True)
def now(clock: FrozenClock) -> None:
    clock.set(NOW)


@pytest.fixture
def owner(desk: Callable[..., Client]) -> Client:
    return desk("owner")


def made(owner: Client, query: str = "", **fields: str) -> str:
    """Make a link and return its path."""
    answer = owner.post(f"/desk/brief/links{query}", {"days": "30", "note": "for the bank", **fields})
    found = re.search(r'href="http://testserver(/share/[A-Za-z0-9_-]+)"', answer.content.decode())
    assert found is not None
    return found.group(1)


def test_a_link_is_read_without_a_login_and_leads_nowhere(owner: Client) -> None:
    page = Client().get(made(owner))
    text = page.content.decode()

    assert page.status_code == 200
    assert "Tea House, as of 14 Jun 2026" in text
    assert "What cannot be said, and why" in text
    assert not re.search(r'(href|action)="/desk', text)
    assert "<form" not in text
    assert NAME not in text
    assert "leak" not in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert "15 Jul 2026" in text


def test_a_link_keeps_its_filters(owner: Client) -> None:
    text = Client().get(made(owner, "?basis=sold&country=DE")).content.decode()
    assert "are not taken off" in text
    assert Client().get(made(owner) + "?country=AT").status_code == 200  # filters of the reader change nothing


def test_a_link_ends(owner: Client, clock: FrozenClock) -> None:
    path = made(owner, days="7")
    clock.advance(days=6)
    assert Client().get(path).status_code == 200
    clock.advance(days=1, seconds=1)
    assert Client().get(path).status_code == 404


def test_a_link_is_closed_at_once(owner: Client) -> None:
    path = made(owner)
    (link,) = list_links("brief")
    assert "for the bank" in owner.get("/desk/brief/links").content.decode()

    answer = owner.post(f"/desk/brief/links/{link.id}/revoke", follow=True)
    assert "The link is closed" in answer.content.decode()
    assert Client().get(path).status_code == 404


def test_the_address_is_shown_once(owner: Client) -> None:
    path = made(owner)
    assert path not in owner.get("/desk/brief/links").content.decode()


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA", "..%2Fdesk"])
def test_a_guess_opens_nothing(token: str) -> None:
    assert Client().get(f"/share/{token}").status_code == 404


def test_an_unheard_of_length_is_refused(owner: Client) -> None:
    assert owner.post("/desk/brief/links", {"days": "100000"}).status_code == 422
    assert list_links("brief") == []


def test_only_those_who_may_share_make_links(desk: Callable[..., Client]) -> None:
    analyst = desk("analyst")
    assert analyst.get("/desk/brief/links").status_code == 403
    assert analyst.post("/desk/brief/links", {"days": "30"}).status_code == 403


def test_other_links_cannot_be_closed_here(owner: Client) -> None:
    assert owner.post("/desk/brief/links/4711/revoke").status_code == 404
