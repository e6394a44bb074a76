"""The tables of the lake mean the same to another engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engines.lake_parity import assert_same, on_sqlite
from regulars.base import lake


@pytest.fixture
def filled(toy):
    toy.many(1, 400)
    toy.record({"id": 900, "customer": None, "sold_minor": 2**40, "at": datetime(2024, 2, 29, 23, 30, tzinfo=UTC)})
    toy.sync()
    return toy


def questions(table) -> dict[str, object]:
    """One expression for each part of the portable subset."""
    import ibis

    orders = table("toy_orders")
    latest = ibis.window(group_by=orders.customer, order_by=[orders.placed_on.desc(), orders.id])
    none = orders.filter(orders.id < 0)
    ranked = orders.mutate(place=ibis.row_number().over(latest))
    return {
        "rows": orders.drop("placed_at"),
        "sums": orders.group_by("customer").aggregate(
            n=orders.count(), sold=orders.sold_minor.sum(), shops=orders.shop.nunique(), last=orders.placed_on.max()
        ),
        "months": orders.group_by(month=orders.placed_on.truncate("M")).aggregate(n=orders.count()),
        "windows": ranked.filter(ranked.place == 0).select("customer", "id"),
        "derived": table("toy_buyers"),
        "nothing": none.aggregate(sold=none.sold_minor.sum(), n=none.count()),
        "division": orders.select("id", share=(orders.sold_minor // 7).cast("int64")),
    }


@pytest.mark.parametrize("name", ["rows", "sums", "months", "windows", "derived", "nothing", "division"])
def test_sqlite_answers_like_the_lake(filled, name: str) -> None:
    with lake.session() as opened, on_sqlite(opened, ["toy_orders", "toy_buyers"]) as second:
        rows = assert_same(opened, second, questions(opened.table)[name])
    assert rows


def test_a_difference_between_engines_is_found(filled) -> None:
    with lake.session() as opened, on_sqlite(opened, ["toy_orders"]) as second:
        second._run("UPDATE toy_orders SET sold_minor = sold_minor + 1 WHERE id = 7")
        orders = opened.table("toy_orders")
        with pytest.raises(AssertionError, match="sold_minor"):
            assert_same(opened, second, orders.select("id", "sold_minor"))
