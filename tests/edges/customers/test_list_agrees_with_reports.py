"""A number and the list of people behind it are the same people, on either basis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from peopleshop import NOW, PeopleShop, people
from regulars.base import lake
from regulars.base.state import Act, write
from regulars.domains.insights import queries as insights
from regulars.domains.insights.types import Filters
from regulars.domains.orders import service as orders
from regulars.domains.orders.types import LineFacts, OrderFacts, RefundFacts
from regulars.domains.traits import queries as traits
from regulars.domains.traits.types import Conditions

pytestmark = pytest.mark.django_db
BASES = ("net", "sold")


@pytest.fixture(autouse=True)
def given_back(people_shop: PeopleShop) -> None:
    """Let Nora buy for the first time and give everything back, and Cleo give back a second order."""

    def order(number: str, who: str, days: int) -> OrderFacts:
        at = NOW - timedelta(days=days)
        back = RefundFacts(f"back-{number}", at + timedelta(days=1), 900, role="return")
        line = LineFacts("Assam", 1_000, 9_000_000, sku="ASS", category="Tea")
        return OrderFacts(number, number, at, "EUR", (line,), people()[who], paid_at=at, refunds=(back,))

    act = Act("system", "shopify", NOW, backfill=True)
    write(orders.record_orders, act, "shopify", [order("2000", "nora", 12), order("2001", "cleo", 30)])
    lake.sync(NOW)


def listed(**asked: Any) -> int:
    return len(traits.rank_people(Conditions(**asked)))


@pytest.mark.parametrize("basis", BASES)
def test_every_cell_of_the_grid(people_shop: PeopleShop, basis: str) -> None:
    grid = insights.rfm(Filters(basis=basis))
    found = {(cell.r, cell.f): cell.customers for cell in grid.cells if cell.customers}
    assert sum(found.values()) == {"net": 4, "sold": 5}[basis]
    assert {cell: listed(basis=basis, r=(cell[0],), f=(cell[1],)) for cell in found} == found


@pytest.mark.parametrize("basis", BASES)
def test_buyers_who_ordered_again(people_shop: PeopleShop, basis: str) -> None:
    again = insights.metric("repeat_purchase_rate", Filters(basis=basis)).figure
    assert (listed(basis=basis, orders_min=2), listed(basis=basis, orders_min=1)) == (
        again.numerator,
        again.denominator,
    )


@pytest.mark.parametrize("basis", BASES)
def test_buyers_won_in_some_days(people_shop: PeopleShop, basis: str) -> None:
    won = insights.metric("new_buyers", Filters(basis=basis, dates="2026-05-26..2026-06-14")).figure.value
    first, last = (NOW - timedelta(days=20)).date(), (NOW - timedelta(days=1)).date()
    assert listed(basis=basis, first_from=first, first_to=last) == won == {"net": 2, "sold": 3}[basis]


def test_who_gave_everything_back_is_named_so(people_shop: PeopleShop, desk: Callable[..., Any]) -> None:
    nora = people_shop.customers["nora"]
    assert traits.list_people([nora])[nora].state == "returned"
    assert traits.list_people([nora], "sold")[nora].state == "active"
    assert traits.list_people([nora])[nora].net_rep == 0
    page = desk("owner").get(f"/desk/customers/{people_shop.customer('nora')}").content.decode()
    assert "Gave back everything that was ordered." in page
    tabs = desk("support").get("/desk/customers").content.decode()
    assert "Gave everything back" in tabs
