"""Cron expressions: parsed or refused, due when they say, also where a zone's clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.jobs.cron import first_instant, parse, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran")]
START, END = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2030-01-01")  # local, of no zone
MINUTE = timedelta(minutes=1)
SPRING = datetime(2026, 3, 29, tzinfo=UTC)  # Berlin: 02:00 becomes 03:00 at 01:00 UTC
AUTUMN = datetime(2026, 10, 25, tzinfo=UTC)  # Berlin: 03:00 becomes 02:00 at 01:00 UTC


def runs(rule: str, start: datetime, end: datetime, zone: ZoneInfo = BERLIN) -> list[datetime]:
    """Return every instant in (start, end] at which `rule` comes due."""
    found, at = [], start
    while (at := parse(rule).next_after(at, zone)) <= end:
        found.append(at)
    return found


def local(instants: list[datetime], zone: ZoneInfo = BERLIN) -> list[str]:
    return [f"{instant.astimezone(zone):%d %H:%M %z}" for instant in instants]


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        ("* * * * *", "2026-06-15 09:00:30", "2026-06-15 09:01"),
        ("*/15 * * * *", "2026-06-15 09:00", "2026-06-15 09:15"),
        ("5-20/5 9 * * *", "2026-06-15 09:20", "2026-06-16 09:05"),
        ("0 3 * * mon", "2026-06-15 09:00", "2026-06-22 03:00"),
        ("0 3 * * 7", "2026-06-15 09:00", "2026-06-21 03:00"),
        ("0 3 * * fri-sun", "2026-06-15 09:00", "2026-06-19 03:00"),
        ("30 4 1,15 * *", "2026-06-15 09:00", "2026-07-01 04:30"),
        ("0 0 29 2 *", "2026-06-15 09:00", "2028-02-29 00:00"),
        ("0 0 29 2 *", "2096-03-01 00:00", "2104-02-29 00:00"),
        ("0 0 13 * fri", "2026-06-15 09:00", "2026-06-19 00:00"),  # either day field suffices
        ("0 12 * jan,dec *", "2026-06-15 09:00", "2026-12-01 12:00"),
        ("@daily", "2026-06-15 09:00", "2026-06-16 00:00"),
        ("@monthly", "2026-06-15 09:00", "2026-07-01 00:00"),
        ("10/20 * * * *", "2026-06-15 09:11", "2026-06-15 09:30"),
    ],
)
def test_a_rule_is_due_when_it_says(rule: str, after: str, expected: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert parse(rule).next_after(start, ZoneInfo("UTC")) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "rule",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *",
     "*/0 * * * *", "a * * * *", "1,,2 * * * *", "-1 * * * *", "0 0 30 2 *", "0 0 31 4,6 *", "@often", "0 0 * * ٣"],
)  # fmt: skip
def test_what_is_no_rule_or_never_comes_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(rule)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    for name in ("Europe/Nowhere", "", "../etc/passwd"):
        with pytest.raises(ValueError, match="no time zone"):
            zone_of(name)


def test_a_local_time_that_does_not_exist_runs_at_the_next_existing_instant() -> None:
    found = runs("30 2 * * *", SPRING - timedelta(days=1), SPRING + timedelta(days=2))
    assert local(found) == ["28 02:30 +0100", "29 03:00 +0200", "30 02:30 +0200"]


def test_times_that_fall_together_because_of_the_gap_run_once() -> None:
    found = runs("*/20 1-3 * * *", SPRING, SPRING + timedelta(hours=1, minutes=30))
    assert local(found) == ["29 01:20 +0100", "29 01:40 +0100", "29 03:00 +0200", "29 03:20 +0200"]


def test_a_local_time_that_happens_twice_runs_once_the_first_time() -> None:
    found = runs("30 2 * * *", AUTUMN - timedelta(days=1), AUTUMN + timedelta(days=2))
    assert local(found) == ["24 02:30 +0200", "25 02:30 +0200", "26 02:30 +0100"]


def test_a_whole_day_that_a_zone_skips_runs_at_its_end() -> None:
    apia = ZoneInfo("Pacific/Apia")  # went from 29 to 31 December 2011
    start = datetime(2011, 12, 29, 23, 0, tzinfo=UTC)
    assert local(runs("0 12 * * *", start, start + timedelta(days=1), apia), apia) == [
        "31 00:00 +1400",
        "31 12:00 +1400",
    ]


fields = st.tuples(
    st.sampled_from(["*", "*/7", "0", "30", "0,30", "59", "5-25/5"]),
    st.sampled_from(["*", "*/6", "0", "1", "2", "3", "1-3", "23"]),
    st.sampled_from(["*", "*", "1", "29", "25-31"]),
    st.sampled_from(["*", "*", "3", "10", "2-4"]),
    st.sampled_from(["*", "*", "0", "sun", "mon-fri"]),
)
around_jumps = st.sampled_from(
    [SPRING, AUTUMN, datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 11, 1, 5, tzinfo=UTC),
     datetime(2026, 4, 4, 14, tzinfo=UTC), datetime(2026, 10, 3, 15, tzinfo=UTC)]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(fields, around_jumps, st.integers(-600, 600), st.sampled_from(ZONES))
def test_the_next_run_is_that_of_walking_through_every_local_minute(
    words: tuple[str, ...], base: datetime, offset: int, zone: ZoneInfo
) -> None:
    rule, start = parse(" ".join(words)), base + offset * MINUTE
    naive = start.astimezone(zone).replace(tzinfo=None) - timedelta(hours=2)
    due = {first_instant(naive + step * MINUTE, zone) for step in range(28 * 60) if rule.matches(naive + step * MINUTE)}
    expected = min((instant for instant in due if instant > start), default=None)
    found = rule.next_after(start, zone)
    if expected is None:
        assert found > start + timedelta(hours=24)
    else:
        assert found == expected


@settings(max_examples=200, deadline=None)
@given(st.datetimes(START, END), st.sampled_from(ZONES))
def test_a_local_minute_maps_to_the_first_instant_that_shows_it_or_comes_after_it(
    minute: datetime, zone: ZoneInfo
) -> None:
    minute = minute.replace(second=0, microsecond=0)
    found = first_instant(minute, zone)
    assert found.astimezone(zone).replace(tzinfo=None) >= minute
    before = (found - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert before < minute
