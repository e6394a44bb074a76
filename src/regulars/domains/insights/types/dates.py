"""Stretches of local days as people name them, and the stretch to compare one with.

    2011            2011-Q3          2011-09        2011-W40        2011-09-05
    2011-09..2011-11 (both ends included)           2011-09-05..    ..2011-11-30
    all   last-30-days   last-3-months   this-month   last-month   this-quarter   last-quarter   this-year   last-year

Relative names count from the last full local day, so a saved link moves with time. Quarters and years without a
number follow the shop's fiscal year, those with a number the calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from regulars.kit.errors import Refused
from regulars.kit.periods import (
    Grain,
    Period,
    containing,
    elapsed,
    previous_comparable,
    previous_period,
    year_earlier,
)
from regulars.kit.text import gettext_noop as _

DAY = timedelta(days=1)
COMPARISONS = ("none", "previous", "year")
_RANGE = re.compile(r"(.*?)\.\.(.*)")
_ROLLING = re.compile(r"last-([1-9]\d{0,3})-(days|weeks|months)")
_NAMED = re.compile(r"(this|last)-(week|month|quarter|year)")
_CALENDAR = re.compile(r"(\d{4})(?:-q(?P<quarter>[1-4])|-w(?P<week>\d{2})|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


def period_of(text: str, as_of: date, since: date, fiscal_start: int = 1) -> Period:
    """The days a text names; `since` is the first day that has a fact, where "all" begins.

    Never empty: what would end before it begins lasts one day. Raises `Refused` with what would have been understood.
    """
    text = text.strip().lower() or "all"
    try:
        if text == "all":
            return _between(since, as_of + DAY)
        if match := _RANGE.fullmatch(text):
            return _stretch(match[1], match[2], text, as_of, since)
        return _relative(text, as_of, fiscal_start) or _calendar(text, text)
    except (ValueError, OverflowError) as error:
        raise _unreadable(text) from error


def comparison_of(period: Period, compare: str, as_of: date) -> Period | None:
    """The days to compare with: `previous` (as much time just before), `year` (a year earlier), `none`.

    A period that is still open is compared over as many days as have been seen of it, never with a complete one.
    """
    if compare == "previous":
        return previous_comparable(period, as_of)
    if compare == "year":
        earlier, seen = year_earlier(period), elapsed(period, as_of)
        if seen is None or seen == period:
            return earlier
        return Period(earlier.start, min(earlier.end, earlier.start + DAY * seen.days))
    return None


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none (31 January + 1 = 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def starts_at_the_beginning(text: str) -> bool:
    """Whether the text has no first day of its own, so that nothing lies before it to compare with."""
    text = text.strip().lower()
    return text in ("", "all") or text.startswith("..")


def _stretch(first: str, last: str, text: str, as_of: date, since: date) -> Period:
    if not first and not last:
        raise _unreadable(text)
    end = _calendar(last, text).end if last else as_of + DAY
    if not first:
        return _between(since, end)
    start = _calendar(first, text).start
    return Period(start, end) if last else _between(start, end)


def _between(start: date, end: date) -> Period:
    return Period(start, max(end, start + DAY))


def _relative(text: str, as_of: date, fiscal_start: int) -> Period | None:
    if match := _ROLLING.fullmatch(text):
        count, tomorrow = int(match[1]), as_of + DAY
        if match[2] == "months":
            return Period(add_months(tomorrow, -count), tomorrow)
        return Period(tomorrow - DAY * count * (7 if match[2] == "weeks" else 1), tomorrow)
    if match := _NAMED.fullmatch(text):
        grain = Grain(match[2])
        # "This" is the period that holds the last full day: on the morning of the 1st it is still the month before.
        around = containing(as_of, grain, fiscal_start)
        return around if match[1] == "this" else previous_period(around, grain, fiscal_start)
    return None


def _calendar(text: str, whole: str) -> Period:
    match = _CALENDAR.fullmatch(text)
    if match is None:
        raise _unreadable(whole)
    year = int(match[1])
    if quarter := match["quarter"]:
        return containing(date(year, int(quarter) * 3, 1), Grain.QUARTER)
    if week := match["week"]:
        return containing(date.fromisocalendar(year, int(week), 1), Grain.WEEK)
    if match["day"]:
        return containing(date(year, int(match["month"]), int(match["day"])), Grain.DAY)
    if match["month"]:
        return containing(date(year, int(match["month"]), 1), Grain.MONTH)
    return containing(date(year, 1, 1), Grain.YEAR)


def _unreadable(text: str) -> Refused:
    return Refused(
        "filters.unreadable_dates",
        _("“%(value)s” is not a stretch of days."),
        field="dates",
        value=text,
        fix=_("Write 2025, 2025-Q3, 2025-09, 2025-W40, 2025-09-05, two of them as 2025-09..2025-11, or last-90-days."),
        params={"value": text},
    )
