"""One row for each buyer, equal to the pure rules; states, rhythm and scores."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from regulars.domains.traits import rules
from regulars.domains.traits.facts import buyers, gaps
from tinyshop import TinyLake, TinyShop

FIRST, AS_OF = date(2025, 1, 1), date(2025, 12, 31)


def many_buyers(seed: int) -> TinyShop:
    """Enough repeat buyers for a typical gap of the shop's own."""
    dice = random.Random(seed)
    shop = TinyShop()
    for customer in range(1, 61):
        day = FIRST + timedelta(days=dice.randrange(200))
        for _ in range(dice.choice((1, 1, 2, 3, 6))):
            refunded = dice.choice((0, 0, 0, 1_000))
            shop.order(customer, day, 1_000, hour=dice.randrange(20), refunded=refunded, cost_rep=400)
            day += timedelta(days=dice.choice((0, 7, 30, 45)))
    return shop


def rows_of(lake: TinyLake, **arguments: Any) -> dict[int, dict[str, Any]]:
    return {row["customer"]: row for row in lake.rows(buyers(lake.table, **arguments))}


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_rhythm_state_and_scores_are_those_of_the_rules(seed: int) -> None:
    shop = many_buyers(seed)
    found = rows_of(shop.lake(), as_of=AS_OF)
    days: dict[int, list[date]] = {}
    for row in shop.tables["orders"]:
        days.setdefault(row["customer"], []).append(row["ordered_on"])
    own = {customer: sorted(set(them)) for customer, them in days.items()}
    medians = {
        customer: rules.median_of([Fraction((later - earlier).days) for earlier, later in zip(them, them[1:])])  # noqa: B905, RUF007
        for customer, them in own.items()
        if len(them) > 1
    }
    typical = rules.typical_gap(list(medians.values()))

    assert len(medians) >= rules.LEAST_BUYERS
    assert typical != rules.FALLBACK_DAYS
    for customer, them in own.items():
        row, cadence = found[customer], rules.cadence(len(them), (them[-1] - them[0]).days, typical)
        waited = (AS_OF - them[-1]).days
        assert (row["first_on"], row["last_on"], row["purchase_days"]) == (them[0], them[-1], len(them))
        assert (row["orders_sold"], row["days_since"]) == (len(days[customer]), waited)
        assert row["median_gap_days"] == (float(medians[customer]) if customer in medians else None)
        assert row["cadence_days"] == pytest.approx(float(cadence))
        assert row["state"] == rules.state(waited, cadence)
        lasts = [them[-1].toordinal() for them in own.values()]
        assert row["r"] == rules.tie_safe_score(them[-1].toordinal(), lasts)
        assert row["f"] == rules.tie_safe_score(len(them), [len(other) for other in own.values()])


def test_a_day_in_the_past_shows_the_buyers_of_then() -> None:
    shop = TinyShop()
    shop.order(1, "2025-01-01", 1_000, country="DE")
    shop.order(1, "2025-03-01", 3_000, country="AT")
    shop.order(2, "2025-03-02", 1_000)
    lake = shop.lake()

    then = rows_of(lake, as_of=date(2025, 2, 1))
    assert list(then) == [1]
    assert (then[1]["orders_sold"], then[1]["sold_rep"], then[1]["country"]) == (1, 1_000, "DE")
    now = rows_of(lake)
    assert now[1]["as_of"] == date(2025, 3, 2)
    assert (now[1]["sold_rep"], now[1]["country"], now[1]["first_country"]) == (4_000, "AT", "DE")


def test_net_buyers_are_those_with_an_order_worth_something() -> None:
    shop = TinyShop()
    shop.order(1, "2025-01-01", 1_000, refunded=1_000)
    shop.order(1, "2025-02-01", 1_000)
    shop.order(2, "2025-01-01", 1_000, refunded=1_000)
    lake = shop.lake()

    net = rows_of(lake, basis="net")
    assert list(net) == [1]
    assert (net[1]["first_on"], net[1]["purchase_days"], net[1]["net_rep"]) == (date(2025, 2, 1), 1, 1_000)
    assert set(rows_of(lake)) == {1, 2}


def test_the_cost_of_a_buyer_is_known_when_that_of_every_order_is() -> None:
    shop = TinyShop()
    shop.order(1, "2025-01-01", 1_000, cost_rep=400)
    shop.order(1, "2025-02-01", 1_000, cost_rep=300, cost_estimated=True)
    shop.order(2, "2025-01-01", 1_000, cost_rep=400)
    shop.order(2, "2025-01-02", 1_000)
    found = rows_of(shop.lake())

    assert (found[1]["cost_rep"], found[1]["cost_estimated"]) == (700, True)
    assert (found[2]["cost_rep"], found[2]["cost_estimated"]) == (None, False)


def test_the_first_product_is_that_of_the_largest_line_and_the_lowest_number_on_a_tie() -> None:
    shop = TinyShop()
    shop.order(1, "2025-01-01", 3_000, lines=[(5, 1_000), (9, 2_000)])
    shop.order(2, "2025-01-01", 2_000, lines=[(9, 1_000), (5, 1_000)])
    shop.order(3, "2025-01-01", 2_000)
    found = rows_of(shop.lake())

    assert [found[customer]["first_product"] for customer in (1, 2, 3)] == [9, 5, None]


def test_gaps_are_between_purchase_days_and_numbered() -> None:
    shop = TinyShop()
    for day, hour in (("2025-01-01", 9), ("2025-01-01", 18), ("2025-01-11", 9), ("2025-02-10", 9)):
        shop.order(1, day, 1_000, hour=hour)
    shop.order(None, "2025-01-05", 1_000)
    lake = shop.lake()

    found = sorted(lake.rows(gaps(lake.table)), key=lambda row: row["nth"])
    assert [(row["customer"], row["nth"], row["days"]) for row in found] == [(1, 1, 10), (1, 2, 30)]


def test_an_empty_shop_has_no_buyers() -> None:
    lake = TinyShop().lake()
    assert rows_of(lake) == {}


def test_unidentified_orders_have_no_number_and_no_first() -> None:
    shop = TinyShop()
    shop.order(None, "2025-01-01", 1_000)
    shop.order(None, "2025-01-02", 1_000)
    lake = shop.lake()
    sales = lake.table("sales")

    for row in lake.rows(sales):
        assert [row[name] for name in ("nth_sold", "nth_net", "nth_day", "prev_on", "prev_day", "first_on")] == [
            None
        ] * 6


def test_orders_of_one_instant_are_numbered_by_their_id() -> None:
    shop = TinyShop()
    numbers = [shop.order(1, "2025-01-01", 1_000) for _ in range(3)]
    lake = shop.lake(random.Random(1))

    found = {row["id"]: row["nth_sold"] for row in lake.rows(lake.table("sales"))}
    assert [found[number] for number in numbers] == [1, 2, 3]
