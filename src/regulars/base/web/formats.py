"""Values as people read them: money, shares, counts, days and dates by locale.

Every value travels with its `Unit`, so a table cell, a chart axis and a tooltip say the same thing. `show` rounds for
people, `exact` is what stands in the title and in a CSV.

Shapes: money is an integer of minor units, a share is a ratio (0.312 is 31.2 %), days and counts are plain numbers.
Locale data comes from CLDR through Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_compact_currency, format_compact_decimal, format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from regulars.kit.money import minor_digits

Number = int | float | Decimal | Fraction
Value = Number | str | date | datetime | bool | None
Kind = Literal["text", "count", "number", "money", "percent", "points", "days", "date", "instant", "month", "flag"]

PERCENT_SIGN = "\u00a0%"
MINUS = "\u2212"
WHOLE_FROM = 1_000  # major units from which an amount is shown without cents
WHOLE_COLUMN_FROM = 10_000  # the same for a column, decided by its largest amount

MISSING = "–"  # not defined, not known: never drawn as 0
_TOUCHING = re.compile(r"([^\W\d_])(?=\d)")  # a currency code needs a space before its amount, a sign does not
_DAY = {"en": "d MMM y", "de": "d. MMM y"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number is. `digits` are decimals shown to people; `currency` only for money.

    Money is rounded to whole units where amounts are large; `to_the_cent` keeps the minor units, as on an order.
    """

    kind: Kind
    digits: int = 0
    currency: str = ""
    to_the_cent: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind not in {"text", "date", "instant", "month", "flag"}

    @property
    def highest_first(self) -> bool:
        """Whether the first click on such a column sorts down: large numbers and late dates come first."""
        return self.numeric or self.kind in {"date", "instant", "month"}


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


def money_in(currency: str, *, to_the_cent: bool = False) -> Unit:
    """Integer minor units of an ISO 4217 currency."""
    return Unit("money", digits=minor_digits(currency), currency=currency, to_the_cent=to_the_cent)


def locale(language: str | None = None) -> Locale:
    """CLDR locale of a language tag, English for one that CLDR does not know."""
    return _locale(language or _tag())


def _tag() -> str:
    return get_language() or "en"


@lru_cache(maxsize=32)
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en")


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


def exact(value: Value, unit: Unit = TEXT, *, whole: bool | None = None) -> str:
    """The value without rounding, still readable; empty when what is shown hides nothing."""
    if value is None or isinstance(value, bool | str | date):
        return ""
    if unit.kind == "money":
        minor, scale = int(value), 10 ** minor_digits(unit.currency)
        hides = minor % scale != 0 and (_is_whole(minor, unit) if whole is None else whole)
        return money(minor, unit.currency, whole=False) if hides else ""
    shares = unit.kind in {"percent", "points"}
    number = _decimal(value) * (100 if shares else 1)
    if number == _rounded(number, unit.digits):
        return ""
    return _show_number(value, replace(unit, digits=4 if shares else 6))


def money(minor: int, currency: str, *, whole: bool | None = None) -> str:
    """An amount with its currency. `whole` drops the minor units; by default from 1,000 major units up."""
    if whole is None:
        whole = _is_whole(minor, Unit("money", currency=currency))
    before, after = _around_money(_tag(), currency, minor < 0)
    return before + plain_money(abs(minor), currency, whole=whole) + after


def plain_money(minor: int, currency: str, *, whole: bool) -> str:
    """The amount without its currency, for a column whose header names it."""
    digits = minor_digits(currency)
    scale = 10**digits
    signs = _signs(_tag())
    if whole or not digits:
        units = (2 * abs(minor) + scale) // (2 * scale)  # half up
        return _grouped(units, signs.group, MINUS if minor < 0 and units else "")
    units, rest = divmod(abs(minor), scale)
    return f"{_grouped(units, signs.group, MINUS if minor < 0 else '')}{signs.decimal}{rest:0{digits}d}"


def reads_whole(amounts: Iterable[object], unit: Unit) -> bool:
    """Whether a column of amounts drops its cents: all of them or none."""
    if unit.kind != "money" or unit.to_the_cent:
        return False
    limit = WHOLE_COLUMN_FROM * 10 ** minor_digits(unit.currency)
    return any(isinstance(amount, int) and abs(amount) >= limit for amount in amounts)


def bare(value: Value, unit: Unit, *, whole: bool = False) -> str:
    """The number without the unit that its header names; differences keep their sign."""
    if value is None or isinstance(value, bool | str | date):
        return show(value, unit)
    if unit.kind == "money":
        return plain_money(int(value), unit.currency, whole=whole)
    if unit.kind == "percent":
        return _decimal_text(_decimal(value) * 100, unit.digits, fixed=True)
    if unit.kind == "points":
        text = _decimal_text(abs(_decimal(value)) * 100, unit.digits, fixed=True)
        return _with_sign(value, text, _decimal_text(Decimal(0), unit.digits, fixed=True))
    if unit.kind == "days":
        return _decimal_text(_decimal(value), unit.digits)
    return show(value, unit)


def compact(value: Number, unit: Unit) -> str:
    """For axes and small tiles: 1.2M, 940K."""
    if unit.kind == "money":
        amount = Decimal(int(value)).scaleb(-minor_digits(unit.currency))
        return str(format_compact_currency(amount, unit.currency, locale=locale(), fraction_digits=1))
    if unit.kind in {"percent", "points"}:
        return show(value, replace(unit, digits=0))
    return str(format_compact_decimal(_decimal(value), locale=locale(), fraction_digits=1))


def signed(value: Number, unit: Unit = COUNT) -> str:
    """A difference with its sign: +2.1 points, −12, +£1,247,326, ±0."""
    return _with_sign(value, show(-value if value < 0 else value, unit), show(0, unit))


def interval(low: Value, high: Value, unit: Unit) -> str:
    """`30.4 to 32.0 %`: the unit once, at the end, where that reads well."""
    return _("%(low)s to %(high)s") % _ends(low, high, unit)


def likely(low: Value, high: Value, unit: Unit) -> str:
    """`likely between 30.4 and 32.0 %`."""
    return _("likely between %(low)s and %(high)s") % _ends(low, high, unit)


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


def day(value: date) -> str:
    """`9 Dec 2011`: the month as a word, so that no reader takes 4/5 for 5/4."""
    return str(format_date(value, _DAY.get(locale().language, "medium"), locale=locale()))


def clock_time(value: datetime) -> str:
    """`14:05` in the shop's zone."""
    return str(format_time(_local(value), "HH:mm", locale=locale()))


def local_day(value: date) -> date:
    """The shop's calendar day of an instant; a plain date stays."""
    return _local(value).date() if isinstance(value, datetime) else value


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _show_date(value: date, unit: Unit) -> str:
    if isinstance(value, datetime) and unit.kind not in {"date", "month"}:
        return f"{day(local_day(value))}, {clock_time(value)}"
    on = local_day(value)
    return str(format_skeleton("yMMM", on, locale=locale())) if unit.kind == "month" else day(on)


def _show_number(value: Number, unit: Unit) -> str:
    if unit.kind == "money":
        return money(int(value), unit.currency, whole=False if unit.to_the_cent else None)
    if unit.kind == "percent":
        return _decimal_text(_decimal(value) * 100, unit.digits, fixed=True) + PERCENT_SIGN
    if unit.kind == "points":
        return _("%(number)s points") % {"number": _decimal_text(_decimal(value) * 100, unit.digits, fixed=True)}
    number = _decimal_text(_decimal(value), unit.digits)
    if unit.kind == "days":
        return ngettext("%(number)s day", "%(number)s days", 1 if value == 1 else 2) % {"number": number}
    return number


def _ends(low: Value, high: Value, unit: Unit) -> dict[str, str]:
    first = bare(low, unit) if unit.kind in {"percent", "days"} else show(low, unit)
    return {"low": first, "high": show(high, unit)}


def _with_sign(value: Number, text: str, zero: str) -> str:
    if text == zero:
        return "±" + zero
    return (MINUS if value < 0 else "+") + text


def _decimal_text(value: Decimal, digits: int, *, fixed: bool = False) -> str:
    rounded = _rounded(value, digits)
    signs = _signs(_tag())
    whole, _point, rest = f"{abs(rounded):f}".partition(".")
    if not fixed:
        rest = rest.rstrip("0")
    text = _grouped(int(whole), signs.group, MINUS if rounded < 0 else "")
    return text + signs.decimal + rest if rest else text


def _grouped(number: int, separator: str, sign: str) -> str:
    return sign + f"{number:,}".replace(",", separator)


@dataclass(frozen=True, slots=True)
class _Signs:
    group: str
    decimal: str


@lru_cache(maxsize=32)
def _signs(tag: str) -> _Signs:
    """The locale's separators, read off a formatted number: Babel's own formatting is too slow for large tables."""
    text = format_decimal(Decimal("1234567.5"), "#,##0.0", _locale(tag))
    return _Signs(group=text[1], decimal=text[-2])


@lru_cache(maxsize=256)
def _around_money(tag: str, currency: str, negative: bool) -> tuple[str, str]:
    """What stands before and after the digits of an amount, with sign."""
    where = _locale(tag)
    pattern = str(where.currency_formats["standard"].pattern).replace(".00", "")
    text = str(format_currency(Decimal(-1 if negative else 1), currency, pattern, where, currency_digits=False))
    before, after = _TOUCHING.sub("\\1\u00a0", text.replace("-", MINUS)).split("1")
    return before, after


def _is_whole(minor: int, unit: Unit) -> bool:
    return not unit.to_the_cent and abs(minor) >= WHOLE_FROM * 10 ** minor_digits(unit.currency)


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
