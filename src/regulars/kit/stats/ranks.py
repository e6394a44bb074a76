"""Scores, quantiles and concentration, in integer arithmetic: every engine and every order of rows gives the same.

`values` are integers, one for each customer, in any order, or a mapping from value to how many have it; the latter
is what a database groups cheaply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

Values = Iterable[int] | Mapping[int, int]


def counts_of(values: Values) -> dict[int, int]:
    """How many have each value, in ascending order of values. Raises ValueError for a negative count."""
    counts = dict(values) if isinstance(values, Mapping) else Counter(values)
    if counts and min(counts.values()) < 0:
        raise ValueError("a count is negative")
    return {value: counts[value] for value in sorted(counts) if counts[value]}


def tie_safe_scale(values: Values, bins: int = 5, *, higher_is_better: bool = True) -> dict[int, int]:
    """The score from 1 to `bins` (best) of each value that occurs.

    Position = (customers worse + half of those equal, oneself included) / n; score = 1 + floor(bins * position). Equal
    values get equal scores, so bins may be uneven, and shuffled or imported again nobody moves.
    """
    counts = counts_of(values)
    total = sum(counts.values())
    scale, worse = {}, 0
    for value in counts if higher_is_better else reversed(counts):
        equal = counts[value]
        scale[value] = 1 + bins * (2 * worse + equal) // (2 * total)
        worse += equal
    return scale


def tie_safe_scores(values: Sequence[int], bins: int = 5, *, higher_is_better: bool = True) -> list[int]:
    """The score of each value, in the order given; see `tie_safe_scale`."""
    scale = tie_safe_scale(values, bins, higher_is_better=higher_is_better)
    return [scale[value] for value in values]


def gini(values: Values) -> float | None:
    """How unevenly an amount is spread: 0 when all have the same, (n - 1) / n when one has everything (Gini 1912).

    Zero and negative values count as customers who have 0. None where nobody has anything.
    """
    counts = _at_least_zero(values)
    number, total = sum(counts.values()), _sum(counts)
    if total == 0:
        return None
    below = weighted = 0
    for value, count in counts.items():
        weighted += value * count * (2 * below + count + 1)  # twice the sum of the ranks below + 1 .. below + count
        below += count
    return float(Fraction(weighted, number * total) - Fraction(number + 1, number))


def top_share(values: Values, part: Fraction = Fraction(1, 10)) -> float | None:
    """The share of the total that the best `part` of customers has: .1 to 1 for the top tenth.

    Where the part is no whole number of customers (a tenth of 25), the customer at the edge counts in part, as on the
    Lorenz curve. Zero and negative values count as 0. None where nobody has anything.
    Raises ValueError unless 0 <= part <= 1.
    """
    if not 0 <= part <= 1:
        raise ValueError(f"{part} is no part of the customers")
    counts = _at_least_zero(values)
    total = _sum(counts)
    if total == 0:
        return None
    left, held = part * sum(counts.values()), Fraction(0)
    for value in reversed(counts):
        taken = min(left, Fraction(counts[value]))
        held += taken * value
        left -= taken
    return float(held / total)


def quantile_sorted(values: Sequence[int], share: Fraction) -> Fraction | None:
    """The quantile of ascending values, exactly; None without values.

    Between two values it is interpolated (Hyndman and Fan 1996, type 7: the default of numpy and of spreadsheets), so
    the median of an even number is the mean of the middle two.
    Raises ValueError unless 0 <= share <= 1.
    """
    if not values:
        return None
    below, beyond = _place(len(values), share)
    return _between(values[below], values[min(below + 1, len(values) - 1)], beyond)


def quantile_of_counts(values: Values, share: Fraction) -> Fraction | None:
    """As `quantile_sorted`, from values in any order or a mapping of counts."""
    counts = counts_of(values)
    number = sum(counts.values())
    if number == 0:
        return None
    below, beyond = _place(number, share)
    found: list[int] = []
    seen = 0
    for value, count in counts.items():
        seen += count
        while len(found) < 2 and seen > min(below + len(found), number - 1):
            found.append(value)
        if len(found) == 2:
            break
    return _between(found[0], found[1], beyond)


def _place(number: int, share: Fraction) -> tuple[int, Fraction]:
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is no share")
    place = (number - 1) * Fraction(share)
    below = place.numerator // place.denominator
    return below, place - below


def _between(low: int, high: int, beyond: Fraction) -> Fraction:
    return low + (high - low) * beyond


def _at_least_zero(values: Values) -> dict[int, int]:
    counts: dict[int, int] = {}
    for value, count in counts_of(values).items():
        counts[max(0, value)] = counts.get(max(0, value), 0) + count
    return counts


def _sum(counts: Mapping[int, int]) -> int:
    return sum(value * count for value, count in counts.items())
