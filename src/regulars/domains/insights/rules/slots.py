"""Disjoint periods, and the integer by which a fact says in which of them it lies.

The facts compute the same integer for a column of dates (`facts.frame.slot_of`), so a database groups by integers and
no engine's idea of a quarter matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regulars.kit.periods import DAY, Grain, Period, containing, is_open, label, next_period

EPOCH = date(1970, 1, 1)
MOST_PERIODS = 400


@dataclass(frozen=True, slots=True)
class Slots:
    """Periods in order. With a grain the key counts its units since year 0 or 1970, else the cuts a day has passed."""

    periods: tuple[Period, ...]
    grain: Grain | None = None
    fiscal_start: int = 1

    @property
    def start(self) -> date:
        return self.periods[0].start

    @property
    def end(self) -> date:
        return self.periods[-1].end

    @property
    def cuts(self) -> tuple[date, ...]:
        return tuple(day for period in self.periods for day in (period.start, period.end))

    def key(self, day: date) -> int:
        """The slot that a day lies in (for days between or outside the periods: one that is no period's)."""
        if self.grain is None:
            return sum(day >= cut for cut in self.cuts)
        if self.grain is Grain.DAY:
            return (day - EPOCH).days
        if self.grain is Grain.WEEK:
            return ((day - EPOCH).days + 3) // 7
        months = day.year * 12 + day.month - 1
        if self.grain is Grain.MONTH:
            return months
        length = 3 if self.grain is Grain.QUARTER else 12
        return (months - (self.fiscal_start - 1)) // length

    def keys(self) -> tuple[int, ...]:
        return tuple(self.key(period.start) for period in self.periods)


def whole_periods(inside: Period, grain: Grain, fiscal_start: int = 1, last: date | None = None) -> tuple[Period, ...]:
    """The calendar periods that share a day with `inside`, those that begin after `last` left out."""
    periods: list[Period] = []
    period = containing(inside.start, grain, fiscal_start)
    while period.start < inside.end and (last is None or period.start <= last) and len(periods) < MOST_PERIODS:
        periods.append(period)
        period = next_period(period, grain, fiscal_start)
    return tuple(periods)


def disjoint(one: Period, other: Period) -> bool:
    return one.end <= other.start or other.end <= one.start


__all__ = ["DAY", "EPOCH", "MOST_PERIODS", "Slots", "disjoint", "is_open", "label", "whole_periods"]
