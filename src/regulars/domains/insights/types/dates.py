"""Stretches of local days as people name them, and the stretch to compare one with.

    2011            2011-Q3          2011-09        2011-W40        2011-09-05
    2011-09..2011-11 (both ends included)           2011-09-05..    ..2011-11-30
    all   last-30-days   last-3-months   this-month   last-month   this-quarter   last-quarter   this-year   last-year

Relative names count from the last full local day, so a saved link moves with time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from regulars.kit.errors import Refused

DAY = timedelta(days=1)
COMPARISONS = ("none", "previous", "year")
LATEST_YEAR = 9998


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open local days [start, end); `start` None means from the first fact on."""

    start: date | None
    end: date

    def is_open(self, as_of: date) -> bool:
        """Whether facts may still fall into it: it ends after the last full day."""
        return self.end > as_of + DAY

    def seen(self, as_of: date) -> Window:
        """The part of it that has been observed."""
        return Window(self.start, min(self.end, as_of + DAY))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none (31 January + 1 = 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def window_of(text: str, as_of: date) -> Window:
    """The stretch a text names. Raises `Refused` with what would have been understood."""
    text = text.strip().lower() or "all"
    if text == "all":
        return Window(None, as_of + DAY)
    if relative := _relative(text, as_of):
        return relative
    first, dots, last = text.partition("..")
    if not dots:
        return _calendar(first, text)
    start = _calendar(first, text).start if first else None
    end = _calendar(last, text).end if last else as_of + DAY
    if (start is None and not last) or (start is not None and start >= end):
        raise _unreadable(text)
    return Window(start, end)


def comparison_of(window: Window, compare: str, as_of: date) -> Window | None:
    """The stretch to compare with, or None where there is none to have.

    `previous`: the stretch of the same length just before, in whole months when the window is whole months, else in
    days. `year`: the same days one year before. A window that is still open is compared over as many days as have
    been seen of it, never with a complete stretch.
    """
    if compare == "none" or window.start is None:
        return None
    start, end = window.start, window.end
    months = _whole_months(start, end)
    if compare == "year":
        other = Window(add_months(start, -12), add_months(end, -12))
    elif months:
        other = Window(add_months(start, -months), start)
    else:
        other = Window(start - (end - start), start)
    if not window.is_open(as_of) or other.start is None:
        return other
    seen = as_of + DAY - start
    return Window(other.start, min(other.end, other.start + seen)) if seen > timedelta(0) else None


def _whole_months(start: date, end: date) -> int:
    if start.day != 1 or end.day != 1:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month


def _relative(text: str, as_of: date) -> Window | None:
    today = as_of + DAY
    if match := re.fullmatch(r"last-(\d{1,4})-(days|weeks|months)", text):
        count = int(match[1])
        if count < 1:
            raise _unreadable(text)
        if match[2] == "months":
            return Window(add_months(today, -count), today)
        return Window(today - timedelta(days=count * (7 if match[2] == "weeks" else 1)), today)
    match = re.fullmatch(r"(this|last)-(week|month|quarter|year)", text)
    if not match:
        return None
    # "This" is the period that holds the last full day; early on the 1st that is still the month before.
    start, following = _period_around(as_of, match[2])
    if match[1] == "this":
        return Window(start, following)
    return Window(_period_around(start - DAY, match[2])[0], start)


def _period_around(day: date, grain: str) -> tuple[date, date]:
    if grain == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    start = date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, add_months(start, months)


_CALENDAR: tuple[tuple[str, Callable[..., tuple[date, date]]], ...] = (
    (r"(\d{4})", lambda year: _period_around(date(year, 1, 1), "year")),
    (r"(\d{4})-q([1-4])", lambda year, quarter: _period_around(date(year, quarter * 3, 1), "quarter")),
    (r"(\d{4})-(\d{2})", lambda year, month: _period_around(date(year, month, 1), "month")),
    (r"(\d{4})-w(\d{2})", lambda year, week: _period_around(date.fromisocalendar(year, week, 1), "week")),
    (r"(\d{4})-(\d{2})-(\d{2})", lambda year, month, day: (date(year, month, day), date(year, month, day) + DAY)),
)


def _calendar(text: str, whole: str) -> Window:
    for pattern, make in _CALENDAR:
        if match := re.fullmatch(pattern, text):
            numbers = [int(group) for group in match.groups()]
            try:
                if numbers[0] > LATEST_YEAR:
                    break
                return Window(*make(*numbers))
            except ValueError:
                break
    raise _unreadable(whole)


def _unreadable(text: str) -> Refused:
    return Refused(
        "filters.unreadable_dates",
        "“%(value)s” is not a stretch of days.",
        field="dates",
        value=text,
        fix="Write 2025, 2025-Q3, 2025-09, 2025-W40, 2025-09-05, two of them as 2025-09..2025-11, or last-90-days.",
        params={"value": text},
    )
