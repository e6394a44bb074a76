"""The grocery shop: the sample is what its citation says, and no cent of the data is lost on the way to orders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyarrow import compute as pc
from pyarrow import parquet

from edges.demo.grocery_sample import HOUSEHOLDS, sample
from regulars.domains.orders.types import LineFacts, OrderFacts
from regulars.edges.demo.grocery import SAMPLE, folder
from regulars.edges.demo.grocery.baskets import _priced, orders
from regulars.kit.rounding import half_even


def net_minor(line: LineFacts) -> int:
    return half_even(line.quantity_milli * line.unit_price_micros, 10_000_000) - line.discount_minor


def checked(found: list[OrderFacts]) -> int:
    """Return what all orders come to, having added up each."""
    total = 0
    for order in found:
        assert sum(net_minor(line) for line in order.lines) == order.total_minor
        assert sum(payment.amount_minor for payment in order.payments) == order.total_minor
        assert min(payment.amount_minor for payment in order.payments) > 0 if order.total_minor else True
        total += order.total_minor or 0
    return total


@pytest.fixture(scope="module")
def sampled() -> list[OrderFacts]:
    return list(orders(SAMPLE))


def test_the_sample_loses_no_cent(sampled: list[OrderFacts]) -> None:
    cents = pc.sum(parquet.read_table(SAMPLE / "transactions.parquet", columns=["sales_value"])["sales_value"]).as_py()
    assert checked(sampled) == cents == 46_662_291


def test_each_basket_is_one_order_of_one_household(sampled: list[OrderFacts]) -> None:
    assert len({order.external_id for order in sampled}) == len(sampled) == 16_799
    people = Counter(order.person.external_id for order in sampled if order.person)
    assert len(people) == HOUSEHOLDS
    assert sum(count > 1 for count in people.values()) == 248  # near 100 % come again: it is a grocery
    assert [order.placed_at for order in sampled] == sorted(order.placed_at for order in sampled)


@pytest.mark.parametrize(
    ("quantity", "worth", "milli"),
    [(1, 199, 1000), (3, 100, 3000), (10_393, 2_499, 10_393), (0, 25, 1000), (7, 1, 7000)],
)
def test_a_line_is_worth_exactly_what_the_data_say(quantity: int, worth: int, milli: int) -> None:
    found, price = _priced(quantity, worth)
    assert half_even(found * price, 10_000_000) == worth
    assert found == milli


def test_the_package_is_used_only_where_it_is_installed() -> None:
    assert (folder() / "transactions.parquet").is_file()
    assert (SAMPLE / "CITATION.md").read_text(encoding="utf-8").count("CC0") == 1


@pytest.mark.slow
def test_the_sample_is_cut_as_its_citation_says(shared_data: Path) -> None:
    for name, table in zip(("transactions", "products"), sample(shared_data / "completejourney"), strict=True):
        assert parquet.read_table(SAMPLE / f"{name}.parquet").equals(table)


@pytest.mark.slow
def test_the_whole_data_come_to_the_published_sales(shared_data: Path) -> None:
    found = list(orders(shared_data / "completejourney"))
    assert checked(found) == 459_603_958
    assert len({order.person.external_id for order in found if order.person}) == 2_469
