"""The desk's first page: what stands on it, who may act, and what becomes of its cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from edges.brief.briefshop import NAME, NOW, brief_shop
from regulars.base.activity.models import Activity
from regulars.domains.insights import queries
from regulars.domains.insights.types.advice import ASSIGNED, DISMISSED, DONE, OPEN
from regulars.kit.clock import FrozenClock

__all__ = ["brief_shop"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brief_shop")]
KEY = "one_time_buyers"
LAST = date(2026, 6, 14)


@pytest.fixture(autouse=True)
def now(clock: FrozenClock) -> None:
    clock.set(NOW)


@pytest.fixture
def owner(desk: Callable[..., Client]) -> Client:
    return desk("owner")


def body(client: Client, path: str = "/desk/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.content.decode().replace("\xa0", " "))


def cards(page: str) -> list[str]:
    return re.findall(r'<article class="advice" id="advice-([a-z_]+)"', page)


def test_the_page_says_what_it_knows(owner: Client) -> None:
    page = body(owner)

    assert "The brief, as of 14 Jun 2026" in page
    assert "buyers ordered again" in page
    assert "Mar to May 2026" in page
    assert "What cannot be said, and why" in page
    assert "name no customer" in page
    for step in ("buyers", "orders each", "orders"):
        assert re.search(rf"(More|Fewer|Larger|Smaller) {step}|orders each", page)


def test_the_page_tells_nobodys_name(owner: Client) -> None:
    page = body(owner)
    assert NAME not in page
    assert "leak" not in page


def test_cards_name_whom_how_many_and_open_the_list(owner: Client) -> None:
    page = body(owner)

    assert KEY in cards(page)
    assert len(cards(page)) <= 3
    assert f"/desk/customers?list=advice.{KEY}" in page
    assert "unasked" in page
    people = queries.advice_list(KEY, LAST)
    assert people is not None
    assert f"{len(people.customers)} buyers ordered once" in page
    listed = body(owner, f"/desk/customers?list=advice.{KEY}")
    assert f"{len(people.customers)} buyers ordered once" in listed


def test_figures_can_be_taken_along(owner: Client) -> None:
    answer = owner.get("/desk/?csv=change-previous")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]

    assert answer["Content-Type"].startswith("text/csv")
    assert len(lines) >= 6
    assert "csv=country-previous" in body(owner)


def test_filters_and_comparison_live_in_the_address(owner: Client) -> None:
    page = body(owner, "/desk/?country=DE&basis=sold")
    assert "country=DE" in page  # the file and the link keep them
    assert "discounts, tax, refunds and cancellations are not taken off" in page
    assert owner.get("/desk/?basis=nonsense").status_code == 422


def test_the_file_is_the_same_page_to_keep(owner: Client) -> None:
    answer = owner.get("/desk/brief/file?basis=sold")

    assert answer["Content-Disposition"] == 'attachment; filename="brief-2026-06-14.html"'
    assert NAME not in answer.content.decode()
    assert "/desk/" not in answer.content.decode()


def test_done_puts_the_card_to_rest_and_the_next_brief_says_what_became_of_it(
    owner: Client, clock: FrozenClock
) -> None:
    before = queries.advice_list(KEY, LAST)
    answer = owner.post(f"/desk/brief/advice/{KEY}/done", follow=True)
    page = re.sub(r"\s+", " ", answer.content.decode())

    assert "Marked as done" in page
    assert KEY not in cards(page)
    assert "Ordered once and stayed away: done" in page
    (row,) = queries.decisions()
    assert (row.key, row.state, row.as_of) == (KEY, DONE, LAST)
    assert before is not None
    assert list(row.customers) == list(before.customers)
    assert row.base_rate == (before.returned, before.base)
    kinds = list(Activity.objects.filter(kind__startswith="advice.").values_list("kind", flat=True))
    assert kinds == ["advice.done"]
    clock.advance(days=91)
    owner.force_login(get_user_model().objects.get())  # the session of then has ended
    assert KEY in cards(body(owner))


def test_dismissed_and_taken_back(owner: Client) -> None:
    owner.post(f"/desk/brief/advice/{KEY}/dismiss")
    assert KEY not in cards(body(owner))
    (row,) = queries.decisions()
    assert row.state == DISMISSED

    owner.post(f"/desk/brief/lists/{row.id}/reopen")
    assert KEY in cards(body(owner))
    assert [one.state for one in queries.decisions()] == [OPEN]


def test_assigned_to_somebody(owner: Client, staff: Callable[..., Any]) -> None:
    person = staff("marketer", email="mia@example.com", name="Mia")
    owner.post(f"/desk/brief/advice/{KEY}/assign", {"assignee": str(person.pk)})
    page = body(owner)

    assert "Taken up by Mia" in page
    assert "Ordered once and stayed away: taken up" in page
    (row,) = queries.decisions()
    assert (row.state, row.staff) == (ASSIGNED, person.pk)
    # Done later on, it is the same list.
    owner.post(f"/desk/brief/advice/{KEY}/done")
    assert [(one.id, one.state) for one in queries.decisions()] == [(row.id, DONE)]


@pytest.mark.parametrize("assignee", ["", "nobody", "999999", "9" * 30])
def test_assigning_to_nobody_is_refused(owner: Client, assignee: str) -> None:
    assert owner.post(f"/desk/brief/advice/{KEY}/assign", {"assignee": assignee}).status_code == 404
    assert queries.decisions() == ()


def test_advice_that_nobody_gives_is_not_found(owner: Client) -> None:
    assert owner.post("/desk/brief/advice/buy_more_ads/done").status_code == 404
    assert owner.post("/desk/brief/lists/12345/reopen").status_code == 404


def test_only_those_who_may_act_see_the_buttons(desk: Callable[..., Client]) -> None:
    analyst = desk("analyst")
    page = body(analyst)

    assert cards(page)
    assert "/desk/brief/advice/" not in page
    assert "/desk/brief/links" not in page
    assert analyst.post(f"/desk/brief/advice/{KEY}/done").status_code == 403


def test_a_get_changes_nothing(owner: Client) -> None:
    assert owner.get(f"/desk/brief/advice/{KEY}/done").status_code == 405
    assert queries.decisions() == ()


def test_the_whole_page_speaks_german(owner: Client) -> None:
    owner.post("/desk/language", {"language": "de", "next": "/desk/"})
    assert "14. Juni 2026" in body(owner)


def test_the_bar_offers_what_the_shop_has_and_takes_filters_off(owner: Client) -> None:
    page = body(owner, "/desk/?country=DE&as_of=2026-05-01")

    assert re.search(r'<option value="AT"[^>]*>Austria</option>', page)
    assert "Country: Germany" in page
    assert 'href="?as_of=2026-05-01"' in page
    assert 'name="channel"' not in page  # the orders name none


@pytest.mark.parametrize("address", ["/", "/desk"])
def test_the_bare_address_leads_to_the_desk(client: Any, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
