"""Curves and histograms from counts by days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from regulars.domains.insights.rules.figures import rounded
from regulars.domains.insights.rules.shapes.reports import (
    ConcentrationPoint,
    CurvePoint,
    GapBin,
    Quartile,
    RepeatCurve,
)
from regulars.domains.insights.rules.sums import counts_by_day
from regulars.kit.stats import kaplan_meier, quantile_of_counts

QUARTILES = (0.25, 0.5, 0.75)
BIN_DAYS = 7
MOST_BINS = 53


def repeat_curve(rows: Sequence[Mapping[str, Any]], nth: int, *, and_later: bool) -> RepeatCurve:
    """The curve of the nth wait from rows of `facts.starts.waits`."""
    curve = kaplan_meier(*counts_by_day(rows, nth))
    points = tuple(
        CurvePoint(
            day=step.day,
            share=rounded(1 - step.survival),
            low=rounded(1 - step.interval.high) if step.interval else None,
            high=rounded(1 - step.interval.low) if step.interval else None,
            at_risk=step.at_risk,
        )
        for step in curve.steps
    )
    quartiles = []
    for part in QUARTILES:
        found = curve.quantile(part)
        quartiles.append(Quartile(part, found.day, found.low, found.high))
    ended = sum(step.events for step in curve.steps)
    return RepeatCurve(nth, and_later, curve.subjects, ended, curve.last_day, points, tuple(quartiles))


def gap_quartiles(ended: Mapping[int, int]) -> tuple[float | None, float | None, float | None]:
    """Quartiles in days of completed gaps, interpolated between two of them."""
    found = [quantile_of_counts(ended, Fraction(part)) for part in QUARTILES]
    first, middle, third = (None if value is None else float(value) for value in found)
    return first, middle, third


def gap_bins(ended: Mapping[int, int]) -> tuple[GapBin, ...]:
    """Weeks from the shortest possible gap of 1 day on; the last bin gathers the rest."""
    if not ended:
        return ()
    longest = max(ended)
    count = min(MOST_BINS, (longest - 1) // BIN_DAYS + 1)
    sums = [0] * count
    for days, gaps in ended.items():
        sums[min(count - 1, (days - 1) // BIN_DAYS)] += gaps
    return tuple(
        GapBin(place * BIN_DAYS + 1, longest if place == count - 1 else (place + 1) * BIN_DAYS, gaps)
        for place, gaps in enumerate(sums)
    )


def concentration_points(parts: Sequence[Mapping[str, Any]]) -> tuple[ConcentrationPoint, ...]:
    """The curve of cumulated money from the best customers down, through (0, 0) and (1, 1)."""
    people, amount = sum(row["people"] for row in parts), sum(row["amount"] for row in parts)
    if not amount:
        return ()
    points = [ConcentrationPoint(0.0, 0, 0.0)]
    customers = money = 0
    for row in parts:
        customers, money = customers + row["people"], money + row["amount"]
        points.append(ConcentrationPoint(rounded(customers / people), customers, rounded(money / amount)))
    return tuple(points)
