from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import floor
from random import Random
from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.stats import (
    counts_of,
    gini,
    quantile_of_counts,
    quantile_sorted,
    tie_safe_scale,
    tie_safe_scores,
    top_share,
)

few_values = st.lists(st.integers(-3, 8), min_size=1, max_size=80)  # many ties
amounts = st.lists(st.integers(-1000, 10**9), min_size=1, max_size=80)
bins = st.integers(1, 10)


@given(few_values, bins, st.booleans())
def test_a_score_follows_the_rule_as_written(values: list[int], bins: int, higher_is_better: bool) -> None:
    sign = 1 if higher_is_better else -1
    for value, score in zip(values, tie_safe_scores(values, bins, higher_is_better=higher_is_better), strict=True):
        worse = sum(1 for other in values if sign * other < sign * value)
        position = Fraction(2 * worse + values.count(value), 2 * len(values))
        assert score == 1 + floor(bins * position)
        assert 1 <= score <= bins


@given(few_values, st.randoms(use_true_random=False))
def test_shuffling_moves_nobody(values: list[int], random: Random) -> None:
    before = list(zip(values, tie_safe_scores(values), strict=True))
    order = list(range(len(values)))
    random.shuffle(order)
    shuffled = tie_safe_scores([values[place] for place in order])
    assert [before[place][1] for place in order] == shuffled


@given(amounts, bins, st.booleans())
def test_better_never_scores_lower_and_equal_scores_equal(values: list[int], bins: int, higher_is_better: bool) -> None:
    ranked = sorted(zip(values, tie_safe_scores(values, bins, higher_is_better=higher_is_better), strict=True))
    scores = [score for _, score in ranked]
    assert scores == sorted(scores, reverse=not higher_is_better)
    assert len(set(ranked)) == len(set(values))


@given(amounts, st.integers(1, 9), bins)
def test_more_customers_of_the_same_kind_move_nobody(values: list[int], times: int, bins: int) -> None:
    assert tie_safe_scale(values * times, bins) == tie_safe_scale(values, bins)


def test_distinct_values_fill_the_bins_evenly() -> None:
    assert tie_safe_scores(list(range(10))) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert tie_safe_scores(list(range(10)), higher_is_better=False) == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert tie_safe_scores([7] * 10) == [3] * 10
    assert tie_safe_scores([1] * 8 + [2] * 2) == [3] * 8 + [5] * 2
    assert tie_safe_scores([]) == []


@given(few_values)
def test_counts_do_as_well_as_values(values: list[int]) -> None:
    counts = Counter(values)
    share = Fraction(1, 4)
    assert tie_safe_scale(counts) == tie_safe_scale(values)
    assert gini(counts) == gini(values)
    assert top_share(counts) == top_share(values)
    assert quantile_of_counts(counts, share) == quantile_of_counts(values, share)
    assert list(counts_of(values)) == sorted(set(values))


@given(amounts)
def test_gini_is_the_mean_difference(values: list[int]) -> None:
    held = [max(0, value) for value in values]
    number, total = len(held), sum(held)
    if total == 0:
        assert gini(values) is None
    else:
        differences = sum(abs(one - other) for one in held for other in held)
        assert gini(values) == float(Fraction(differences, 2 * number * total))


@pytest.mark.parametrize(
    ("values", "concentration"),
    [
        ([5, 5, 5], 0.0),
        ([0, 0, 0, 12], 0.75),
        ([-7, 0, 0, 12], 0.75),
        ([1, 2, 3, 4], 0.25),
        ([0, -1], None),
        ([], None),
    ],
)
def test_gini_of_known_spreads(values: list[int], concentration: float | None) -> None:
    assert gini(values) == concentration


@pytest.mark.parametrize(
    ("values", "part", "share"),
    [
        (list(range(1, 11)), Fraction(1, 10), 10 / 55),
        ([10] * 10, Fraction(1, 10), 0.1),
        ([4, 4, 2, 0, -9], Fraction(3, 10), 0.6),  # one customer and half of the next
        ([1, 2, 3], Fraction(1), 1.0),
        ([1, 2, 3], Fraction(0), 0.0),
        ([0, -3], Fraction(1, 10), None),
        ([], Fraction(1, 10), None),
    ],
)
def test_the_share_of_the_top(values: list[int], part: Fraction, share: float | None) -> None:
    assert top_share(values, part) == share


@given(amounts, st.fractions(0, 1, max_denominator=100), st.fractions(0, 1, max_denominator=100))
def test_a_larger_top_never_has_less_and_never_less_than_its_part(
    values: list[int], one: Fraction, other: Fraction
) -> None:
    small, large = sorted((one, other))
    least, most = top_share(values, small), top_share(values, large)
    if least is not None and most is not None:
        assert small - 1e-12 <= least <= most <= 1


def test_parts_and_shares_lie_between_0_and_1() -> None:
    with pytest.raises(ValueError, match="no part"):
        top_share([1], Fraction(2))
    with pytest.raises(ValueError, match="no share"):
        quantile_sorted([1], Fraction(-1, 2))
    with pytest.raises(ValueError, match="count is negative"):
        counts_of({1: -1})


@given(amounts)
def test_the_median_is_exact(values: list[int]) -> None:
    expected = Fraction(sum(sorted(values)[(len(values) - 1) // 2 : len(values) // 2 + 1]), 2 - len(values) % 2)
    assert quantile_sorted(sorted(values), Fraction(1, 2)) == expected
    assert float(expected) == median(values)


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=60))
def test_quartiles_agree_with_the_inclusive_method(values: list[int]) -> None:
    exact = [quantile_sorted(sorted(values), Fraction(quarter, 4)) for quarter in (1, 2, 3)]
    assert [float(quartile or 0) for quartile in exact] == pytest.approx(quantiles(values, n=4, method="inclusive"))


@given(amounts, st.fractions(0, 1, max_denominator=1000))
def test_counts_give_the_quantiles_of_their_values(values: list[int], share: Fraction) -> None:
    exact = quantile_sorted(sorted(values), share)
    assert exact is not None
    assert quantile_of_counts(Counter(values), share) == exact
    assert min(values) <= exact <= max(values)


def test_nothing_has_no_quantile() -> None:
    assert quantile_sorted([], Fraction(1, 2)) is None
    assert quantile_of_counts({3: 0}, Fraction(1, 2)) is None
