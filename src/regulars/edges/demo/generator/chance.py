"""Chance for the demo shop: seeded streams, and draws that are more even than dice.

A shop invented for a tour must show its planted stories and no others. Plain dice would plant some by accident: of a
hundred figures that differ by nothing but luck, five look unusual. So most draws come from a `Deck`: each run of
`size` draws holds every value of 0..1 once, in shuffled order (stratified sampling).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from statistics import NormalDist

_NORMAL = NormalDist()


def stream(seed: int, name: str) -> Random:
    """Return the generator called `name` of this seed; streams of different names do not disturb each other."""
    return Random(f"{seed}/{name}")  # noqa: S311 -- invented data, nothing secret


class Deck:
    """Draws in 0..1 without clumps: every `size` draws in a row are spread evenly, in an order nobody can guess."""

    __slots__ = ("_cards", "_rng", "_size")

    def __init__(self, rng: Random, size: int = 32) -> None:
        self._rng = rng
        self._size = size
        self._cards: list[int] = []

    def draw(self) -> float:
        if not self._cards:
            self._cards = shuffled(self._rng, range(self._size))
        return (self._cards.pop() + self._rng.random()) / self._size


class Shares:
    """A choice among `len(weights)` things by their weights, asked with a number in 0..1."""

    __slots__ = ("_edges", "_total")

    def __init__(self, weights: Sequence[float]) -> None:
        self._edges = list(accumulate(weights))
        self._total = self._edges[-1]

    def at(self, position: float) -> int:
        return min(bisect_right(self._edges, position * self._total), len(self._edges) - 1)


def shuffled(rng: Random, items: Sequence[int]) -> list[int]:
    """Fisher-Yates over `rng.random()` alone, so that every Python version gives the same order."""
    cards = list(items)
    for last in range(len(cards) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        cards[last], cards[other] = cards[other], cards[last]
    return cards


def gamma_quantile(shape: float, position: float) -> float:
    """Quantile of a gamma distribution with mean 1 (Wilson and Hilferty 1931, PNAS 17: a cube of a normal)."""
    spread = 1 / (9 * shape)
    normal = _NORMAL.inv_cdf(min(max(position, 1e-6), 1 - 1e-6))
    return float(max(1 - spread + normal * spread**0.5, 0.05) ** 3)
