"""Where a change in sales came from: more buyers, more orders each, or larger orders.

Sales are a product: buyers x orders per buyer x amount per order. How much of a change each factor made depends on the
order in which the factors are changed; the Shapley value (Shapley 1953) is the mean over all orders, and the only
split that adds up, treats factors alike and gives nothing to a factor that did not change.

All arithmetic is in fractions; only the final parts are rounded, to minor units that add up to the change exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import prod

from regulars.kit.rounding import round_to_sum

_MOST_FACTORS = 6  # 720 orders


@dataclass(frozen=True, slots=True)
class SalesLevels:
    """Sales of one period: distinct buyers, their orders, and the amount in minor units."""

    buyers: int
    orders: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SalesChange:
    """The parts of a change in sales, in minor units: each may be negative, together they are the change."""

    buyers_minor: int
    frequency_minor: int
    order_size_minor: int

    @property
    def change_minor(self) -> int:
        return self.buyers_minor + self.frequency_minor + self.order_size_minor


def explain_change(before: SalesLevels, after: SalesLevels) -> SalesChange:
    """Split the change between two periods over buyers, orders per buyer and amount per order. See `split_chain`."""
    parts = split_chain(
        (before.buyers, before.orders, before.amount_minor), (after.buyers, after.orders, after.amount_minor)
    )
    return SalesChange(*parts)


def split_chain(before: Sequence[int], after: Sequence[int]) -> list[int]:
    """Split the change of the last number of a chain over the chain's factors.

    A chain like (visitors, buyers, orders, amount) has the factors visitors, buyers / visitors, orders / buyers and
    amount / orders, whose product is the last number. The parts are integers that add up to `after[-1] - before[-1]`;
    swapping before and after negates them.

    Zeros: a factor that is not defined in one period (orders per buyer without a buyer) is taken from the other, for
    nothing is known to have changed; so the first order ever is all a matter of buyers. An amount that no count
    stands behind (a refund in a month without orders) belongs to the last factor.
    Raises ValueError for chains of different or no length, and for negative counts.
    """
    if len(before) != len(after) or not 1 <= len(before) <= _MOST_FACTORS:
        raise ValueError(f"two chains of equal length from 1 to {_MOST_FACTORS}, not {len(before)} and {len(after)}")
    if min((*before[:-1], *after[:-1]), default=0) < 0:
        raise ValueError("a count is negative")
    old, new = _factors(before, after), _factors(after, before)
    parts = shapley(old, new)
    parts[-1] += (after[-1] - prod(new)) - (before[-1] - prod(old))
    return round_to_sum(parts)


def shapley(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """What each factor adds to the change of their product: its mean step over all orders of changing them.

    The parts add up to `prod(after) - prod(before)` exactly.
    """
    totals = [Fraction(0)] * len(before)
    orders = list(permutations(range(len(before))))
    for order in orders:
        current = list(before)
        product = prod(current)
        for position in order:
            current[position] = after[position]
            changed = prod(current)
            totals[position] += changed - product
            product = changed
    return [total / len(orders) for total in totals]


def _factors(chain: Sequence[int], other: Sequence[int]) -> list[Fraction]:
    factors = [Fraction(chain[0])]
    for at in range(1, len(chain)):
        if chain[at - 1]:
            factors.append(Fraction(chain[at], chain[at - 1]))
        elif other[at - 1]:
            factors.append(Fraction(other[at], other[at - 1]))
        else:
            factors.append(Fraction(0))
    return factors
