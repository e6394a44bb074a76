"""The median over counted values is the median over rows."""

from __future__ import annotations

import random

import pytest

from regulars.base.expressions import twice_median, twice_median_counted
from tinyshop import TinyShop


@pytest.mark.parametrize("orders", [0, 1, 2, 3, 7, 40, 41])
def test_counted_values_have_the_same_median_as_rows(orders: int) -> None:
    dice, shop = random.Random(orders), TinyShop()
    for _ in range(orders):
        shop.order(dice.randrange(3), "2025-01-10", dice.choice((100, 200, 200, 350)), store=dice.choice("ab"))
    lake = shop.lake()
    sales = lake.table("sales")
    for by in ((), ("store",)):
        rows = lake.rows(twice_median(sales, "sold_minor", by=by, tie=("id",)))
        counted = lake.rows(twice_median_counted(sales, "sold_minor", by=by))
        assert sorted(map(str, counted)) == sorted(map(str, rows))
