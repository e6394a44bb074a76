from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.rounding import allocate, half_even, round_to_sum

amounts = st.integers(-(10**15), 10**15)
weights = st.lists(
    st.one_of(st.integers(0, 10**12), st.fractions(0, 1000, max_denominator=997)), min_size=1, max_size=30
)
fractions = st.fractions(-(10**9), 10**9, max_denominator=5040)


@pytest.mark.parametrize(
    ("numerator", "denominator", "nearest"),
    [
        (1, 2, 0),
        (3, 2, 2),
        (5, 2, 2),
        (-1, 2, 0),
        (-3, 2, -2),
        (-5, 2, -2),
        (7, 3, 2),
        (8, 3, 3),
        (-8, 3, -3),
        (6, 3, 2),
    ],
)
def test_half_goes_to_the_even_neighbor(numerator: int, denominator: int, nearest: int) -> None:
    assert half_even(numerator, denominator) == nearest


@given(amounts, st.integers(1, 10**9))
def test_half_even_agrees_with_exact_rational_rounding(numerator: int, denominator: int) -> None:
    assert half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("total", "shares_of", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [0, 0], [3, 2]),
        (5, [0, 7, 0], [0, 5, 0]),
        (1, [1, 2], [0, 1]),
        (0, [1, 2], [0, 0]),
        (0, [], []),
        (10, [Fraction(1, 3), Fraction(1, 6), Fraction(1, 2)], [3, 2, 5]),
        (7, [3, 3, 1], [3, 3, 1]),
    ],
)
def test_shares_go_by_largest_remainder_and_ties_by_position(
    total: int, shares_of: list[int | Fraction], shares: list[int]
) -> None:
    assert allocate(total, shares_of) == shares


@given(amounts, weights)
def test_shares_add_up_and_stay_within_one_of_their_quota(total: int, weights: list[int | Fraction]) -> None:
    shares = allocate(total, weights)
    assert sum(shares) == total
    whole = sum(Fraction(weight) for weight in weights)
    if whole:
        assert all(abs(share - total * weight / whole) < 1 for share, weight in zip(shares, weights, strict=True))
        assert all(share == 0 for share, weight in zip(shares, weights, strict=True) if weight == 0)


@given(amounts, weights)
def test_a_negative_total_is_shared_symmetrically(total: int, weights: list[int | Fraction]) -> None:
    assert allocate(-total, weights) == [-share for share in allocate(total, weights)]


@given(amounts, weights, st.integers(1, 1000))
def test_only_proportions_matter(total: int, weights: list[int | Fraction], times: int) -> None:
    assert allocate(total, [weight * times for weight in weights]) == allocate(total, weights)


@given(st.integers(0, 10**12), weights)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int | Fraction]) -> None:
    shares = allocate(total, weights)
    ranked = sorted(zip(weights, shares, strict=True))
    assert all(low[1] <= high[1] for low, high in pairwise(ranked) if low[0] < high[0])


def test_nothing_is_shared_out_to_nobody_nor_by_a_negative_weight() -> None:
    with pytest.raises(ValueError, match="nobody"):
        allocate(5, [])
    with pytest.raises(ValueError, match="negative"):
        allocate(5, [3, -1])


@given(st.lists(fractions, max_size=12))
def test_rounded_parts_keep_their_sum_and_are_near(parts: list[Fraction]) -> None:
    parts = [*parts, -sum(parts, Fraction(0))]
    rounded = round_to_sum(parts)
    assert sum(rounded) == sum(parts)
    assert all(abs(integer - part) < 1 for integer, part in zip(rounded, parts, strict=True))
    assert round_to_sum([-part for part in parts]) == [-integer for integer in rounded]


def test_parts_of_a_broken_sum_cannot_be_rounded_to_it() -> None:
    with pytest.raises(ValueError, match="no integer"):
        round_to_sum([Fraction(1, 2), Fraction(1, 3)])
