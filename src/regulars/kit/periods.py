"""Periods of the shop's calendar: half-open ranges of local dates, and the instants that bound them.

A period holds its start and not its end, so periods tile: the end of one is the start of the next. Dates are those of
the shop's zone. `as_of` is always the last full local day.

A local day begins at the earliest instant that is its midnight or later. Where the clock skips midnight (Sao Paulo,
2018-11-04), that is the instant of the jump; where midnight comes twice (Havana in autumn), the first one. A date that
a zone left out (Apia, 2011-12-30) is a day of no length. Days bounded like this tile time in every zone, and
`local_date` follows the same bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _

DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 2, 9997  # the calendar ends at 9999; what follows a period must fit


class Grain(StrEnum):
    """The calendar units a figure can be drawn by."""

    DAY = "day"
    WEEK = "week"  # ISO 8601: Monday to Sunday
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Local dates from `start` up to, not including, `end`. Never empty: an empty one is refused."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise TypeError("a period is made of dates, not of instants")
        if self.start >= self.end:
            raise Refused(
                "period.empty",
                _("The period from %(start)s to %(end)s holds no day."),
                field="end",
                value=self.end.isoformat(),
                fix=_("Let it end after it starts; the last day itself is not part of it."),
                params={"start": self.start.isoformat(), "end": self.end.isoformat()},
            )

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        """Each day of the period."""
        return (self.start + DAY * number for number in range(self.days))

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        return self.end - DAY


def containing(day: date, grain: Grain, fiscal_start: int = 1) -> Period:
    """The day, ISO week, month, quarter or year that a date falls in.

    Quarters and years begin with the month `fiscal_start` (1 to 12), and every third month after it.
    Raises Refused `period.out_of_range` at the ends of the calendar.
    """
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Refused(
            "period.out_of_range",
            _("%(value)s is outside the calendar."),
            field="date",
            value=day.isoformat(),
            fix=_("Check the year."),
            params={"value": day.isoformat()},
        )
    if grain is Grain.DAY:
        return Period(day, day + DAY)
    if grain is Grain.WEEK:
        monday = day - DAY * day.weekday()
        return Period(monday, monday + 7 * DAY)
    if not 1 <= fiscal_start <= 12:
        raise ValueError(f"a year starts in a month from 1 to 12, not {fiscal_start}")
    length = _MONTHS[grain]
    number = _month_number(day)
    first = number - (number - (fiscal_start - 1)) % length
    return Period(_first_of(first), _first_of(first + length))


def day(of: date) -> Period:
    """One date as a period."""
    return containing(of, Grain.DAY)


def iso_week(of: date) -> Period:
    """The week from Monday to Sunday (ISO 8601)."""
    return containing(of, Grain.WEEK)


def month(of: date) -> Period:
    """The calendar month."""
    return containing(of, Grain.MONTH)


def quarter(of: date, fiscal_start: int = 1) -> Period:
    """Three months, counted from the month the fiscal year starts with."""
    return containing(of, Grain.QUARTER, fiscal_start)


def fiscal_year(of: date, fiscal_start: int = 1) -> Period:
    """Twelve months from the month the fiscal year starts with; 1 gives the calendar year."""
    return containing(of, Grain.YEAR, fiscal_start)


def next_period(period: Period, grain: Grain, fiscal_start: int = 1) -> Period:
    """The period of this grain that begins where, or after which, the given one ends."""
    return containing(period.end, grain, fiscal_start)


def previous_period(period: Period, grain: Grain, fiscal_start: int = 1) -> Period:
    """The period of this grain that holds the day before the given one."""
    return containing(period.start - DAY, grain, fiscal_start)


def span(start: date, end: date, grain: Grain, fiscal_start: int = 1) -> list[Period]:
    """All periods of a grain that share a day with [start, end), in order; the outer ones are whole, not cut."""
    periods = [containing(Period(start, end).start, grain, fiscal_start)]
    while periods[-1].end < end:
        periods.append(next_period(periods[-1], grain, fiscal_start))
    return periods


def previous_comparable(period: Period, as_of: date | None = None) -> Period:
    """What to compare a period with: as much time, directly before it.

    Whole months are compared with as many whole months (September to November with June to August), anything else
    with as many days. A period still open at `as_of` is compared with as many first days of the one before as it has
    full days itself; before its first full day there is nothing to compare, and the whole one before is answered.
    """
    before = _months_moved(period, -_whole_months(period)) or Period(period.start - DAY * period.days, period.start)
    full = elapsed(period, as_of) if as_of is not None else period
    if full is None or full == period:
        return before
    return Period(before.start, min(before.end, before.start + DAY * full.days))


def year_earlier(period: Period) -> Period:
    """The period a year before: whole months by 12 months, anything else by 52 weeks, so that weekdays match."""
    moved = _months_moved(period, -12 if _whole_months(period) else 0)
    return moved or Period(period.start - DAY * 364, period.end - DAY * 364)


def is_open(period: Period, as_of: date) -> bool:
    """Whether days of the period were still to come, or not full, at the end of `as_of` (the last full local day)."""
    return period.end > as_of + DAY


def elapsed(period: Period, as_of: date) -> Period | None:
    """The full days of a period at the end of `as_of`; None before the first."""
    return Period(period.start, min(period.end, as_of + DAY)) if period.start <= as_of else None


def label(period: Period, grain: Grain, fiscal_start: int = 1) -> str:
    """A sortable name for files and keys: 2024-02-29, 2024-W09, 2024-02, 2024-Q1, 2024; fiscal 2024/25-Q1, 2024/25."""
    if grain is Grain.DAY:
        return period.start.isoformat()
    if grain is Grain.WEEK:
        year, week, _weekday = period.start.isocalendar()
        return f"{year:04}-W{week:02}"
    if grain is Grain.MONTH:
        return f"{period.start:%Y-%m}"
    opening = fiscal_year(period.start, fiscal_start).start
    name = f"{opening.year:04}" if fiscal_start == 1 else f"{opening.year:04}/{(opening.year + 1) % 100:02}"
    if grain is Grain.YEAR:
        return name
    return f"{name}-Q{(_month_number(period.start) - _month_number(opening)) // 3 + 1}"


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises Refused `period.unknown_zone`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(
            "period.unknown_zone",
            _("%(value)s is no time zone we know."),
            field="zone",
            value=name,
            fix=_("Give a name of the IANA list, for example Europe/Berlin."),
            params={"value": name or '""'},
        ) from error


@lru_cache(maxsize=65_536)
def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC; see the top of this module for days whose midnight is odd."""
    midnight = datetime.combine(day, time(), tzinfo=zone)
    first = midnight.astimezone(UTC)
    if first.astimezone(zone).date() == day and first.astimezone(zone).time() == time():
        return first
    # Midnight is skipped. Read with the offset before the jump (fold 0) it lies at or after the jump, read with the
    # offset after it (fold 1) before: the jump is between the two.
    early, late = midnight.replace(fold=1).astimezone(UTC), first
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        if middle.astimezone(zone).date() >= day:
            late = middle
        else:
            early = middle
    return late


def bounds_utc(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants [first, end) of a period in a zone, in UTC."""
    return start_of_day(period.start, zone), start_of_day(period.end, zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The local day whose bounds hold an instant. Raises ValueError for a naive time.

    This is the date on the wall, except where a clock set back before midnight shows the old date again for a while:
    the new day has begun and goes on.
    """
    if instant.tzinfo is None:
        raise ValueError(f"a naive time is no instant: {instant.isoformat()}")
    shown = instant.astimezone(zone).date()
    while start_of_day(shown + DAY, zone) <= instant:
        shown += DAY
    return shown


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month_number: int) -> date:
    return date(month_number // 12, month_number % 12 + 1, 1)


def _whole_months(period: Period) -> int:
    """How many calendar months the period consists of; 0 when it is not made of whole ones."""
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return _month_number(period.end) - _month_number(period.start)


def _months_moved(period: Period, months: int) -> Period | None:
    """The period of whole months so many months later; None when there is nothing to move."""
    if not months:
        return None
    return Period(_first_of(_month_number(period.start) + months), _first_of(_month_number(period.end) + months))
