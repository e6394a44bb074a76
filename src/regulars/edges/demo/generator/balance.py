"""Gives buyers their habits so that no cohort, country, channel or product ends up lucky by accident.

The method is minimization with a biased coin, as trials use it to keep their arms alike (Pocock and Simon 1975,
Biometrics 31): each buyer in turn gets a habit group by its own chances, leaning toward the groups of which the levels
it belongs to (its month, its country, its first product ...) have had too few so far.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from math import exp
from random import Random

STRENGTH = 0.45  # 0 would be plain dice


class Minimizer:
    """Assigns one of `groups` groups; remembers for each level how far it is above what its chances promised."""

    def __init__(self, rng: Random, groups: int) -> None:
        self._rng = rng
        self._excess: defaultdict[Hashable, list[float]] = defaultdict(lambda: [0.0] * groups)

    def assign(self, levels: Sequence[Hashable], chances: Sequence[float]) -> int:
        """Return the group for a buyer of these levels whose chances (summing to 1) are these."""
        tables = [self._excess[level] for level in levels]
        leaning = [
            chance * exp(-STRENGTH * max(-12.0, min(12.0, sum(table[group] for table in tables))))
            for group, chance in enumerate(chances)
        ]
        group = self._drawn(leaning)
        for table in tables:
            for other, chance in enumerate(chances):
                table[other] -= chance
            table[group] += 1
        return group

    def _drawn(self, leaning: Sequence[float]) -> int:
        left = self._rng.random() * sum(leaning)
        for group, weight in enumerate(leaning):
            left -= weight
            if left < 0:
                return group
        return len(leaning) - 1
