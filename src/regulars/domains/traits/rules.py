"""Pure rules about one buyer: own rhythm, state, scores and the name of a score.

The Ibis expressions in `facts.py` compute the same for everyone at once; property tests hold the two equal.
All decisions are made in integers, so no engine and no shuffle can move a buyer over a line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction

# Own gaps are pulled toward the shop's typical gap as if this many more gaps of that length had been seen.
PRIOR_GAPS = 2
# The typical gap of a shop with fewer than LEAST_BUYERS repeat buyers, and the rhythm of one-day buyers.
FALLBACK_DAYS = 90
LEAST_BUYERS = 30

STATES = ("active", "at_risk", "lapsed")
BINS = 5


def median_of(values: Sequence[Fraction]) -> Fraction:
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def typical_gap(own_median_gaps: Sequence[Fraction]) -> Fraction:
    """The shop's typical gap in days: the median over repeat buyers of their own median gap.

    Over buyers and not over gaps, since a few heavy buyers make most of the gaps. The fallback while there are few.
    """
    return Fraction(FALLBACK_DAYS) if len(own_median_gaps) < LEAST_BUYERS else median_of(own_median_gaps)


def cadence(purchase_days: int, span_days: int, shop_gap: Fraction) -> Fraction:
    """Days one buyer lets pass between purchase days, shrunk toward the shop's typical gap.

    `span_days` lies between the first and the last purchase day, so it is the sum of the own gaps. A buyer with a
    single purchase day has no rhythm of their own and gets the fallback.
    """
    gaps = purchase_days - 1
    if gaps < 1:
        return Fraction(FALLBACK_DAYS)
    return (span_days + PRIOR_GAPS * shop_gap) / (gaps + PRIOR_GAPS)


def state(days_since: int, own_cadence: Fraction) -> str:
    """active up to the own cadence, at_risk up to one and a half of it, lapsed beyond. A rule, not a probability."""
    if days_since <= own_cadence:
        return "active"
    return "at_risk" if 2 * days_since <= 3 * own_cadence else "lapsed"


def tie_safe_score(value: int, all_values: Sequence[int], bins: int = BINS) -> int:
    """1..bins, higher value better. Position = (those worse + half of those equal, itself included) / all."""
    ordered = sorted(all_values)
    worse, upto = bisect_left(ordered, value), bisect_right(ordered, value)
    return 1 + bins * (worse + upto) // (2 * len(ordered))


def score_by_cuts(value: int, cuts: Sequence[int]) -> int:
    """1 + the number of cuts reached: with ascending cuts (10, 20, 50, 100) a value of 20 scores 3."""
    return 1 + sum(value >= cut for cut in cuts)


def score_recency_by_cuts(days_since: int, cuts: Sequence[int]) -> int:
    """Days ago, so fewer is better: with ascending cuts (30, 60, 120, 365) 30 days score 5, 31 score 4, 400 score 1."""
    return 1 + sum(days_since <= cut for cut in cuts)


SEGMENTS = (
    "best_regulars",
    "regulars",
    "becoming_regular",
    "new",
    "second_order_due",
    "cooling",
    "slipping_away",
    "regulars_at_risk",
    "best_regulars_lost",
    "gone_quiet",
)


def segment(r: int, f: int) -> str:
    """The plain name of a cell of the grid of recency by frequency (both 1..5, 5 best)."""
    if r <= 2:
        if f == 5:
            return "best_regulars_lost"
        return "regulars_at_risk" if f >= 3 else "gone_quiet"
    if f >= 4:
        return "best_regulars" if r == 5 else "regulars"
    if r == 3:
        return "cooling" if f == 3 else "slipping_away"
    if f >= 2:
        return "becoming_regular"
    return "new" if r == 5 else "second_order_due"
