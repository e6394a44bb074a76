"""Dates of any house style become instants; the order of day and month belongs to the column."""
# ruff: noqa: DTZ001 -- local times are what is read here

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.edges.imports.values.dates import DateStyle, decide, reader
from regulars.edges.imports.values.shapes import ColumnProfile, profile
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.edges.imports.values.zones import consistent_zones, to_utc, zone_of

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAY, MONTH = DateStyle("day_first"), DateStyle("month_first")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2010-12-01 08:26:00", "2010-12-01 07:26"),
        ("2010-12-01T08:26", "2010-12-01 07:26"),
        ("2024-03-01 10:11:12 -0500", "2024-03-01 15:11:12"),
        ("2024-03-01T10:11:12-05:00", "2024-03-01 15:11:12"),
        ("2024-03-01T10:11:12Z", "2024-03-01 10:11:12"),
        ("2024-03-01 10:11:12 UTC", "2024-03-01 10:11:12"),
        ("2024-03-01 10:11:12.345678+00", "2024-03-01 10:11:12.345678"),
        ("2024-03-01 10:11 EST", "2024-03-01 15:11"),
        ("2024-03-01 10:11 America/New_York", "2024-03-01 15:11"),
        ("2024/03/01", "2024-02-29 23:00"),
        ("1.12.2010 8:26", "2010-12-01 07:26"),
        ("01.12.2010, 08:26 Uhr", "2010-12-01 07:26"),
        ("1/12/10 8:26", "2010-12-01 07:26"),
        ("1/12/2010 8:26:05 PM", "2010-12-01 19:26:05"),
        ("1/12/2010 12:05 am", "2010-11-30 23:05"),
        ("1/12/2010 8 p.m.", "2010-12-01 19:00"),
        ("1 Dec 2010 08:26", "2010-12-01 07:26"),
        ("Dec 1, 2010 08:26", "2010-12-01 07:26"),
        ("December 1st, 2010", "2010-11-30 23:00"),
        ("1. Dezember 2010", "2010-11-30 23:00"),
        ("Mi, 1. Dez. 2010 08:26", "2010-12-01 07:26"),
        ("Wed, 01 Dec 2010 08:26:00 +0000", "2010-12-01 08:26"),
        ("01-Dec-10", "2010-11-30 23:00"),
        ("20101201", "2010-11-30 23:00"),
        ("20101201082600", "2010-12-01 07:26"),
        ("20101201T082600", "2010-12-01 07:26"),
        ("2010-12-01 24:00", "2010-12-01 23:00"),
    ],
)
def test_times_without_a_zone_are_the_shops(text: str, instant: str) -> None:
    assert reader(DAY, BERLIN)(text) == at(instant)


def test_the_order_decides_the_same_text() -> None:
    assert reader(DAY, UTC)("03/04/2024") == at("2024-04-03")
    assert reader(MONTH, UTC)("03/04/2024") == at("2024-03-04")


def test_a_date_of_the_other_order_is_rejected_and_never_turned_around() -> None:
    assert reader(MONTH, UTC)("31/01/2024") == Unreadable("other_date_order", "31/01/2024", {"order": "month_first"})
    assert reader(DAY, UTC)("01/31/2024") == Unreadable("other_date_order", "01/31/2024", {"order": "day_first"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tomorrow", "not_a_date"),
        ("2024-02-30", "not_a_date"),
        ("0024-01-01", "date_out_of_range"),
        ("2024-01-01 25:00", "not_a_date"),
        ("2024-01-01 10:00 XYZ", "unknown_zone"),
        ("1899-12-31", "date_out_of_range"),
        ("12.50", "not_a_date"),
    ],
)
def test_what_is_no_date_says_why(text: str, code: str) -> None:
    found = reader(DAY, UTC)(text)
    assert isinstance(found, Unreadable)
    assert found.code == code


def test_nothing_is_no_date_and_no_fault() -> None:
    assert reader(DAY, UTC)("") is None
    assert reader(DAY, UTC)("NULL") is None


@pytest.mark.parametrize(
    ("values", "kind", "text", "instant"),
    [
        (["1709284272", "1709284999"], "epoch_s", "1709284272", "2024-03-01 09:11:12"),
        (["1709284272123"], "epoch_ms", "1709284272123", "2024-03-01 09:11:12.123"),
        (["45352", "45353.5"], "sheet_days", "45352.5", "2024-03-01 11:00"),
    ],
)
def test_columns_that_count_time(values: list[str], kind: str, text: str, instant: str) -> None:
    style, said = decide("placed_at", profile(values), "day_first")
    assert style.kind == kind
    assert said
    assert said.code == "date_counted"
    assert reader(style, BERLIN)(text) == at(instant)


def test_one_day_above_twelve_decides_the_whole_column() -> None:
    style, said = decide("placed_at", profile(["01/02/2024", "03/04/2024", "13/04/2024"]), "month_first")
    assert style.order == "day_first"
    assert said
    assert (said.code, said.params["count"], said.is_certain) == ("date_order_proven", 1, True)
    assert decide("placed_at", profile(["1/13/24", "1/2/24"]), "day_first")[0].order == "month_first"


def test_an_undecided_column_takes_the_locales_order_and_says_that_nothing_decides() -> None:
    style, said = decide("placed_at", profile(["01/02/2024", "03/04/2024"]), "month_first")
    assert style.order == "month_first"
    assert said
    assert (said.code, said.is_certain) == ("date_order_default", False)


def test_an_undecided_column_in_order_of_time_decides_itself() -> None:
    found = ColumnProfile(60, 60, {"99/99/9999": 60}, {}, {(1, 2, 4): 60}, 0, 4)
    style, said = decide("placed_at", found, "month_first")
    assert style.order == "day_first"
    assert said
    assert said.code == "date_order_sequence"


def test_a_contested_column_follows_the_majority_and_says_so() -> None:
    style, said = decide("placed_at", profile(["13/01/2024", "14/01/2024", "01/15/2024"]), "month_first")
    assert style.order == "day_first"
    assert said
    assert (said.code, said.params["day"], said.params["month"]) == ("date_order_contested", 2, 1)


def test_an_order_that_was_asked_for_is_kept() -> None:
    assert decide("placed_at", profile(["13/01/2024"]), "day_first", forced="month_first")[0].order == "month_first"


def test_iso_dates_need_no_decision() -> None:
    assert decide("placed_at", profile(["2024-01-13", "2024-01-02 10:00"]), "month_first") == (DateStyle(), None)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 30)),
    st.sampled_from(
        ["%d.%m.%Y %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S", "%d %b %Y %H:%M:%S", "%B %d, %Y %H:%M:%S"]
    ),
)
def test_every_date_reads_back(moment: datetime, layout: str) -> None:
    moment = moment.replace(microsecond=0)
    assert reader(DAY, UTC)(moment.strftime(layout)) == moment.replace(tzinfo=UTC)


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    for style in (DAY, MONTH, DateStyle(kind="epoch_s"), DateStyle(kind="sheet_days")):
        assert isinstance(reader(style, BERLIN)(text), datetime | Unreadable | None)


def test_a_time_that_summer_time_skips_moves_forward_and_is_told_from_one_that_exists() -> None:
    assert to_utc(datetime(2024, 3, 31, 2, 30), BERLIN) == (at("2024-03-31 01:30"), False)
    assert to_utc(datetime(2024, 3, 31, 3, 30), BERLIN) == (at("2024-03-31 01:30"), True)


def test_a_time_that_comes_twice_is_the_first_one() -> None:
    assert to_utc(datetime(2024, 10, 27, 2, 30), BERLIN) == (at("2024-10-27 00:30"), True)


def test_a_day_keeps_its_date_even_where_midnight_is_skipped() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    instant = reader(DAY, cairo)("2024-04-26")
    assert isinstance(instant, datetime)
    assert instant.astimezone(cairo).date() == date(2024, 4, 26)


def test_offsets_tell_which_zones_a_shop_can_be_in() -> None:
    seen = [(at("2024-01-10 12:00"), -300), (at("2024-07-10 12:00"), -240)]
    local = [(moment + timedelta(minutes=offset), offset) for moment, offset in seen]
    assert consistent_zones(local, ["America/New_York", "America/Bogota", "Europe/Berlin"]) == ["America/New_York"]


@pytest.mark.parametrize("word", ["Z", "+00", "+0000", "UTC", "GMT", "UTC+0"])
def test_names_of_universal_time(word: str) -> None:
    zone = zone_of(word)
    assert zone
    assert zone.utcoffset(datetime(2024, 1, 1)) == timedelta()
