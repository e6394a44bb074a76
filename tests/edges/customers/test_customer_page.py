"""The page of one customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from peopleshop import NOW, PeopleShop
from regulars.base.state import executemany, instant_value

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]


def page(shop: PeopleShop, browser: Any, name: str) -> str:
    answer = browser.get(f"/desk/customers/{shop.customer(name)}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_says_in_a_sentence_how_somebody_stands(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("owner")
    assert "the last order was 20 days ago, as usual for this person" in page(people_shop, browser, "ana")
    assert "Ordered on one day only; the last order was 400 days ago" in page(people_shop, browser, "cleo")
    assert "Has not ordered anything that counts" in page(people_shop, browser, "nora")


def test_it_shows_orders_with_lines_and_what_came_back(people_shop: PeopleShop, desk: Desk) -> None:
    text = page(people_shop, desk("support"), "ana")
    for words in ("Order 1003", "Order 1001", "Earl Grey", "Assam", "Given back without naming an order", "€2.50"):
        assert words in text, words
    assert text.index("Order 1003") < text.index("Order 1001")


def test_it_shows_who_knows_them_under_which_id(people_shop: PeopleShop, desk: Desk) -> None:
    text = page(people_shop, desk("support"), "ana")
    for words in ("0012345", "from Shopify", "+4930123456", "ana@example.com"):
        assert words in text, words


def test_a_relay_address_is_named_as_one(people_shop: PeopleShop, desk: Desk) -> None:
    assert "Relay address of a marketplace" in page(people_shop, desk("owner"), "relay")


def test_a_merged_customer_leads_to_who_they_are_now(people_shop: PeopleShop, desk: Desk) -> None:
    executemany(
        "INSERT INTO customers_resolution (merged, survivor, merged_at) VALUES (%s, %s, %s)",
        [(people_shop.customers["nora"], people_shop.customers["ana"], instant_value(NOW))],
    )
    answer = desk("owner").get(f"/desk/customers/{people_shop.customer('nora')}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/customers/{people_shop.customer('ana')}"


@pytest.mark.parametrize("public_id", ["cus_0000000000000x", "ord_1", "1", "cus_", "%00"])
def test_an_id_of_nobody_is_not_found(people_shop: PeopleShop, desk: Desk, public_id: str) -> None:
    assert desk("owner").get(f"/desk/customers/{public_id}").status_code == 404


def test_the_timeline_goes_on_where_it_stopped(people_shop: PeopleShop, desk: Desk, monkeypatch: Any) -> None:
    from regulars.domains.customers.views import one as views

    monkeypatch.setattr(views, "EVENTS_ON_A_PAGE", 2)
    browser, seen = desk("owner"), []
    address = f"/desk/customers/{people_shop.customer('ana')}/timeline"
    for _step in range(10):
        text = browser.get(address, headers={"HX-Request": "true"}).content.decode()
        seen += [part.partition("</span>")[0] for part in text.split('class="event-title">')[1:]]
        if 'href="/desk/customers' not in text.rpartition("hx-get")[0][-200:] or "hx-get" not in text:
            break
        address = text.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    titles = " ".join(seen)
    assert len(seen) == 6
    for number in ("1001", "1002", "1003"):
        assert f"Order {number}" in titles


def test_a_cursor_of_another_list_is_refused_in_words(people_shop: PeopleShop, desk: Desk) -> None:
    answer = desk("owner").get(f"/desk/customers/{people_shop.customer('ana')}/timeline?before=abc")
    assert answer.status_code == 422
