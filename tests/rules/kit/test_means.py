from __future__ import annotations

from fractions import Fraction
from statistics import fmean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.stats import Estimate, Interval, Running, mean_of_sums, ratio_of_sums

amounts = st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60)
pairs = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 50)), min_size=2, max_size=60)


def of_values(values: list[int]) -> Estimate | None:
    return mean_of_sums(len(values), sum(values), sum(value * value for value in values))


def of_pairs(pairs: list[tuple[int, int]]) -> Estimate | None:
    return ratio_of_sums(
        len(pairs),
        sum(y for y, _ in pairs),
        sum(x for _, x in pairs),
        sum(y * y for y, _ in pairs),
        sum(x * y for y, x in pairs),
        sum(x * x for _, x in pairs),
    )


def test_a_mean_has_the_t_interval_of_the_textbook() -> None:
    estimate = of_values([2, 4, 4, 4, 5, 5, 7, 9])
    assert estimate is not None
    assert estimate.interval is not None
    assert (estimate.value, estimate.count) == (5.0, 8)
    assert (estimate.interval.low, estimate.interval.high) == pytest.approx((3.21251, 6.78749), abs=1e-5)


def test_large_amounts_with_a_small_spread_lose_nothing() -> None:
    estimate = of_values([10**15 + value for value in (1, 2, 3)])
    assert estimate is not None
    assert estimate.interval is not None
    assert estimate.interval.high - estimate.interval.low == pytest.approx(2 * 4.30265 / 3**0.5, abs=0.2)


@given(amounts)
def test_sums_and_one_by_one_agree(values: list[int]) -> None:
    running = Running()
    for value in values:
        running.add(value)
    one, other = of_values(values), running.estimate()
    assert one is not None
    assert other is not None
    assert one.value == pytest.approx(other.value, abs=1e-3)
    assert (one.interval is None) == (other.interval is None) == (len(values) == 1)
    if one.interval and other.interval:
        assert one.interval.low == pytest.approx(other.interval.low, abs=1e-2)
        assert one.interval.low <= one.value <= one.interval.high
    if running.variance is not None:
        assert running.variance == pytest.approx(variance(values), rel=1e-9, abs=1e-6)


@given(amounts, st.lists(st.integers(-(10**9), 10**9), max_size=60))
def test_merged_halves_are_the_whole(values: list[int], others: list[int]) -> None:
    one, other, whole = Running(), Running(), Running()
    for value in values:
        one.add(value)
    for value in others:
        other.add(value)
    for value in values + others:
        whole.add(value)
    one.merge(other)
    assert one.count == whole.count
    assert one.mean == pytest.approx(fmean(values + others), abs=1e-3)
    if whole.variance is not None:
        assert one.variance == pytest.approx(whole.variance, rel=1e-9, abs=1e-6)


def test_merging_into_nothing_is_a_copy() -> None:
    one, other = Running(), Running()
    other.add(3)
    other.add(5)
    one.merge(other)
    assert (one.count, one.mean, one.variance) == (2, 4.0, 2.0)


@given(pairs)
def test_a_ratio_over_a_constant_base_is_a_mean(pairs: list[tuple[int, int]]) -> None:
    ratio, mean = of_pairs([(y, 1) for y, _ in pairs]), of_values([y for y, _ in pairs])
    assert ratio == mean


@given(pairs)
def test_a_ratio_is_of_the_sums_and_its_interval_holds_it(pairs: list[tuple[int, int]]) -> None:
    estimate = of_pairs(pairs)
    assert estimate is not None
    assert estimate.interval is not None
    assert estimate.value == float(Fraction(sum(y for y, _ in pairs), sum(x for _, x in pairs)))
    assert estimate.interval.low <= estimate.value <= estimate.interval.high


def test_a_ratio_that_everyone_shares_is_certain() -> None:
    assert of_pairs([(10, 1), (20, 2), (70, 7)]) == Estimate(10.0, Interval(10.0, 10.0), 3)


def test_a_known_ratio_by_customer() -> None:
    """Residuals y - 2x of (3,1) (2,1) (3,2): 1, 0, -1; variance 3/2 * 2 / 4**2; t for 2 degrees."""
    estimate = of_pairs([(3, 1), (2, 1), (3, 2)])
    assert estimate is not None
    assert estimate.interval is not None
    assert estimate.value == 2.0
    assert estimate.interval.high == pytest.approx(2 + 4.30265273 * (3 / 16) ** 0.5, abs=1e-7)


def test_too_little_to_say_says_so() -> None:
    assert mean_of_sums(0, 0, 0) is None
    assert mean_of_sums(1, 7, 49) == Estimate(7.0, None, 1)
    assert ratio_of_sums(0, 0, 0, 0, 0, 0) is None
    assert ratio_of_sums(2, 5, 0, 13, 0, 0) is None
    assert ratio_of_sums(1, 6, 2, 36, 12, 4) == Estimate(3.0, None, 1)
    assert Running().estimate() is None
    assert Running().variance is None
