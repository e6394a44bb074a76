"""Quantiles of the normal and of Student's t distribution."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log
from statistics import NormalDist

_STANDARD = NormalDist()
_MANY_DEGREES = 1_000


@lru_cache(maxsize=64)
def normal_quantile(probability: float) -> float:
    """The standard normal quantile (Wichura 1988, AS 241): .975 gives 1.959964."""
    return _STANDARD.inv_cdf(probability)


@lru_cache(maxsize=4_096)
def student_t_quantile(probability: float, degrees: int) -> float:
    """The quantile of Student's t with so many degrees of freedom: .975 and 10 give 2.228139.

    Many degrees: expansion in 1/degrees around the normal (Abramowitz and Stegun 26.7.5), exact to 9 digits there.
    Few: the distribution function, an incomplete beta function, is bisected.
    Raises ValueError outside 0 < probability < 1 and degrees >= 1.
    """
    if not 0 < probability < 1 or degrees < 1:
        raise ValueError(f"no quantile for probability {probability} and {degrees} degrees of freedom")
    if probability < 0.5:
        return -student_t_quantile(1 - probability, degrees)
    if degrees > _MANY_DEGREES:
        z = normal_quantile(probability)
        return z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
    low, high = 0.0, 1.0
    while _t_upper_tail(high, degrees) > 1 - probability:
        low, high = high, 2 * high
    while (middle := (low + high) / 2) not in (low, high):
        if _t_upper_tail(middle, degrees) > 1 - probability:
            low = middle
        else:
            high = middle
    return high


def _t_upper_tail(t: float, degrees: int) -> float:
    return _incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function by its continued fraction (DLMF 8.17.22, by Lentz's method)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            c, d = 1 + term / c, 1 / (1 + term * d)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * value
