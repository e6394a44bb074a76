from __future__ import annotations

from itertools import pairwise
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.stats import (
    Interval,
    bootstrap,
    newcombe_difference,
    normal_quantile,
    student_t_quantile,
    wilson,
)

shares = st.integers(1, 10**7).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


def rounded(interval: Interval | None, digits: int) -> tuple[float, float]:
    assert interval is not None
    return round(interval.low, digits), round(interval.high, digits)


@pytest.mark.parametrize(
    ("successes", "trials", "interval"),
    [(0, 10, (0, 0.27753)), (10, 10, (0.72247, 1)), (81, 263, (0.25529, 0.36621)), (15, 148, (0.06239, 0.16049))],
)
def test_wilson_reproduces_published_values(successes: int, trials: int, interval: tuple[float, float]) -> None:
    assert rounded(wilson(successes, trials), 5) == interval


@pytest.mark.parametrize(
    ("groups", "interval"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),  # Newcombe 1998, table II, method 10
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_reproduces_published_values(groups: tuple[int, int, int, int], interval: tuple[float, float]) -> None:
    assert rounded(newcombe_difference(*groups), 4) == interval


@given(shares)
def test_a_wilson_interval_holds_the_share_and_stays_inside(share: tuple[int, int]) -> None:
    interval = wilson(*share)
    assert interval is not None
    assert 0 <= interval.low <= share[0] / share[1] <= interval.high <= 1


@given(shares)
def test_wilson_mirrors_success_and_failure(share: tuple[int, int]) -> None:
    successes, trials = share
    one, other = wilson(successes, trials), wilson(trials - successes, trials)
    assert one is not None
    assert other is not None
    assert one.low == pytest.approx(1 - other.high, abs=1e-12)


@given(shares)
def test_ten_times_the_data_narrow_the_interval(share: tuple[int, int]) -> None:
    few, many = wilson(*share), wilson(share[0] * 10, share[1] * 10)
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


@given(shares, shares)
def test_a_difference_turned_around_is_negated(one: tuple[int, int], other: tuple[int, int]) -> None:
    forth, back = newcombe_difference(*one, *other), newcombe_difference(*other, *one)
    assert forth is not None
    assert back is not None
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low), abs=1e-12)
    assert -1 <= forth.low <= forth.high <= 1


def test_a_share_of_nobody_is_not_defined() -> None:
    assert wilson(0, 0) is None
    assert newcombe_difference(1, 2, 0, 0) is None
    for successes, trials in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="no share"):
            wilson(successes, trials)


@pytest.mark.parametrize(
    ("probability", "degrees", "quantile"),
    [
        (0.975, 1, 12.706204736),
        (0.975, 2, 4.302652730),
        (0.975, 5, 2.570581836),
        (0.975, 30, 2.042272456),
        (0.975, 1000, 1.962339081),
        (0.9995, 10, 4.586893859),
        (0.025, 5, -2.570581836),
        (0.5, 7, 0.0),
    ],
)
def test_student_t_reproduces_tables(probability: float, degrees: int, quantile: float) -> None:
    assert student_t_quantile(probability, degrees) == pytest.approx(quantile, abs=1e-9)


def test_student_t_joins_smoothly_and_ends_at_the_normal() -> None:
    near = [student_t_quantile(0.975, degrees) for degrees in (999, 1000, 1001, 1002)]
    steps = [one - other for one, other in pairwise(near)]
    assert steps == pytest.approx([steps[0]] * 3, rel=0.01)
    assert student_t_quantile(0.975, 10**9) == pytest.approx(normal_quantile(0.975))
    with pytest.raises(ValueError, match="no quantile"):
        student_t_quantile(1.0, 5)


def test_the_bootstrap_is_as_random_as_what_it_is_given() -> None:
    values = [float(number % 17) for number in range(400)]
    one, same, other = (bootstrap(values, mean, Random(seed)) for seed in (7, 7, 8))
    assert one == same != other


def test_the_bootstrap_of_a_mean_agrees_with_theory() -> None:
    values = [float(number % 17) for number in range(1_000)]
    interval = bootstrap(values, mean, Random(7), rounds=400)
    assert interval is not None
    half = 1.96 * sqrt(sum((value - mean(values)) ** 2 for value in values) / 999 / 1000)
    assert interval.low == pytest.approx(mean(values) - half, abs=half / 5)
    assert interval.high == pytest.approx(mean(values) + half, abs=half / 5)


def test_nothing_cannot_be_resampled() -> None:
    assert bootstrap([], mean, Random(7)) is None
    assert bootstrap([3.0], mean, Random(7), rounds=20) == Interval(3.0, 3.0)


def mean(values: object) -> float:
    assert isinstance(values, list)
    return float(sum(values) / len(values))
