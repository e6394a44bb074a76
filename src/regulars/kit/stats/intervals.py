"""Intervals for shares and their differences, and for anything by resampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

from regulars.kit.stats.distributions import normal_quantile

if TYPE_CHECKING:
    from random import Random

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its interval (None where there is too little to say), and how many it rests on."""

    value: float
    interval: Interval | None
    count: int


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval | None:
    """The score interval for a share (Wilson 1927), without continuity correction; None without a trial.

    It stays inside 0 to 1 and is honest for 0 of 10: 0 to .27753.
    Raises ValueError unless 0 <= successes <= trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no share")
    if trials == 0:
        return None
    z = normal_quantile((1 + confidence) / 2)
    share, square = successes / trials, z * z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = z / (1 + square / trials) * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return Interval(low, high)


def newcombe_difference(
    successes_1: int, trials_1: int, successes_2: int, trials_2: int, confidence: float = 0.95
) -> Interval | None:
    """The hybrid score interval for the first share minus the second (Newcombe 1998, method 10).

    The groups are independent. None where one of them is empty. 56/70 - 48/80 gives .0524 to .3339.
    """
    one = wilson(successes_1, trials_1, confidence)
    two = wilson(successes_2, trials_2, confidence)
    if one is None or two is None:
        return None
    share_1, share_2 = successes_1 / trials_1, successes_2 / trials_2
    difference = share_1 - share_2
    return Interval(
        max(-1.0, difference - sqrt((share_1 - one.low) ** 2 + (two.high - share_2) ** 2)),
        min(1.0, difference + sqrt((one.high - share_1) ** 2 + (share_2 - two.low) ** 2)),
    )


def bootstrap(
    values: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    rng: Random,
    *,
    rounds: int = 1_000,
    confidence: float = 0.95,
) -> Interval | None:
    """The percentile bootstrap interval (Efron 1979): resample the values, take the middle of the statistics.

    Give one value for each customer, not for each order. The same state of `rng` gives the same interval. None
    without values.
    """
    if not values:
        return None
    found = sorted(statistic(rng.choices(values, k=len(values))) for _ in range(rounds))
    outside = int(rounds * (1 - confidence) / 2)
    return Interval(found[outside], found[rounds - 1 - outside])
