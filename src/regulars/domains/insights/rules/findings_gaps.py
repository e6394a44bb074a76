"""Products that sold steadily, then not at all for weeks, then again: most likely they could not be had.

A gap is judged against the shop's orders in it, not its days: closing for Christmas stops every product. Under one
steady share of orders, the chance that none of k orders with the product falls into the gap is (1 - gap / all) ** k
(the conditional test of two Poisson rates: Przyborowski and Wilenski 1940).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from regulars.domains.insights.rules.findings_choice import LEAST_PEOPLE, STOCK_OUT, Candidate, Claimed

LEAST_GAP_DAYS, MOST_GAP_DAYS = 14, 182
AROUND_DAYS, BLOCK_DAYS = 56, 14
LEAST_ORDERS_EACH_SIDE = 5


@dataclass(frozen=True, slots=True)
class Block:
    """Two weeks beside the gap: orders with the product, and all orders of the shop."""

    orders: int
    shop_orders: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Gap:
    """From `first` to `last` day without one sale; `before` and `after` run away from the gap, nearest block first.

    `sale_days` counts the product's days with a sale in the time searched: each could have begun a gap.
    """

    product: int
    first: date
    last: date
    shop_orders: int
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    sale_days: int


@dataclass(frozen=True, slots=True)
class StockOut:
    """`missing_orders` and `missing_minor`: what the product's share of orders beside the gap would have brought."""

    gap: Gap
    orders_around: int
    missing_orders: float
    missing_minor: int


class Gaps:
    """The most telling silence of each product of `products` searched; a product is not claimed twice."""

    depends_on = ()

    def __init__(self, gaps: Sequence[Gap], products: int) -> None:
        best: dict[int, Candidate] = {}
        for gap in gaps:
            candidate = _judge(gap)
            if gap.product not in best or candidate.p < best[gap.product].p:
                best[gap.product] = candidate
        # Products without a gap were looked at too: they raise the bar.
        quiet = Candidate(STOCK_OUT, None, 1.0, False, None)
        self._candidates = (*best.values(), *[quiet] * (products - len(best)))

    def candidates(self, claimed: Claimed) -> Sequence[Candidate]:
        """The same whatever was claimed before: stock does not depend on who buys."""
        return self._candidates


def _judge(gap: Gap) -> Candidate:
    blocks = (*gap.before, *gap.after)
    orders, shop = sum(each.orders for each in blocks), sum(each.shop_orders for each in blocks)
    amount = sum(each.amount_minor for each in blocks)
    if not orders or not shop:
        return Candidate(STOCK_OUT, gap.product, 1.0, False, None)
    share = gap.shop_orders / (gap.shop_orders + shop)
    once = (1 - share) ** (orders / _unsteadiness(blocks, orders / shop))
    evidence = StockOut(gap, orders, orders * gap.shop_orders / shop, round(amount * gap.shop_orders / shop))
    return Candidate(
        STOCK_OUT, gap.product, min(1.0, gap.sale_days * once), _is_sudden(gap) and orders >= LEAST_PEOPLE, evidence
    )


def _unsteadiness(blocks: Sequence[Block], rate: float) -> float:
    """Index of dispersion of the product's sales beside the gap; goods of a season fade out and fade in again."""
    busy = [each for each in blocks if each.shop_orders]
    if len(busy) < 3:
        return 1.0
    squares = sum((each.orders - rate * each.shop_orders) ** 2 / (rate * each.shop_orders) for each in busy)
    return max(1.0, squares / (len(busy) - 1))


def _is_sudden(gap: Gap) -> bool:
    """Whether sales were still, and at once again, at least half of what is usual beside the gap."""
    blocks = (*gap.before, *gap.after)
    rate = sum(each.orders for each in blocks) / sum(each.shop_orders for each in blocks)
    for side in (gap.before, gap.after):
        orders, shop = sum(each.orders for each in side), sum(each.shop_orders for each in side)
        near = side[0]
        if orders < LEAST_ORDERS_EACH_SIDE or orders < 0.5 * rate * shop or near.orders < 0.5 * rate * near.shop_orders:
            return False
    return True
