"""What kind of order it is, and what its lines and totals are worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.domains.orders import rules
from regulars.domains.orders.rules import LineAmounts

amounts = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("hint", "words", "kind"),
    [
        ("", (), rules.ONE_OFF),
        ("", ("Wholesale",), rules.WHOLESALE),
        ("", ("gift", "B2B"), rules.WHOLESALE),
        ("", ("Subscription First Order",), rules.SUBSCRIPTION_FIRST),
        ("", ("Subscription Recurring Order",), rules.RENEWAL),
        ("", ("pos",), rules.POINT_OF_SALE),
        ("", ("Amazon DE",), rules.MARKETPLACE),
        ("", ("Testbestellung",), rules.STAFF_TEST),
        ("", ("Ersatzlieferung",), rules.REPLACEMENT),
        ("", ("wholesale", "test order"), rules.STAFF_TEST),
        ("renewal", ("wholesale",), rules.RENEWAL),
        ("nonsense", ("wholesale",), rules.WHOLESALE),
        ("", ("contest", "possible"), rules.ONE_OFF),
    ],
)
def test_the_kind_is_what_the_source_knows_else_the_first_rule_a_word_meets(
    hint: str, words: tuple[str, ...], kind: str
) -> None:
    assert rules.kind_of(hint, words) == kind


@pytest.mark.parametrize(
    ("quantity_milli", "price_micros", "digits", "amount"),
    [
        (6_000, 2_550_000, 2, 1530),
        (1_000, 1_000, 2, 0),  # a tenth of a cent
        (5_000, 1_000, 2, 0),  # half a cent goes to the even side
        (15_000, 1_000, 2, 2),  # one and a half cents as well
        (500, 3_000_000, 0, 2),  # half a unit at three yen: 1.5 to the even 2
        (-6_000, 2_550_000, 2, -1530),
        (1_000, -11_062_060_000, 2, -1_106_206),
    ],
)
def test_a_line_is_rounded_once_on_its_total(quantity_milli: int, price_micros: int, digits: int, amount: int) -> None:
    assert rules.line_amount(quantity_milli, price_micros, digits) == amount


@pytest.mark.parametrize(
    ("quantity", "price", "role"),
    [
        (1, 1, rules.SALE),
        (1, 0, rules.SALE),
        (-1, 1, rules.REFUND),
        (-1, 0, rules.ADJUSTMENT),
        (0, 0, rules.ADJUSTMENT),
        (1, -1, rules.ADJUSTMENT),
        (-1, -1, rules.ADJUSTMENT),
    ],
)
def test_goods_given_back_and_corrections_are_no_sales(quantity: int, price: int, role: str) -> None:
    assert rules.role_of(quantity, price) == role


def test_an_orders_parts_by_hand() -> None:
    lines = [
        LineAmounts(rules.SALE, 1000, 1000, 100, 0),
        LineAmounts(rules.SALE, 500, 2000, 0, 0),
        LineAmounts(rules.REFUND, -200, -1000, 0, 0),
    ]

    totals = rules.totals(
        lines, order_discount=140, order_tax=0, shipping=490, prices_include_tax=True, later_refunds=60
    )

    assert (totals.sold, totals.discount, totals.included_tax) == (1500, 240, 0)
    assert totals.refunded == 260
    assert totals.net == 1500 - 240 - 260
    assert totals.units_milli == 3000
    assert totals.line_nets == (1000 - 100 - 93, 500 - 47, -200)


def test_contained_tax_of_the_order_is_cut_down_to_the_goods() -> None:
    lines = [LineAmounts(rules.SALE, 10_000, 1000, 0, 0)]

    totals = rules.totals(
        lines, order_discount=0, order_tax=2_000, shipping=2_500, prices_include_tax=True, later_refunds=0
    )

    assert totals.included_tax == 1_600
    assert totals.net == 8_400


def test_tax_on_top_is_no_part_of_sales() -> None:
    lines = [LineAmounts(rules.SALE, 10_000, 1000, 0, 1_900)]

    totals = rules.totals(
        lines, order_discount=0, order_tax=1_900, shipping=0, prices_include_tax=False, later_refunds=0
    )

    assert totals.net == 10_000


@given(
    st.lists(st.tuples(amounts, st.integers(0, 500)), min_size=1, max_size=12),
    st.integers(0, 10_000),
    st.integers(0, 5_000),
    st.booleans(),
)
def test_the_parts_of_an_order_add_up_to_the_whole(
    sold: list[tuple[int, int]], discount: int, tax: int, included: bool
) -> None:
    lines = [LineAmounts(rules.SALE, amount, 1000, off, 0) for amount, off in sold]

    totals = rules.totals(
        lines, order_discount=discount, order_tax=tax, shipping=0, prices_include_tax=included, later_refunds=0
    )

    assert totals.net == totals.sold - totals.discount - totals.included_tax - totals.refunded
    if totals.sold:
        assert sum(totals.line_nets) == totals.net
