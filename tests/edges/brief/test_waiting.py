"""A large shop's pages are drawn at once, say that they count, and appear when they have."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.test import Client

from edges.brief.briefshop import NOW, brief_shop
from regulars.base import lake
from regulars.base.web import waiting
from regulars.kit.clock import FrozenClock

__all__ = ["brief_shop"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brief_shop")]
FILTERED = "/desk/reports/rfm?basis=sold&country=DE"
COUNTING = "basis=sold&amp;country=DE&amp;counting=1"


@pytest.fixture
def owner(desk: Callable[..., Client], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Client:
    clock.set(NOW)
    monkeypatch.setattr(waiting, "LARGE_ROWS", 0)
    return desk("owner")


def test_a_page_that_nobody_drew_yet_says_that_it_counts(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requirement 20: progress is shown while a cold page is made."""
    views = import_module("regulars.domains.insights.views.rfm")
    monkeypatch.setattr(views, "rfm_in", None)  # no figure is asked for
    page = owner.get(FILTERED).content.decode()

    assert "The figures are being counted" in page
    assert f'hx-get="/desk/reports/rfm?{COUNTING}"' in page
    assert f'<a href="/desk/reports/rfm?{COUNTING}">' in page


def test_the_page_comes_when_its_figures_are_counted(owner: Client) -> None:
    owner.get(FILTERED)
    counted = owner.get(f"{FILTERED}&counting=1", headers={"HX-Request": "true"})
    assert (counted.status_code, counted["HX-Refresh"]) == (204, "true")

    assert "The figures are being counted" not in owner.get(FILTERED).content.decode()


def test_without_javascript_the_link_draws_the_page(owner: Client) -> None:
    answer = owner.get(f"{FILTERED}&counting=1")
    assert answer.status_code == 200
    assert "Recency and frequency" in answer.content.decode()


def test_a_page_whose_questions_were_asked_ahead_is_drawn_at_once(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "is_due", lambda: False)
    assert "The brief, as of" in owner.get("/desk/").content.decode()


def test_a_small_shop_never_waits(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LARGE_ROWS", 2_000_000)
    assert "The figures are being counted" not in owner.get(FILTERED).content.decode()
