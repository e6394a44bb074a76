"""Exact rounding: single numbers half to even, and shares that add up to what was shared out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


def half_even(numerator: int, denominator: int) -> int:
    """The integer nearest to `numerator / denominator`; exactly between two, the even one. The denominator is > 0."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + 1 if twice > denominator or (twice == denominator and whole % 2) else whole


def allocate(total: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Share out an integer in proportion to weights, by largest remainder (Hamilton's method).

    The shares add up to `total` exactly and each is within 1 of its exact quota. Equal remainders go to the earlier
    position. A negative total is shared as the positive one, negated. Weights that are all zero count as equal.
    Raises ValueError for a negative weight, and for no weights unless the total is 0.
    """
    if total < 0:
        return [-share for share in allocate(-total, weights)]
    if not weights:
        if total:
            raise ValueError(f"nobody to share {total} out to")
        return []
    parts = _integers(weights)
    if min(parts) < 0:
        raise ValueError(f"a weight is negative: {min(weights)}")
    whole = sum(parts)
    if whole == 0:
        parts, whole = [1] * len(parts), len(parts)
    quotas = [divmod(total * part, whole) for part in parts]
    return _hand_out(total, [floor for floor, _ in quotas], [rest for _, rest in quotas])


def round_to_sum(parts: Sequence[Fraction]) -> list[int]:
    """Round parts of any sign to integers that keep their sum, by largest remainder; ties go to the earlier part.

    Negating all parts negates the answer. Raises ValueError when the sum is no integer.
    """
    total = sum(parts, Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"the parts add up to {total}, no integer")
    leading = total or next((part for part in parts if part), Fraction(0))
    if leading < 0:
        return [-part for part in round_to_sum([-part for part in parts])]
    scale = lcm(*(part.denominator for part in parts))
    floors = [part.numerator // part.denominator for part in parts]
    rests = [
        (part - floor).numerator * (scale // (part - floor).denominator)
        for part, floor in zip(parts, floors, strict=True)
    ]
    return _hand_out(total.numerator, floors, rests)


def _hand_out(total: int, floors: list[int], rests: list[int]) -> list[int]:
    missing = total - sum(floors)
    for position in sorted(range(len(rests)), key=lambda at: -rests[at])[:missing]:  # the sort is stable
        floors[position] += 1
    return floors


def _integers(weights: Sequence[int | Fraction]) -> list[int]:
    """The same proportions in integers."""
    scale = lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (scale // weight.denominator) for weight in weights]
