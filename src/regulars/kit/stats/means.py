"""Means and ratios with their intervals, from sums a database can make or one value at a time.

One unit is one customer: orders of one person are not independent, and an interval by order would be too narrow.
Intervals are by Student's t with count - 1 degrees of freedom, and None for fewer than two units.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from regulars.kit.stats.distributions import student_t_quantile
from regulars.kit.stats.intervals import Estimate, Interval


def mean_of_sums(count: int, total: int, total_of_squares: int, confidence: float = 0.95) -> Estimate | None:
    """The mean of integers from their count, sum and sum of squares; None without a unit.

    Integer arithmetic: large amounts with a small spread lose nothing.
    """
    if count == 0:
        return None
    mean = total / count
    if count == 1:
        return Estimate(mean, None, count)
    variance = Fraction(count * total_of_squares - total * total, count * (count - 1))
    return Estimate(mean, _around(mean, float(variance / count), count, confidence), count)


def ratio_of_sums(
    count: int,
    total: int,
    total_base: int,
    total_of_squares: int,
    total_of_products: int,
    total_of_base_squares: int,
    confidence: float = 0.95,
) -> Estimate | None:
    """A ratio of two sums over the same units, such as sales per order by customer; None where the base is 0.

    Its variance is the linearized (delta method) one of a ratio estimator (Cochran 1977, 6.4).
    Arguments: units, sum y, sum x, sum y*y, sum x*y, sum x*x; the ratio is y / x.
    """
    if count == 0 or total_base == 0:
        return None
    ratio = Fraction(total, total_base)
    if count == 1:
        return Estimate(float(ratio), None, count)
    residuals = total_of_squares - 2 * ratio * total_of_products + ratio * ratio * total_of_base_squares
    variance = residuals * count / ((count - 1) * Fraction(total_base) ** 2)
    return Estimate(float(ratio), _around(float(ratio), float(variance), count, confidence), count)


class Running:
    """Count, mean and variance of values seen one at a time, without keeping them (Welford 1962)."""

    def __init__(self) -> None:
        self.count = 0
        self.mean = 0.0
        self._squares = 0.0  # sum of squared distances from the mean

    def add(self, value: float) -> None:
        self.count += 1
        distance = value - self.mean
        self.mean += distance / self.count
        self._squares += distance * (value - self.mean)

    def merge(self, other: Running) -> None:
        """Take in what another one saw (Chan, Golub and LeVeque 1979)."""
        if other.count == 0:
            return
        count = self.count + other.count
        distance = other.mean - self.mean
        self._squares += other._squares + distance * distance * self.count * other.count / count
        self.mean += distance * other.count / count
        self.count = count

    @property
    def variance(self) -> float | None:
        """The sample variance; None for fewer than two values."""
        return self._squares / (self.count - 1) if self.count > 1 else None

    def estimate(self, confidence: float = 0.95) -> Estimate | None:
        if self.count == 0:
            return None
        variance = self.variance
        interval = None if variance is None else _around(self.mean, variance / self.count, self.count, confidence)
        return Estimate(self.mean, interval, self.count)


def _around(value: float, variance: float, count: int, confidence: float) -> Interval:
    half = student_t_quantile((1 + confidence) / 2, count - 1) * sqrt(max(0.0, variance))
    return Interval(value - half, value + half)
