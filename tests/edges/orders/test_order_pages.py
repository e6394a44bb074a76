"""Pages about orders and products."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from peopleshop import PeopleShop

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]


def text_of(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1001", "Paid on 27 Mar 2026; it counts as a sale."),
        ("1006", "names nobody, so it counts for no customer"),
        ("1007", "Not paid (the store says “pending”), so it does not count."),
        ("1008", "Canceled on 10 Jun 2026, so it does not count."),
        ("1009", "go out for free or to ourselves, so this one is no sale"),
    ],
)
def test_an_order_says_whether_and_why_it_counts(people_shop: PeopleShop, desk: Desk, number: str, words: str) -> None:
    assert words in text_of(desk("support"), f"/desk/orders/{people_shop.order(number)}")


def test_an_order_shows_what_came_back_and_why_to_those_who_may_know(people_shop: PeopleShop, desk: Desk) -> None:
    address = f"/desk/orders/{people_shop.order('1003')}"
    text = text_of(desk("support"), address)
    for words in ("cracked on arrival", "€9.00", "newsletter / email", "vip-neighbor", "Paid by card"):
        assert words in text, words
    assert "cracked on arrival" not in text_of(desk("analyst"), address)


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ("who=nobody", ["1006"]),
        ("counted=no", ["1008", "1007"]),
        ("kind=renewal", ["1004"]),
        ("refunded=1", ["1003"]),
        ("q=1002", ["1002"]),
        ("q=%231002", ["1002"]),
        ("from=2026-03-27&to=2026-04-26", ["1002", "1001"]),
        ("from=2026-03-27&to=2026-04-26&sort=placed", ["1001", "1002"]),
    ],
)
def test_orders_are_found(people_shop: PeopleShop, desk: Desk, query: str, orders: list[str]) -> None:
    body = text_of(desk("owner"), f"/desk/orders?{query}").partition("<tbody>")[2].partition("</tbody>")[0]
    places = {number: body.find(f">{number}<") for number in people_shop.orders}
    found = [number for place, number in sorted((place, number) for number, place in places.items()) if place >= 0]
    assert found == orders


def test_orders_of_a_product_and_of_a_customer(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("owner")
    of_ben = text_of(browser, f"/desk/orders?customer={people_shop.customer('ben')}")
    assert all(f">{number}<" in of_ben for number in ("1004", "1007", "1008", "1009"))
    assert ">1001<" not in of_ben
    of_tea = text_of(browser, f"/desk/orders?product={people_shop.product('Assam')}")
    assert ">1001<" in of_tea
    assert ">1002<" not in of_tea


def test_the_file_of_orders_names_customers_by_id_only(people_shop: PeopleShop, desk: Desk) -> None:
    answer = desk("marketer").get("/desk/orders.csv")
    content = b"".join(answer.streaming_content).decode()
    header, *rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 10
    assert "König" not in content
    one = next(dict(zip(header, row, strict=True)) for row in rows if row[1] == "1003")
    assert (one["Net"], one["Given back"], one["Counts"]) == ("9.00", "9.00", "true")
    assert one["Customer"] == people_shop.customer("ana")


def test_products_show_price_cost_and_what_is_left(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("analyst")
    text = text_of(browser, "/desk/products")
    for words in ("Earl Grey", "€10.00", "€4.00", "60.0\u00a0%", "The unit cost of 2 is not known"):
        assert words in text, words
    only = text_of(browser, "/desk/products?cost=none&q=pot").partition("<tbody>")[2]
    assert "Pot" in only
    assert "Earl Grey" not in only


def test_a_product_shows_how_it_sold(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), f"/desk/products/{people_shop.product('Earl Grey')}")
    # 1 + 2 + 1 + 1 + 3 units sold, and one given away
    assert "Costs €10.00 today, of which at least 60.0\u00a0% are left" in text
    assert "units for" in text
    assert text_of(desk("support"), f"/desk/products/{people_shop.product('Pot')}")


def test_orders_and_products_are_found_by_the_search_box(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("support")
    assert people_shop.order("1003") in text_of(browser, "/desk/search?q=1003")
    assert people_shop.product("Assam") in text_of(browser, "/desk/search?q=assam")
    assert people_shop.customer("cleo") in text_of(browser, "/desk/search?q=m%C3%BCller")
