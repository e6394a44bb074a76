"""Sums that the facts add up for one period (and group), and what else a figure must know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from regulars.kit.periods import Period


class Sums(dict[str, Any]):
    """Named sums; what no row was found for is 0, since nothing happened."""

    def __missing__(self, name: str) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Given:
    """What was asked: how money counts, and whether orders were split into lines or some were filtered out."""

    basis: str
    by_lines: bool
    filtered: bool
    as_of: date
    period: Period
    by: str = ""


def counts_by_day(rows: Sequence[Mapping[str, Any]], nth: int | None) -> tuple[dict[int, int], dict[int, int]]:
    """(waits that ended, waits still going on) by days, of the nth wait or of all."""
    ended: dict[int, int] = {}
    going_on: dict[int, int] = {}
    for row in rows:
        if nth is None or row["nth"] == nth:
            side = ended if row["ended"] else going_on
            side[row["days"]] = side.get(row["days"], 0) + row["n"]
    return ended, going_on
