"""Local days tile time in every zone, whatever its clocks did."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit import periods
from regulars.kit.errors import Refused
from regulars.kit.periods import DAY

ODD_ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Goose_Bay",
    "America/Havana",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Scoresbysund",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Amman",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
    "UTC",
]
zones = st.sampled_from([ZoneInfo(name) for name in ODD_ZONES])
every_zone = st.sampled_from([ZoneInfo(name) for name in sorted(available_timezones())])
instants = st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("Europe/Berlin", date(2024, 3, 31), "2024-03-30T23:00:00"),
        ("Europe/Berlin", date(2024, 4, 1), "2024-03-31T22:00:00"),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00:00"),  # no midnight: 23:59 is followed by 01:00
        ("America/Sao_Paulo", date(2018, 11, 5), "2018-11-05T02:00:00"),
        ("America/Sao_Paulo", date(2018, 2, 18), "2018-02-18T03:00:00"),  # the hour before midnight came twice
        ("Asia/Beirut", date(2022, 3, 27), "2022-03-26T22:00:00"),  # no midnight
        ("America/Havana", date(2023, 11, 5), "2023-11-05T04:00:00"),  # midnight twice: the first
        ("America/Scoresbysund", date(2024, 3, 31), "2024-03-31T01:00:00"),
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30:00"),  # 23:30 is followed by 00:30
        ("America/St_Johns", date(2010, 11, 7), "2010-11-07T02:30:00"),  # 00:01 is followed by 23:01
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00"),  # left out
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00:00"),
    ],
)
def test_a_day_starts_at_its_earliest_valid_instant(zone: str, day: date, start: str) -> None:
    assert periods.start_of_day(day, ZoneInfo(zone)) == datetime.fromisoformat(start).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2024, 3, 31), 23),
        ("Europe/Berlin", date(2024, 10, 27), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("Australia/Lord_Howe", date(2024, 4, 7), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),
    ],
)
def test_days_are_as_long_as_their_clocks_made_them(zone: str, day: date, hours: float) -> None:
    start, end = periods.bounds_utc(periods.day(day), ZoneInfo(zone))
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize("name", ODD_ZONES)
def test_the_days_of_decades_tile_without_gap_or_overlap(name: str) -> None:
    zone = ZoneInfo(name)
    starts = [periods.start_of_day(date(1985, 1, 1) + DAY * number, zone) for number in range(365 * 45)]
    lengths = {(end - start).total_seconds() / 3600 for start, end in pairwise(starts)}
    assert min(lengths) >= 0
    assert max(lengths) <= 26 or name == "Pacific/Kwajalein"
    assert sum(1 for start, end in pairwise(starts) if start == end) == (name in {"Pacific/Apia", "Pacific/Kwajalein"})


@given(instants, every_zone)
def test_an_instant_belongs_to_the_day_whose_bounds_hold_it(instant: datetime, zone: ZoneInfo) -> None:
    start, end = periods.bounds_utc(periods.day(periods.local_date(instant, zone)), zone)
    assert start <= instant < end


@given(st.dates(date(1985, 1, 1), date(2035, 1, 1)), zones, st.integers(-7200, 7200))
def test_instants_around_midnight_fall_on_the_right_side(day: date, zone: ZoneInfo, seconds: int) -> None:
    start = periods.start_of_day(day, zone)
    belongs_to = periods.local_date(start + timedelta(seconds=seconds), zone)
    assert (belongs_to >= day) == (seconds >= 0)


@given(instants, instants, zones)
def test_later_instants_never_fall_on_earlier_days(one: datetime, other: datetime, zone: ZoneInfo) -> None:
    first, second = sorted((one, other))
    assert periods.local_date(first, zone) <= periods.local_date(second, zone)


@given(instants, zones)
def test_the_local_date_is_the_date_on_the_wall_or_just_turned_over(instant: datetime, zone: ZoneInfo) -> None:
    wall = instant.astimezone(zone).date()
    assert periods.local_date(instant, zone) in {wall, wall + DAY}


def test_a_minute_shown_twice_stays_on_the_day_that_has_begun() -> None:
    newfoundland = ZoneInfo("America/St_Johns")
    back = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)  # the clock shows 23:01 of the 6th again
    assert back.astimezone(newfoundland).date() == date(2010, 11, 6)
    assert periods.local_date(back, newfoundland) == date(2010, 11, 7)


def test_a_naive_time_has_no_date() -> None:
    with pytest.raises(ValueError, match="naive"):
        periods.local_date(datetime(2024, 1, 1), ZoneInfo("UTC"))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "Europe", "Europe/Berlin\0"])
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        periods.zone_named(name)
    assert (refusal.value.code, refusal.value.value) == ("period.unknown_zone", name)
