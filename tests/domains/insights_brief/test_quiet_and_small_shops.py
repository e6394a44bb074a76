"""Shops in which nothing deviates are told nothing; shops too small for an answer are told why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domains.insights_brief.shops import even_shop, with_customers
from regulars.domains.insights.queries.advice import advice_list_in
from regulars.domains.insights.queries.brief import brief_in
from regulars.domains.insights.rules.advice import ONE_TIME, RULES
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.brief import BriefFacts
from tinyshop import TinyShop


@pytest.mark.parametrize("seed", [1, 2, 3, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 25))])
def test_a_shop_in_which_nothing_deviates_is_told_nothing(seed: int) -> None:
    shop, last = even_shop(seed)
    facts = brief_in(shop.context(Filters(), as_of=last.isoformat()))

    assert facts.findings == ()
    assert facts.candidates > 120
    assert {change.against for change in facts.changes} == {"previous", "year"}


def brief_of(shop: TinyShop, as_of: str = "2025-06-30", **filters: object) -> BriefFacts:
    return brief_in(shop.context(Filters(**filters), as_of=as_of))  # type: ignore[arg-type]


def limits(facts: BriefFacts) -> list[str]:
    return [limit.code for limit in facts.limits]


def buyers(count: int) -> TinyShop:
    shop = TinyShop()
    for customer in range(1, count + 1):
        shop.order(customer, date(2023, 1, 1) + timedelta(days=30 * customer % 900), 1_000, lines=[(1, 1_000)])
    return shop


def test_a_shop_without_a_buyer() -> None:
    shop = TinyShop()
    shop.order(None, "2025-06-01", 500)
    facts = brief_of(shop)

    assert (facts.buyers, facts.orders, facts.repeat.share) == (0, 1, None)
    assert facts.findings == ()
    assert "few_buyers" in limits(facts)
    assert "unidentified" in limits(facts)


def test_a_shop_that_only_sells_to_nobody_known() -> None:
    shop = TinyShop()
    for day in range(600):
        shop.order(None, date(2023, 10, 1) + timedelta(days=day), 500, lines=[(day % 3 + 1, 500)])
    facts = brief_of(shop, "2025-05-20")

    assert facts.concentration.top_decile_share is None
    assert facts.changes[0].after.buyers == 0
    assert facts.changes[0].after.unidentified_minor == 3 * 500 * 30 - 500  # February to April: 89 days
    assert facts.changes[0].change_minor == 0
    assert limits(facts) == ["open_month", "few_buyers", "unidentified", "no_costs"]


@pytest.mark.parametrize("count", [1, 29, 30])
def test_a_handful_of_buyers(count: int) -> None:
    facts = brief_of(buyers(count))

    assert (facts.repeat.count, facts.repeat.of) == (0, count)
    assert facts.findings == ()
    assert ("few_buyers" in limits(facts)) == (count < 30)
    assert all(change.parts == () for change in facts.changes)


def test_a_history_of_one_day() -> None:
    shop = TinyShop()
    for customer in range(40):
        shop.order(customer + 1, "2025-06-30", 1_000, lines=[(1, 1_000)])
    facts = brief_of(shop)

    assert facts.changes == ()
    assert limits(facts)[0] == "too_short"
    assert "nobody_comparable" in limits(facts)
    assert facts.returns is None


def test_orders_in_a_currency_without_a_rate_count_without_an_amount() -> None:
    shop = buyers(60)
    shop.order(1, "2025-06-02", 9_900, currency="USD", rate=None)
    shop.order(2, "2025-06-03", 9_900, currency="CHF", rate=None)
    shop.order(2, "2025-06-04", 5_000, currency="GBP", rate=2)
    facts = brief_of(shop)

    assert {limit.values["currency"] for limit in facts.limits if limit.code == "no_rate"} == {"USD", "CHF"}
    assert facts.repeat.count == 2
    assert facts.concentration.amount_minor == 60 * 1_000 + 10_000


def test_refunds_without_an_order_are_a_part_of_their_own_on_net() -> None:
    shop = buyers(60)
    shop.refund("2025-05-05", 250, customer=3)
    net, sold = (brief_of(shop, basis=basis).changes[0] for basis in ("net", "sold"))

    assert net.refunds_minor == -250
    parts = (net.buyers_minor, net.frequency_minor, net.order_size_minor, net.refunds_minor)
    assert sum(parts) == net.change_minor == sold.change_minor - 250
    assert sold.refunds_minor == 0


def test_shared_addresses_are_on_no_list() -> None:
    shop = buyers(60)
    context = shop.context(Filters(), as_of="2025-06-30", lake=with_customers(shop.lake(), flagged=[7, 8]))
    found = advice_list_in(context, ONE_TIME)

    assert found is not None
    assert {7, 8}.isdisjoint(found.customers)
    assert len(found.customers) > 40
    assert all((one := advice_list_in(context, rule)) is None or not one.customers for rule in RULES[1:])


def test_a_filter_narrows_everything() -> None:
    shop, last = even_shop(5, buyers=800)
    facts = brief_in(shop.context(Filters(country=("AT",)), as_of=last.isoformat()))

    assert 150 < facts.buyers < 350
    assert "country" not in {part.dimension for part in facts.changes[0].parts}
