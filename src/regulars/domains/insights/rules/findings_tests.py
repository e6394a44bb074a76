"""The tests behind the brief's claims, from counts alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, exp, lgamma, sqrt
from statistics import NormalDist, median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

_MEDIAN_OF_CHI_SQUARE = 0.454936  # with one degree of freedom
_LEAST_FOR_DISPERSION = 8
_TINY = 1e-17
_STANDARD = NormalDist()


@dataclass(frozen=True, slots=True)
class Table:
    """So many of a group did something, and so many of those it is compared with."""

    returned: int
    people: int
    others_returned: int
    others: int


@dataclass(frozen=True, slots=True)
class Stratified:
    """`expected`: how many of the group would have done it at the rate of comparable others; `z` of the difference."""

    z: float
    expected: float


def two_sided(z: float) -> float:
    """The chance of a standard normal value at least this far from 0."""
    return erfc(abs(z) / sqrt(2))


def as_z(p: float) -> float:
    """The distance from 0 that `two_sided` turns into `p`; at most 37, where p leaves the numbers."""
    return -_STANDARD.inv_cdf(max(p, 1e-300) / 2)


def exact_p(table: Table) -> float:
    """Twice the one-sided tail of Fisher's exact test (1935), at most 1: right for small groups and rare events."""
    n1, n2 = table.people, table.others
    both, hits = n1 + n2, table.returned + table.others_returned
    least, most = max(0, hits - n2), min(n1, hits)
    if n1 == 0 or n2 == 0 or least == most:
        return 1.0
    below = table.returned * both <= n1 * hits
    tail = _tail(table.returned, -1 if below else 1, least if below else most, (n1, n2, hits))
    return min(1.0, 2 * tail)


def _tail(start: int, step: int, end: int, shape: tuple[int, int, int]) -> float:
    """Sum hypergeometric probabilities from `start` outward until they no longer matter."""
    n1, n2, hits = shape
    term = exp(_log_choose(n1, start) + _log_choose(n2, hits - start) - _log_choose(n1 + n2, hits))
    total, at = term, start
    while at != end and term > total * _TINY:
        if step > 0:
            term *= (n1 - at) * (hits - at) / ((at + 1) * (n2 - hits + at + 1))
        else:
            term *= at * (n2 - hits + at) / ((n1 - at + 1) * (hits - at + 1))
        at += step
        total += term
    return total


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def stratified(strata: Iterable[Table]) -> Stratified | None:
    """The group against others of the same stratum (Mantel and Haenszel 1959), with continuity correction.

    Comparing like with like: a product sold mostly in one channel is not judged by the other channel's buyers.
    None where no stratum holds both sides and both outcomes.
    """
    import numpy as np

    tables = list(strata)
    columns = [np.array([getattr(each, name) for each in tables], dtype=np.int64) for name in Table.__slots__]
    return stratified_of(np.zeros(len(tables), dtype=np.int64), 1, *columns)[0]


def stratified_of(
    group: Numbers, groups: int, returned: Numbers, people: Numbers, others_returned: Numbers, others: Numbers
) -> list[Stratified | None]:
    """`stratified` for many groups at once: one stratum of a group in each place of the columns."""
    import numpy as np

    fit = (people > 0) & (others > 0)
    group = group[fit]
    a, n1, b, n2 = (part[fit].astype(np.float64) for part in (returned, people, others_returned, others))
    hits, both = a + b, n1 + n2

    def added(terms: Numbers) -> list[float]:
        sums: list[float] = np.bincount(group, weights=terms, minlength=groups).tolist()
        return sums

    expected, difference = added(n1 * b / n2), added(a - n1 * hits / both)
    variance = added(n1 * n2 * hits * (both - hits) / (both * both * (both - 1)))
    return [_compared(*sums) for sums in zip(expected, difference, variance, strict=True)]


def _compared(expected: float, difference: float, variance: float) -> Stratified | None:
    if variance <= 0:
        return None
    corrected = max(0.0, abs(difference) - 0.5) / sqrt(variance)
    return Stratified(corrected if difference > 0 else -corrected, expected)


def dispersion(scores: Sequence[float]) -> float:
    """How much more groups vary than chance makes them: 1 for exactly as much, never less.

    From the median of squared z scores, so that a few true deviations do not raise the bar for themselves. 1 for fewer
    than eight scores.
    """
    if len(scores) < _LEAST_FOR_DISPERSION:
        return 1.0
    return max(1.0, median(score * score for score in scores) / _MEDIAN_OF_CHI_SQUARE)
