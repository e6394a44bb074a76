"""By when a request has to be met: pure, over local dates."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

GDPR, CCPA = "gdpr", "ccpa"
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Law:
    """How long a law gives, counted from the day of receipt, and how much longer with a reason."""

    key: str
    months: int = 0
    days: int = 0
    more_months: int = 0
    more_days: int = 0


LAWS = {
    GDPR: Law(GDPR, months=1, more_months=2),  # Article 12(3) GDPR
    CCPA: Law(CCPA, days=45, more_days=45),  # 11 CCR 7021(b)
}


def due_on(received_on: date, law: str, *, is_extended: bool = False) -> date:
    """Return the last day on which a request is met in time.

    A month ends on the day of the same number, or on the last day of a month that is too short; an extension counts
    from the day of receipt too. Weekends and holidays are not added: who is early is not late.
    """
    one = LAWS[law]
    months = one.months + (one.more_months if is_extended else 0)
    days = one.days + (one.more_days if is_extended else 0)
    return _months_later(received_on, months) + timedelta(days=days)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
