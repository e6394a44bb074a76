"""A history short enough to count by hand.

    customer  day          sold   less            net
    1         10 Jan       100.00                 100.00   coffee; the second order of that day: 20.00
    1         10 Jan        20.00                  20.00
    1          9 Feb        60.00  10.00 refunded  50.00
    2         20 Jan        40.00                  40.00
    2         21 Mar        40.00  40.00 refunded   0.00
    3         15 Feb        50.00   5.00 discount  45.00
    3          1 Jun        20.00 in a currency without a rate
    4          5 Mar        30.00                  30.00
    4         13 Jun        30.00                  30.00
    5         20 Jun        80.00                  80.00
    nobody     1 Feb        70.00                  70.00
    nobody    25 Jun        10.00                  10.00

Besides: an order of no value, a replacement and a canceled one, which never count; refunds without an order of 7.00
(customer 1, 10 March) and 3.00 (nobody, 26 June), and a correction of 9.99 that is no refund.
"""

from __future__ import annotations

import pytest

from tinyshop import TinyLake, TinyShop

COFFEE, TEA = 7, 8
AS_OF = "2025-06-30"


@pytest.fixture(scope="session")
def shop() -> TinyShop:
    shop = TinyShop()
    shop.product(COFFEE, "House coffee", "coffee")
    shop.product(TEA, "Green tea", "tea")
    berlin = {"store": "Berlin", "country": "DE"}
    vienna = {"store": "Vienna", "country": "AT"}
    shop.order(1, "2025-01-10", 10_000, lines=[(COFFEE, 10_000, 4)], acquisition="search", **berlin)
    shop.order(1, "2025-01-10", 2_000, hour=15, lines=[(TEA, 2_000)], **berlin)
    shop.order(1, "2025-02-09", 6_000, refunded=1_000, lines=[(COFFEE, 4_000), (TEA, 2_000)], **vienna)
    shop.order(2, "2025-01-20", 4_000, lines=[(TEA, 1_000), (COFFEE, 3_000)], **berlin)
    shop.order(2, "2025-03-21", 4_000, refunded=4_000, lines=[(TEA, 4_000)], **berlin)
    shop.order(3, "2025-02-15", 5_000, discount=500, lines=[(TEA, 5_000)], acquisition="search", **vienna)
    shop.order(3, "2025-06-01", 2_000, rate=None, currency="USD", lines=[(TEA, 2_000)], **vienna)
    shop.order(4, "2025-03-05", 3_000, lines=[(TEA, 1_500), (COFFEE, 1_500)], **vienna)
    shop.order(4, "2025-06-13", 3_000, kind="renewal", lines=[(TEA, 3_000)], **vienna)
    shop.order(5, "2025-06-20", 8_000, lines=[(TEA, 8_000)], **berlin)
    shop.order(None, "2025-02-01", 7_000, acquisition="search", **berlin)
    shop.order(None, "2025-06-25", 1_000, **vienna)
    shop.order(2, "2025-02-02", 0, **berlin)
    shop.order(2, "2025-02-03", 500, kind="replacement", **berlin)
    shop.order(2, "2025-02-04", 900, counted=False, **berlin)
    shop.refund("2025-03-10", 700, customer=1, store="Berlin", country="DE")
    shop.refund("2025-06-26", 300)
    shop.refund("2025-06-26", 999, role="adjustment")
    return shop


@pytest.fixture(scope="session")
def lake(shop: TinyShop) -> TinyLake:
    return shop.lake()
