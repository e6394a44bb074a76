"""Local dates, computed once by the exporter: engines disagree about zones and agree about dates (DECISIONS 16)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = 900  # seconds; every offset in use since 1972 changes on a quarter of an hour
REMEMBERED = 50_000


class Local(NamedTuple):
    """A shop's local day, the first of its month, the Monday of its ISO week, and the hour 0..23."""

    day: date
    month: date
    week: date
    hour: int


def local_columns(zone: str | ZoneInfo) -> Callable[[datetime | int], Local]:
    """Return a function from an instant (aware datetime, or microseconds since 1970) to its local columns in `zone`.

    Instants of the same quarter of an hour share an answer, so that a shop's orders of a year cost one conversion per
    quarter and a lookup each.

    Raises:
        ValueError: a naive datetime.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    known: dict[int, Local] = {}
    days: dict[date, tuple[date, date]] = {}

    def local(instant: datetime | int) -> Local:
        if isinstance(instant, int):
            quarter = instant // (QUARTER * 1_000_000)
        else:
            if instant.tzinfo is None:
                raise ValueError(f"a naive time is no instant: {instant.isoformat()}")
            quarter = int(instant.timestamp() // QUARTER)
        found = known.get(quarter)
        if found is None:
            if len(known) >= REMEMBERED:
                known.clear()
            found = known[quarter] = at(quarter)
        return found

    def at(quarter: int) -> Local:
        there = (EPOCH + timedelta(seconds=quarter * QUARTER)).astimezone(place)
        day = there.date()
        if day not in days:
            days[day] = day.replace(day=1), day - timedelta(days=day.weekday())
        month, week = days[day]
        return Local(day, month, week, there.hour)

    return local
