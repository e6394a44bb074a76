"""What filters and dimensions select, on the history of `conftest`."""

from __future__ import annotations

from typing import Any

import pytest

from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.queries.metrics import definition, row_of
from regulars.domains.insights.types import Filters
from tinyshop import TinyLake, TinyShop

AS_OF = "2025-06-30"
COFFEE, TEA = 7, 8


def context(shop: TinyShop, lake: TinyLake, **filters: Any) -> Context:
    return shop.context(Filters(**{"basis": "sold", **filters}), as_of=AS_OF, lake=lake)


def value(where: Context, name: str) -> float | None:
    return row_of(where, definition(name)).figure.value


def groups(where: Context, name: str, by: str) -> dict[Any, Any]:
    return {group.key: group.figure.value for group in row_of(where, definition(name), by=by).groups}


def test_a_store_filter_counts_its_orders_only_and_numbers_them_anew(shop: TinyShop, lake: TinyLake) -> None:
    vienna = context(shop, lake, store=("Vienna",))

    assert value(vienna, "revenue") == 6_000 + 5_000 + 3_000 + 3_000
    assert value(vienna, "customers") == 3
    assert value(vienna, "unidentified_orders") == 1
    # Customer 1 came to Vienna once, 3 and 4 twice; the first order ever of customer 1 was in Berlin.
    assert value(vienna, "repeat_purchase_rate") == pytest.approx(2 / 3)
    assert value(vienna, "new_buyers") == 2


def test_the_first_order_stays_the_first_ever_whatever_the_filter(shop: TinyShop, lake: TinyLake) -> None:
    assert value(context(shop, lake, store=("Vienna",), dates="2025-02"), "new_buyers") == 1
    assert value(context(shop, lake, store=("Vienna",), dates="2025-02"), "returning_buyers") == 1


def test_renewals_and_wholesale_can_be_left_out_of_every_figure(shop: TinyShop, lake: TinyLake) -> None:
    without = context(shop, lake, renewals=False)

    assert value(without, "orders") == 9
    assert value(without, "repeat_purchase_rate") == pytest.approx(3 / 5)
    assert value(context(shop, lake, wholesale=False), "orders") == 10


def test_a_category_counts_lines_and_orders_that_hold_one(shop: TinyShop, lake: TinyLake) -> None:
    coffee = context(shop, lake, category=("coffee",))

    assert value(coffee, "revenue") == 10_000 + 4_000 + 3_000 + 1_500
    assert value(coffee, "orders") == 4
    assert value(coffee, "units") == 7
    assert row_of(coffee, definition("discounts")).figure.why == "not_split_that_way"
    assert "lines_of_category" in row_of(coffee, definition("revenue")).notes
    assert groups(context(shop, lake), "revenue", "category") == {
        "tea": 2_000 + 2_000 + 1_000 + 4_000 + 5_000 + 2_000 + 1_500 + 3_000 + 8_000,
        "coffee": 18_500,
    }


def test_acquisition_and_first_product_are_those_of_the_first_order(shop: TinyShop, lake: TinyLake) -> None:
    searched = context(shop, lake, acquisition=("search",))

    assert value(searched, "revenue") == 18_000 + 5_000
    assert value(searched, "unidentified_revenue") == 7_000
    began_with_coffee = context(shop, lake, first_product=(COFFEE,))
    # Customer 2 began with more coffee than tea, customer 4 with as much of both: the lower number.
    assert value(began_with_coffee, "customers") == 3
    assert groups(context(shop, lake), "customers", "first_product") == {COFFEE: 3, TEA: 2}


def test_loose_refunds_follow_the_place_and_nothing_else(shop: TinyShop, lake: TinyLake) -> None:
    assert value(context(shop, lake, basis="net", store=("Berlin",)), "revenue") == 12_000 + 4_000 + 8_000 - 700
    searched = context(shop, lake, basis="net", acquisition=("search",))
    assert value(searched, "revenue") == 17_000 + 4_500
    assert "loose_refunds_left_out" in row_of(searched, definition("revenue")).notes


def test_groups_of_orders_add_up_to_the_total(shop: TinyShop, lake: TinyLake) -> None:
    everything = context(shop, lake, basis="net")
    for name in ("revenue", "orders", "units", "refunds"):
        for by in ("store", "channel", "country", "currency", "kind", "acquisition", "first_product"):
            assert sum(groups(everything, name, by).values()) == value(everything, name), (name, by)


def test_groups_stand_largest_first_under_a_limit(shop: TinyShop, lake: TinyLake) -> None:
    row = row_of(context(shop, lake), definition("revenue"), by="country", limit=1)

    assert [(group.key, group.label, group.figure.value) for group in row.groups] == [("DE", "DE", 28_000)]
    assert row.groups_left_out == 1


def test_unknown_values_have_a_name(shop: TinyShop, lake: TinyLake) -> None:
    row = row_of(context(shop, lake), definition("revenue"), by="channel")

    assert [(group.key, group.label) for group in row.groups] == [("", "(not known)")]


def test_products_go_by_their_titles(shop: TinyShop, lake: TinyLake) -> None:
    row = row_of(context(shop, lake), definition("repeat_purchase_rate"), by="first_product")

    assert [(group.label, group.figure.value) for group in row.groups] == [("House coffee", 1.0), ("Green tea", 0.5)]


def test_as_of_sees_the_past_as_it_was(shop: TinyShop, lake: TinyLake) -> None:
    then = shop.context(Filters(basis="sold"), as_of="2025-02-28", lake=lake)

    assert value(then, "revenue") == 10_000 + 2_000 + 6_000 + 4_000 + 5_000
    assert value(then, "repeat_purchase_rate") == pytest.approx(1 / 3)


def test_sums_are_asked_once_for_all_metrics_that_share_them(shop: TinyShop) -> None:
    lake = shop.lake()
    where = context(shop, lake)
    for name in ("revenue", "orders", "customers", "average_order_value", "returning_revenue_share"):
        row_of(where, definition(name))

    assert lake.asked == 1
