"""Which stretches of time the brief compares, and which buyers it must not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from regulars.kit.periods import DAY, Period

MONTHS = 3
# A file may begin a few days before its first sale.
LEEWAY = timedelta(days=3)
STILL_HIDDEN = Fraction(1, 20)
LEAST_GAPS = 30
FALLBACK_DAYS = 90


def last_months(as_of: date, months: int = MONTHS) -> Period:
    """The last full calendar months up to `as_of`, the last full day."""
    end = (as_of + DAY).replace(day=1)
    return Period(_months_on(end, -months), end)


def months_before(period: Period, months: int) -> Period:
    """As many calendar months, so many months earlier."""
    return Period(_months_on(period.start, -months), _months_on(period.end, -months))


def reaches(since: date, period: Period) -> bool:
    """Whether history that begins on `since` covers the whole period."""
    return since <= period.start + LEEWAY


def whole_blocks(since: date, before: Period, most: int = 4) -> int:
    """How many times three months of history, at most `most`, lie wholly before a period."""
    back = 0
    while back < most and since <= _months_on(before.start, -MONTHS * (back + 1)) + LEEWAY:
        back += 1
    return back


def washout_days(gaps: Mapping[int, int]) -> int:
    """After how many days 19 of 20 customers from before the file have shown themselves.

    Where history begins with a file, somebody who bought before it looks new at the first order in it. A customer in
    the rhythm of the completed `gaps` (days: how many) meets the begin of the file somewhere inside a gap, rather in a
    long one; the wait until the next order is longer than t with probability E[max(gap - t, 0)] / E[gap] (the forward
    recurrence time of a renewal process, Cox 1962). Too few gaps: 90 days.
    """
    if sum(gaps.values()) < LEAST_GAPS:
        return FALLBACK_DAYS
    rest = total = sum(days * number for days, number in gaps.items())
    longer, days = sum(gaps.values()), 0
    while rest > STILL_HIDDEN * total:
        longer -= gaps.get(days, 0)
        rest -= longer
        days += 1
    return days


def comparable(since: date, as_of: date, gaps: Mapping[int, int], return_days: int) -> Period | None:
    """First days of buyers who can be compared: truly new, and old enough. None where nobody is."""
    start, end = since + DAY * washout_days(gaps), as_of - DAY * return_days + DAY
    return Period(start, end) if start < end else None


def _months_on(first: date, months: int) -> date:
    """The first day of a month so many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)
