"""When a cron expression comes due, exactly, in a time zone of the IANA database.

Five fields: minute, hour, day of the month, month, weekday; lists, ranges, steps, and English names of months and
weekdays. Where both day fields are given, either one suffices, as cron has always had it. A local time that the clocks
skip runs at the first instant after the gap; one that comes twice runs the first time; what falls together runs once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
SHORT = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}
FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, MONTHS),
    ("weekday", 0, 7, WEEKDAYS),
)
DAYS_MAX = 366 * 41  # a 29 February on one weekday returns within 40 years, even across a century without one


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression. `days` and `weekdays` are None where the field is `*`; Sunday is 0."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int] | None
    months: frozenset[int]
    weekdays: frozenset[int] | None

    def next_after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """Return the first instant after `instant`, in UTC, at which this comes due in `zone`."""
        local = instant.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        for candidate in self._from(local):
            found = first_instant(candidate, zone)
            if found > instant:
                return found
        raise ValueError("this never comes")

    def matches(self, local: datetime) -> bool:
        """Say whether this comes due at a local minute."""
        return local.minute in self.minutes and local.hour in self.hours and self.matches_day(local.date())

    def matches_day(self, day: date) -> bool:
        """Say whether this comes due on a day at all."""
        if day.month not in self.months:
            return False
        by_day = self.days is not None and day.day in self.days
        by_weekday = self.weekdays is not None and day.isoweekday() % 7 in self.weekdays
        if self.days is None and self.weekdays is None:
            return True
        return by_day or by_weekday

    def _from(self, local: datetime) -> Iterator[datetime]:
        """Yield local minutes from `local` on."""
        for ahead in range(DAYS_MAX):
            day = local.date() + timedelta(days=ahead)
            if self.matches_day(day):
                for hour in self.hours:
                    for minute in self.minutes:
                        candidate = datetime.combine(day, time(hour, minute))
                        if candidate >= local:
                            yield candidate


def parse(text: str) -> Cron:
    """Return a parsed expression.

    Raises:
        ValueError: it has not five fields, a field cannot be read, or it never comes (30 February).
    """
    words = SHORT.get(text.strip().lower(), text).split()
    if len(words) != len(FIELDS):
        raise ValueError(f"{text!r} has {len(words)} fields, not five: minute hour day month weekday")
    minutes, hours, days, months, weekdays = (_field(word, *field) for word, field in zip(words, FIELDS, strict=True))
    found = Cron(
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        None if words[2].startswith("*") and len(days) == 31 else frozenset(days),
        frozenset(months),
        None if words[4].startswith("*") and len(weekdays) >= 7 else frozenset(day % 7 for day in weekdays),
    )
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    earliest = min(found.days) if found.days is not None and found.weekdays is None else 1
    if all(earliest > longest.get(month, 31) for month in found.months):
        raise ValueError(f"{text!r} never comes")
    return found


def zone_of(name: str) -> ZoneInfo:
    """Return an IANA time zone.

    Raises:
        ValueError: there is none of this name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone of the IANA database") from None


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant, in UTC, that a zone's clocks show as `local` or, where they skip it, as later."""
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    low, high = local.replace(tzinfo=zone, fold=1).astimezone(UTC), found  # around the jump, which is what we look for
    after = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high


def _field(text: str, what: str, low: int, high: int, names: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for part in text.lower().split(","):
        span, slash, step = part.partition("/")
        every = _number(step, what, 1, high, ()) if slash else 1
        if span == "*":
            first, last = low, 6 if what == "weekday" else high
        else:
            start, dash, end = span.partition("-")
            first = _number(start, what, low, high, names)
            last = _number(end, what, low, high, names) if dash else (high if slash else first)
            if what == "weekday" and dash and last == 0:
                last = 7  # Sunday ends a week as well as it begins one
        if last < first:
            raise ValueError(f"{part!r} runs backwards as {what}")
        found.update(range(first, last + 1, every))
    return found


def _number(text: str, what: str, low: int, high: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + (1 if names is MONTHS else 0)
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise ValueError(f"{text!r} is no {what}: {low} to {high}")
    return int(text)
