"""Values as people of a locale read them: rounded, with unit and sign, exact where it matters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.web import formats
from regulars.base.web.formats import (
    COUNT,
    DATE,
    DAYS,
    DECIMAL,
    INSTANT,
    MONTH,
    PERCENT,
    POINTS,
    TEXT,
    Unit,
    money_in,
)

GBP = money_in("GBP")
NBSP, MINUS = "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "unit", "english", "german"),
    [
        (315397500, GBP, "£3,153,975", f"3.153.975{NBSP}£"),
        (48086, GBP, "£480.86", f"480,86{NBSP}£"),
        (-1240, GBP, f"{MINUS}£12.40", f"{MINUS}12,40{NBSP}£"),
        (99999, GBP, "£999.99", f"999,99{NBSP}£"),
        (100050, GBP, "£1,001", f"1.001{NBSP}£"),
        (100050, money_in("GBP", to_the_cent=True), "£1,000.50", f"1.000,50{NBSP}£"),
        (1234, money_in("JPY"), "¥1,234", f"1.234{NBSP}¥"),
        (1234567, money_in("KWD"), f"KWD{NBSP}1,235", f"1.235{NBSP}KWD"),
        (0.6558, PERCENT, f"65.6{NBSP}%", f"65,6{NBSP}%"),
        (Fraction(1, 3), PERCENT, f"33.3{NBSP}%", f"33,3{NBSP}%"),
        (0.021, POINTS, "2.1 points", "2,1 points"),
        (4338, COUNT, "4,338", "4.338"),
        (1.755, DECIMAL, "1.76", "1,76"),
        (1, DAYS, "1 day", "1 day"),
        (97, DAYS, "97 days", "97 days"),
        (date(2011, 12, 9), DATE, "9 Dec 2011", "9. Dez. 2011"),
        (date(2011, 9, 1), MONTH, "Sep 2011", "Sept. 2011"),
        ("Tea", TEXT, "Tea", "Tea"),
        (None, GBP, "–", "–"),
    ],
)
def test_a_value_reads_as_its_locale_writes_it(value: formats.Value, unit: Unit, english: str, german: str) -> None:
    with translation.override("en"):
        assert formats.show(value, unit) == english
    with translation.override("de"):
        assert (
            formats.show(value, unit)
            .replace("Prozentpunkte", "points")
            .replace("Punkte", "points")
            .replace("Tage", "days")
            .replace("Tag", "day")
            == german
        )


def test_what_rounding_hides_stands_in_the_title() -> None:
    assert formats.exact(315397537, GBP) == "£3,153,975.37"
    assert formats.exact(48086, GBP) == ""
    assert formats.exact(0.655832, PERCENT) == f"65.5832{NBSP}%"
    assert formats.exact(None, GBP) == ""


def test_a_difference_carries_its_sign_and_nothing_is_plus_minus() -> None:
    assert formats.signed(0.021, POINTS) == "+2.1 points"
    assert formats.signed(-0.004, PERCENT) == f"{MINUS}0.4{NBSP}%"
    assert formats.signed(124732600, GBP) == "+£1,247,326"
    assert formats.signed(0, COUNT) == "±0"
    assert formats.signed(0.0001, POINTS) == "±0.0 points"


def test_an_interval_names_its_unit_once() -> None:
    assert formats.interval(0.304, 0.32, PERCENT) == f"30.4 to 32.0{NBSP}%"
    assert formats.likely(0.304, 0.32, PERCENT) == f"likely between 30.4 and 32.0{NBSP}%"
    assert formats.interval(3, 5, DAYS) == "3 to 5 days"
    assert formats.interval(100, 250, GBP) == "£1.00 to £2.50"


def test_an_instant_is_shown_in_the_zone_of_the_shop() -> None:
    instant = datetime(2011, 12, 9, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert formats.show(instant, INSTANT) == "10 Dec 2011, 00:30"
        assert formats.show(instant, DATE) == "10 Dec 2011"
        assert formats.local_day(instant) == date(2011, 12, 10)


def test_a_column_of_money_drops_its_cents_together_or_not_at_all() -> None:
    assert formats.reads_whole([100, 1_000_000], GBP)
    assert not formats.reads_whole([100, 999_999, None, ""], GBP)
    assert not formats.reads_whole([100_000_000], money_in("GBP", to_the_cent=True))
    assert formats.bare(123456, GBP, whole=False) == "1,234.56"
    assert formats.bare(-0.021, POINTS) == f"{MINUS}2.1"
    assert formats.bare(0.6558, PERCENT) == "65.6"


def test_an_unknown_language_reads_english_and_an_unknown_currency_is_refused() -> None:
    with translation.override("tlh"):
        assert formats.show(1234.5, DECIMAL) == "1,234.5"
    with pytest.raises(Exception, match="XQQ"):
        money_in("XQQ")


def test_time_left_and_time_ago_are_words() -> None:
    now = datetime(2026, 6, 15, 9, tzinfo=UTC)
    assert formats.relative(datetime(2026, 6, 15, 6, tzinfo=UTC), now) == "3 hours ago"
    assert formats.relative(datetime(2026, 6, 17, 9, tzinfo=UTC), now) == "in 2 days"
    assert formats.duration(1.23) == "1.2 seconds"
    assert formats.duration(240) == "4 minutes"


@given(st.integers(-(10**15), 10**15), st.sampled_from(["GBP", "EUR", "JPY", "KWD"]))
def test_an_exact_amount_loses_no_minor_unit(minor: int, currency: str) -> None:
    with translation.override("en"):
        text = formats.money(minor, currency, whole=False)
    digits = "".join(char for char in text if char.isdigit())
    assert int(digits) == abs(minor)
    assert (MINUS in text) == (minor < 0)
