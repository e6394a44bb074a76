"""Small words of the brief: stretches of months, places, rounded shares."""

from __future__ import annotations

from babel.dates import format_date, format_skeleton
from django.utils.translation import gettext as _

from regulars.base.web.formats import COUNT, MINUS, PERCENT, POINTS, Unit, Value, bare, locale, money, show, signed
from regulars.kit.periods import Period

WHOLE_PERCENT = Unit("percent")


def months(period: Period, *, year: bool = True) -> str:
    """`Sep to Nov 2011`, `Dec 2010 to Feb 2011`, `Nov 2011`; without the year `Sep to Nov`."""
    first, last = period.start, period.last_day
    ending = "yMMM" if year else "MMM"
    if (first.year, first.month) == (last.year, last.month):
        return str(format_skeleton(ending, last, locale=locale()))
    if year and first.year == last.year:
        starting = format_date(first, "MMM", locale=locale())  # beside a year some languages write a dot: Aug. bis
    else:
        starting = format_skeleton(ending, first, locale=locale())
    return _("%(first)s to %(last)s") % {
        "first": starting,
        "last": format_skeleton(ending, last, locale=locale()),
    }


def days(period: Period) -> str:
    """`1 to 30 Apr 2026`, `1 Apr to 8 Jun 2011`."""
    first, last = period.start, period.last_day
    if period.days == 1:
        return show(first)
    if (first.year, first.month) == (last.year, last.month):
        text = str(first.day) if locale().language == "en" else f"{first.day}."
    elif first.year == last.year:
        text = str(format_skeleton("MMMd", first, locale=locale()))
        text = f"{first.day} {format_skeleton('MMM', first, locale=locale())}" if locale().language == "en" else text
    else:
        text = show(first)
    return _("%(first)s to %(last)s") % {"first": text, "last": show(last)}


def country(name: str) -> str:
    """`Netherlands` for NL; a name stays as the orders have it."""
    if not name:
        return _("no country named")
    return str(locale().territories.get(name, name)) if len(name) == 2 else name


def amount(minor: int, currency: str) -> str:
    return money(minor, currency) if currency else show(minor)


def roughly(minor: int, currency: str) -> str:
    """An estimated amount: without minor units, which would claim a precision it has not."""
    return money(abs(minor), currency, whole=True) if currency else show(abs(minor))


def plus_amount(minor: int, currency: str) -> str:
    return signed(minor, Unit("money", currency=currency)) if currency else signed(minor)


def plus_roughly(minor: int, currency: str) -> str:
    """A signed amount without minor units, for columns in which large amounts stand."""
    text = roughly(minor, currency)
    return ("±" if not minor else MINUS if minor < 0 else "+") + text


def points(low: float, high: float) -> str:
    """`likely between −17.5 and −9.3 points`."""
    return _("likely between %(low)s and %(high)s") % {"low": bare(low, POINTS), "high": signed(high, POINTS)}


def count(number: Value) -> str:
    return show(number, COUNT)


def share(part: float | None) -> str:
    """With one decimal: 65.6 %."""
    return show(part, PERCENT)


def whole_share(part: float | None) -> str:
    """Without decimals, but never 0 % or 100 % for what is not exactly that."""
    if part is not None and (0 < part < 0.005 or 0.995 <= part < 1):
        return show(part, PERCENT)
    return show(part, WHOLE_PERCENT)


def listed(items: list[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}
