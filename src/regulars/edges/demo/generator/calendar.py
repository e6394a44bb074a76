"""Which days the demo shop knows: 30 months up to the last full day, and where the planted stories lie in them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from regulars.edges.demo.generator import stories

MONTHS = 30
ZONE = "Europe/Berlin"
DAY = 86_400


@dataclass(frozen=True)
class Calendar:
    """Days are counted from 0 (`start`) to `days` - 1 (`last`, the last full day). Spans are half-open day numbers."""

    last: date

    @cached_property
    def start(self) -> date:
        return add_months(self.last + timedelta(days=1), -MONTHS)

    @cached_property
    def days(self) -> int:
        return self.number(self.last) + 1

    @property
    def end(self) -> int:
        """First second after the last full day, counted from the start."""
        return self.days * DAY

    def number(self, day: date) -> int:
        return (day - self.start).days

    def day(self, number: int) -> date:
        return self.start + timedelta(days=number)

    def full_month(self, back: int) -> tuple[date, date]:
        """Return the `back`-th last full calendar month (1 is the last) as half-open dates."""
        opening = add_months((self.last + timedelta(days=1)).replace(day=1), -back)
        return opening, add_months(opening, 1)

    def span(self, first: date, end: date) -> tuple[int, int]:
        return self.number(first), self.number(end)

    @cached_property
    def discount_week(self) -> tuple[date, date]:
        opening, _ = self.full_month(stories.DISCOUNT_WEEK_MONTHS_BACK)
        monday = opening + timedelta(days=-opening.weekday() % 7)
        return monday, monday + timedelta(days=7)

    @cached_property
    def stock_out(self) -> tuple[date, date]:
        return self.full_month(stories.STOCK_OUT_MONTHS_BACK)

    @cached_property
    def slip(self) -> tuple[date, date]:
        """First day of the first and of the second slipping quarter; the second runs on to the last day."""
        return (
            self.full_month(stories.SLIP_FIRST_MONTHS_BACK)[0],
            self.full_month(stories.SLIP_SECOND_MONTHS_BACK)[0],
        )

    def instant(self, second: int) -> datetime:
        """Turn seconds since the start, on the shop's wall clock, into an instant."""
        wall = datetime.combine(self.start, datetime.min.time(), tzinfo=None) + timedelta(seconds=second)
        return wall.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Same day so many months on, or the month's last day where it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
