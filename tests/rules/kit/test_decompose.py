from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.decompose import SalesChange, SalesLevels, explain_change, shapley, split_chain

counts = st.one_of(st.just(0), st.integers(0, 10**7))
chains = st.tuples(counts, counts, st.integers(-(10**9), 10**12))
factors = st.fractions(-1000, 1000, max_denominator=60)

NOBODY = SalesLevels(0, 0, 0)
SUMMER = SalesLevels(buyers=1948, orders=4004, amount_minor=190_664_860)
AUTUMN = SalesLevels(buyers=2851, orders=6341, amount_minor=315_397_455)


def test_the_autumn_of_online_retail_came_mostly_from_buyers() -> None:
    change = explain_change(SUMMER, AUTUMN)
    assert change.change_minor == 124_732_595
    pounds = [
        round(Fraction(part, 100)) for part in (change.buyers_minor, change.frequency_minor, change.order_size_minor)
    ]
    assert pounds == [940_858, 197_308, 109_159]


@given(chains, chains)
def test_the_parts_add_up_to_the_change_to_the_minor_unit(
    before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    assert sum(split_chain(before, after)) == after[-1] - before[-1]


@given(chains, chains)
def test_looking_back_negates_every_part(before: tuple[int, int, int], after: tuple[int, int, int]) -> None:
    assert split_chain(after, before) == [-part for part in split_chain(before, after)]


@given(chains)
def test_no_change_has_no_parts(chain: tuple[int, int, int]) -> None:
    assert split_chain(chain, chain) == [0, 0, 0]


@given(st.lists(st.tuples(factors, factors), min_size=1, max_size=4))
def test_shapley_parts_add_up_and_a_factor_that_stood_still_gets_nothing(
    pairs: list[tuple[Fraction, Fraction]],
) -> None:
    before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    parts = shapley(before, after)
    assert sum(parts) == prod(after) - prod(before)
    assert all(part == 0 for part, (old, new) in zip(parts, pairs, strict=True) if old == new)


@given(st.lists(st.tuples(factors, factors), min_size=2, max_size=4))
def test_shapley_treats_factors_alike(pairs: list[tuple[Fraction, Fraction]]) -> None:
    parts = shapley(*([pair[side] for pair in pairs] for side in (0, 1)))
    turned = shapley(*([pair[side] for pair in reversed(pairs)] for side in (0, 1)))
    assert turned == parts[::-1]


def test_two_factors_share_the_step_both_made_equally() -> None:
    assert shapley([Fraction(2), Fraction(3)], [Fraction(4), Fraction(5)]) == [8, 6]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (NOBODY, NOBODY, SalesChange(0, 0, 0)),
        (NOBODY, SalesLevels(2, 3, 999), SalesChange(999, 0, 0)),
        (SalesLevels(2, 3, 999), NOBODY, SalesChange(-999, 0, 0)),
        (SalesLevels(2, 3, 999), SalesLevels(2, 3, 0), SalesChange(0, 0, -999)),
        (NOBODY, SalesLevels(0, 0, -500), SalesChange(0, 0, -500)),
        (SalesLevels(2, 2, 1000), SalesLevels(0, 0, -500), SalesChange(-1000, 0, -500)),
        (SalesLevels(2, 2, 1000), SalesLevels(4, 4, 2000), SalesChange(1000, 0, 0)),
        (SalesLevels(2, 2, 1000), SalesLevels(2, 4, 2000), SalesChange(0, 1000, 0)),
        (SalesLevels(2, 2, 1000), SalesLevels(2, 2, 2000), SalesChange(0, 0, 1000)),
    ],
)
def test_zeros_and_single_causes(before: SalesLevels, after: SalesLevels, change: SalesChange) -> None:
    assert explain_change(before, after) == change


def test_chains_must_match_and_count_upward() -> None:
    with pytest.raises(ValueError, match="equal length"):
        split_chain([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="equal length"):
        split_chain([], [])
    with pytest.raises(ValueError, match="negative"):
        split_chain([-1, 2, 3], [1, 2, 3])
