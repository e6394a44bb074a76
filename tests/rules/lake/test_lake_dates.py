"""The exporter's local dates are those of the zone, for any instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.lake import Local, local_columns

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def test_an_evening_in_utc_is_the_next_day_and_month_in_berlin() -> None:
    local = local_columns("Europe/Berlin")
    assert local(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)) == Local(
        day=date(2026, 4, 1), month=date(2026, 4, 1), week=date(2026, 3, 30), hour=0
    )


def test_the_days_around_a_change_of_the_clock() -> None:
    local = local_columns("Europe/Berlin")
    before, after = datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert (local(before).hour, local(after).hour) == (1, 3)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        local_columns("UTC")(datetime(2026, 1, 1))  # noqa: DTZ001


@given(
    st.sampled_from(ZONES),
    st.lists(st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001
)
def test_every_instant_agrees_with_the_zone(zone: str, times: list[datetime]) -> None:
    local, place = local_columns(zone), ZoneInfo(zone)
    for time in times:
        instant = time.replace(tzinfo=UTC)
        there = instant.astimezone(place)
        expected = Local(
            there.date(), there.date().replace(day=1), there.date() - timedelta(days=there.weekday()), there.hour
        )
        assert local(instant) == expected
        assert local((instant - EPOCH) // timedelta(microseconds=1)) == expected
