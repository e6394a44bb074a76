from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit import periods
from regulars.kit.errors import Refused
from regulars.kit.periods import DAY, Grain, Period

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
grains = st.sampled_from(list(Grain))
months = st.integers(1, 12)
any_period = st.builds(lambda start, length: Period(start, start + DAY * length), days, st.integers(1, 2000))


@given(days, grains, months)
def test_every_date_falls_in_exactly_one_period_of_a_grain(day: date, grain: Grain, fiscal_start: int) -> None:
    period = periods.containing(day, grain, fiscal_start)
    assert day in period
    assert periods.containing(period.start, grain, fiscal_start) == period
    assert periods.containing(period.last_day, grain, fiscal_start) == period


@given(days, grains, months)
def test_periods_tile_without_gap_or_overlap(day: date, grain: Grain, fiscal_start: int) -> None:
    period = periods.containing(day, grain, fiscal_start)
    after = periods.next_period(period, grain, fiscal_start)
    assert after.start == period.end
    assert periods.previous_period(after, grain, fiscal_start) == period


@given(days, st.integers(1, 900), grains, months)
def test_a_span_covers_every_day_once(start: date, length: int, grain: Grain, fiscal_start: int) -> None:
    end = start + DAY * length
    tiles = periods.span(start, end, grain, fiscal_start)
    assert start in tiles[0]
    assert end - DAY in tiles[-1]
    assert all(one.end == other.start for one, other in pairwise(tiles))


@given(days, months)
def test_a_fiscal_year_holds_four_quarters_and_twelve_months(day: date, fiscal_start: int) -> None:
    year = periods.fiscal_year(day, fiscal_start)
    assert (year.start.month, year.start.day) == (fiscal_start, 1)
    for grain, count in ((Grain.QUARTER, 4), (Grain.MONTH, 12)):
        parts = periods.span(year.start, year.end, grain, fiscal_start)
        assert (len(parts), parts[0].start, parts[-1].end) == (count, year.start, year.end)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (periods.day(date(2024, 2, 29)), date(2024, 2, 29), date(2024, 3, 1)),
        (periods.iso_week(date(2021, 1, 3)), date(2020, 12, 28), date(2021, 1, 4)),
        (periods.month(date(2011, 12, 9)), date(2011, 12, 1), date(2012, 1, 1)),
        (periods.quarter(date(2011, 12, 9)), date(2011, 10, 1), date(2012, 1, 1)),
        (periods.quarter(date(2012, 1, 9), fiscal_start=2), date(2011, 11, 1), date(2012, 2, 1)),
        (periods.fiscal_year(date(2012, 3, 31), fiscal_start=4), date(2011, 4, 1), date(2012, 4, 1)),
        (periods.fiscal_year(date(2012, 4, 1), fiscal_start=4), date(2012, 4, 1), date(2013, 4, 1)),
    ],
)
def test_known_periods(period: Period, start: date, end: date) -> None:
    assert period == Period(start, end)


@pytest.mark.parametrize(
    ("day", "grain", "fiscal_start", "label"),
    [
        (date(2024, 2, 29), Grain.DAY, 1, "2024-02-29"),
        (date(2021, 1, 3), Grain.WEEK, 1, "2020-W53"),
        (date(2024, 12, 30), Grain.WEEK, 1, "2025-W01"),
        (date(2024, 2, 29), Grain.MONTH, 4, "2024-02"),
        (date(2024, 2, 29), Grain.QUARTER, 1, "2024-Q1"),
        (date(2024, 2, 29), Grain.YEAR, 1, "2024"),
        (date(2024, 2, 29), Grain.QUARTER, 4, "2023/24-Q4"),
        (date(2024, 4, 1), Grain.QUARTER, 4, "2024/25-Q1"),
        (date(1999, 12, 31), Grain.YEAR, 7, "1999/00"),
    ],
)
def test_labels_name_the_period(day: date, grain: Grain, fiscal_start: int, label: str) -> None:
    assert periods.label(periods.containing(day, grain, fiscal_start), grain, fiscal_start) == label


@given(days, days, grains, months)
def test_labels_sort_like_the_periods_and_are_unique(one: date, other: date, grain: Grain, fiscal_start: int) -> None:
    first, second = sorted(periods.containing(day, grain, fiscal_start) for day in (one, other))
    labels = [periods.label(period, grain, fiscal_start) for period in (first, second)]
    assert labels == sorted(labels)
    assert (labels[0] == labels[1]) == (first == second)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period(date(2011, 9, 1), date(2011, 12, 1)), Period(date(2011, 6, 1), date(2011, 9, 1))),
        (Period(date(2011, 3, 1), date(2011, 4, 1)), Period(date(2011, 2, 1), date(2011, 3, 1))),
        (Period(date(2011, 1, 1), date(2012, 1, 1)), Period(date(2010, 1, 1), date(2011, 1, 1))),
        (Period(date(2011, 12, 5), date(2011, 12, 12)), Period(date(2011, 11, 28), date(2011, 12, 5))),
        (Period(date(2011, 12, 1), date(2011, 12, 10)), Period(date(2011, 11, 22), date(2011, 12, 1))),
    ],
)
def test_a_period_is_compared_with_as_much_time_before_it(period: Period, before: Period) -> None:
    assert periods.previous_comparable(period) == before


@given(any_period)
def test_what_is_compared_ends_where_the_period_starts(period: Period) -> None:
    assert periods.previous_comparable(period).end == period.start


def test_an_open_period_is_compared_with_as_many_days_as_are_full() -> None:
    december = periods.month(date(2011, 12, 1))
    assert periods.previous_comparable(december, as_of=date(2011, 12, 8)) == Period(
        date(2011, 11, 1), date(2011, 11, 9)
    )
    march = periods.month(date(2011, 3, 1))
    assert periods.previous_comparable(march, as_of=date(2011, 3, 30)) == periods.month(date(2011, 2, 1))
    assert periods.previous_comparable(march, as_of=date(2011, 3, 31)) == periods.month(date(2011, 2, 1))
    assert periods.previous_comparable(march, as_of=date(2011, 2, 28)) == periods.month(date(2011, 2, 1))


def test_a_year_earlier_keeps_months_or_weekdays() -> None:
    assert periods.year_earlier(periods.month(date(2024, 2, 1))) == periods.month(date(2023, 2, 1))
    monday = periods.day(date(2024, 6, 10))
    assert periods.year_earlier(monday) == periods.day(date(2023, 6, 12))


@given(any_period, days)
def test_a_period_is_open_until_its_last_day_is_full(period: Period, as_of: date) -> None:
    assert periods.is_open(period, as_of) == (as_of < period.last_day)
    full = periods.elapsed(period, as_of)
    if full is None:
        assert as_of < period.start
    else:
        assert full.start == period.start
        assert (full == period) == (not periods.is_open(period, as_of))
        assert full.last_day == min(as_of, period.last_day)


@given(any_period)
def test_a_period_counts_and_lists_its_days(period: Period) -> None:
    listed = list(period)
    assert len(listed) == period.days
    assert (listed[0], listed[-1]) == (period.start, period.last_day)
    assert period.end not in period


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        Period(date(2024, 1, 1), date(2024, 1, 1))
    assert refusal.value.code == "period.empty"
    assert "2024-01-01" in refusal.value.message


def test_a_period_is_made_of_dates() -> None:
    with pytest.raises(TypeError, match="dates"):
        Period(datetime(2024, 1, 1), datetime(2024, 1, 2))  # noqa: DTZ001


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_refused(day: date) -> None:
    with pytest.raises(Refused, match="outside the calendar"):
        periods.fiscal_year(day)


def test_a_year_starts_in_one_of_twelve_months() -> None:
    with pytest.raises(ValueError, match="month from 1 to 12"):
        periods.fiscal_year(date(2024, 1, 1), fiscal_start=13)


def test_a_day_is_24_hours_long_where_nothing_is_odd() -> None:
    start, end = periods.bounds_utc(periods.day(date(2024, 6, 1)), periods.zone_named("Europe/Berlin"))
    assert end - start == timedelta(hours=24)
    assert start.isoformat() == "2024-05-31T22:00:00+00:00"
