"""Values as people read them: money, shares, counts, days and dates by locale.

Every value travels with its `Unit`, so a table cell, a chart axis and a tooltip say the same thing. `show` rounds for
people, `exact` is what stands in the title and in a CSV.

Shapes: money is an integer of minor units, a share is a ratio (0.312 is 31.2 %), days and counts are plain numbers.
Locale data comes from CLDR through Babel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_compact_currency, format_compact_decimal, format_currency, format_decimal
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from regulars.kit.money import minor_digits

Number = int | float | Decimal | Fraction
Value = Number | str | date | datetime | bool | None
Kind = Literal["text", "count", "number", "money", "percent", "points", "days", "date", "instant", "month", "flag"]

MISSING = "–"  # not defined, not known: never drawn as 0


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number is. `digits` are decimals shown to people; `currency` only for money."""

    kind: Kind
    digits: int = 0
    currency: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind not in {"text", "date", "instant", "month", "flag"}


TEXT = Unit("text")
COUNT = Unit("count")
DECIMAL = Unit("number", digits=2)
PERCENT = Unit("percent", digits=1)
POINTS = Unit("points", digits=1)  # difference of two shares, in percentage points
DAYS = Unit("days")
DATE = Unit("date")
INSTANT = Unit("instant")
MONTH = Unit("month")
FLAG = Unit("flag")


def money_in(currency: str) -> Unit:
    """Integer minor units of an ISO 4217 currency."""
    return Unit("money", digits=minor_digits(currency), currency=currency)


def locale(language: str | None = None) -> Locale:
    """CLDR locale of a language tag; English reads as international English, so that 4/5 is never ambiguous."""
    tag = (language or get_language() or "en").replace("-", "_")
    try:
        return Locale.parse("en_GB" if tag == "en" else tag)
    except ValueError:
        return Locale.parse("en_GB")


def show(value: Value, unit: Unit = TEXT) -> str:
    """The value for people: rounded, grouped, in the reader's locale. None is a dash."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return _show_date(value, unit)
    if isinstance(value, str):
        return value
    return _show_number(value, unit)


def exact(value: Value, unit: Unit = TEXT) -> str:
    """The value without rounding, still readable; empty when `show` loses nothing."""
    if value is None or isinstance(value, bool | str | date):
        return ""
    if unit.kind == "money":
        text = money(int(value), unit.currency, whole=False)
    elif unit.kind in {"percent", "points"}:
        text = _show_number(value, replace(unit, digits=4))
    else:
        text = _show_number(value, replace(unit, digits=6))
    return "" if text == show(value, unit) else text


def money(minor: int, currency: str, *, whole: bool | None = None) -> str:
    """An amount with its currency. `whole` drops the minor units; by default from 1,000 major units up."""
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)
    if whole is None:
        whole = abs(amount) >= 1000
    return str(
        format_currency(
            _rounded(amount, 0 if whole else digits), currency, _money_pattern(digits, whole), locale(),
            currency_digits=False,
        )
    )  # fmt: skip


def plain_money(minor: int, currency: str) -> str:
    """The amount without its currency, for a column whose header names it. Rounded like `money`."""
    digits = minor_digits(currency)
    amount = Decimal(minor).scaleb(-digits)
    return _decimal_text(amount, 0 if abs(amount) >= 1000 else digits, fixed=True)


def compact(value: Number, unit: Unit) -> str:
    """For axes and small tiles: 1.2M, 940K."""
    if unit.kind == "money":
        amount = Decimal(int(value)).scaleb(-minor_digits(unit.currency))
        return str(format_compact_currency(amount, unit.currency, locale=locale(), fraction_digits=1))
    if unit.kind in {"percent", "points"}:
        return show(value, replace(unit, digits=0))
    return str(format_compact_decimal(_decimal(value), locale=locale(), fraction_digits=1))


def signed(value: Number, unit: Unit = COUNT) -> str:
    """A difference with its sign: +2.1 points, −12, +£1,247,326."""
    text = show(-value if value < 0 else value, unit)
    zero = show(0, unit)
    if text == zero:
        return "±" + zero
    return ("−" if value < 0 else "+") + text


def interval(low: Value, high: Value, unit: Unit) -> str:
    """`30.4 to 32.0 %`: the unit once, at the end, where that reads well."""
    return _("%(low)s to %(high)s") % {"low": show(low, unit), "high": show(high, unit)}


def relative(instant: datetime, now: datetime) -> str:
    """`3 hours ago`, `in 2 days`."""
    return str(format_timedelta(instant - now, add_direction=True, locale=locale()))


def duration(seconds: float) -> str:
    """`1.2 seconds`, `4 minutes`: how long something took or will take."""
    if seconds < 10:
        return _("%(number)s seconds") % {
            "number": _show_number(seconds, DECIMAL if seconds < 1 else replace(COUNT, digits=1))
        }
    return str(format_timedelta(seconds, granularity="second", threshold=1.5, locale=locale()))


def day(value: date, zone: tzinfo | None = None) -> str:
    """`9 Dec 2011`."""
    return str(format_date(value, "medium", locale=locale()))


def _show_date(value: date, unit: Unit) -> str:
    if unit.kind == "month":
        return str(format_skeleton("yMMM", value, locale=locale()))
    if isinstance(value, datetime):
        if unit.kind == "date":
            return day(value.date())
        return str(format_datetime(value, "d MMM y, HH:mm" if locale().language == "en" else "medium", locale=locale()))
    return day(value)


def _show_number(value: Number, unit: Unit) -> str:
    if unit.kind == "money":
        return money(int(value), unit.currency)
    if unit.kind == "percent":
        return f"{_decimal_text(_decimal(value) * 100, unit.digits, fixed=True)} %"
    if unit.kind == "points":
        number = _decimal_text(_decimal(value) * 100, unit.digits, fixed=True)
        return ngettext("%(number)s point", "%(number)s points", 2) % {"number": number}
    if unit.kind == "days":
        count = int(value) if value == int(value) else 2
        return ngettext("%(number)s day", "%(number)s days", count) % {
            "number": _decimal_text(_decimal(value), unit.digits)
        }
    return _decimal_text(_decimal(value), unit.digits)


def _decimal_text(value: Decimal, digits: int, *, fixed: bool = False) -> str:
    pattern = "#,##0" + ("." + ("0" if fixed else "#") * digits if digits else "")
    return str(format_decimal(_rounded(value, digits), pattern, locale()))


def _money_pattern(digits: int, whole: bool) -> str:
    """The locale's own pattern with the decimals we want."""
    pattern = str(locale().currency_formats["standard"].pattern)
    decimals = "" if whole or not digits else "." + "0" * digits
    return pattern.replace(".00", decimals)


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
