"""The RFM grid from counts by score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from regulars.domains.insights.rules.shapes.reports import RfmCell, ScoreBand
from regulars.domains.traits.types import segment
from regulars.kit.rounding import half_even

_SCORED = (("r", "days_since"), ("f", "purchase_days"), ("m", "amount"))


def cells(rows: Iterable[Mapping[str, Any]]) -> tuple[RfmCell, ...]:
    """Customers and money by recency and frequency, best first."""
    rows = list(rows)
    everybody = sum(row["customers"] for row in rows)
    sums: dict[tuple[int, int], tuple[int, int]] = {}
    for row in rows:
        customers, amount = sums.get((row["r"], row["f"]), (0, 0))
        sums[row["r"], row["f"]] = customers + row["customers"], amount + row["amount"]
    return tuple(
        RfmCell(r, f, customers, customers / everybody, amount, half_even(amount, customers), segment(r, f))
        for (r, f), (customers, amount) in sorted(sums.items(), reverse=True)
    )


def bands(rows: Iterable[Mapping[str, Any]]) -> tuple[ScoreBand, ...]:
    """What each score means, by the values that got it; best first."""
    found: dict[tuple[str, int], tuple[int, int, int]] = {}
    for row in rows:
        for letter, name in _SCORED:
            low, high = row[f"min_{name}"], row[f"max_{name}"]
            customers, least, most = found.get((letter, row[letter]), (0, low, high))
            found[letter, row[letter]] = customers + row["customers"], min(least, low), max(most, high)
    order = {letter: place for place, (letter, _) in enumerate(_SCORED)}
    ordered = sorted(found.items(), key=lambda item: (order[item[0][0]], -item[0][1]))
    return tuple(ScoreBand(letter, score, *values) for (letter, score), values in ordered)
