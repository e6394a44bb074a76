"""Money: an integer of minor units with its ISO 4217 currency. Never a float, and never two currencies in one sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from regulars.kit.currencies import KNOWN
from regulars.kit.errors import Refused
from regulars.kit.rounding import allocate, half_even
from regulars.kit.text import gettext_noop as _

LARGEST = 2**63 - 1  # what both databases and the lake hold in one integer
MICROS = 6
MILLIS = 3
_DECIMAL_TEXT = re.compile(r"([+-]?)(\d{0,40})(?:\.(\d{0,40}))?(?:[eE]([+-]?\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: `Money(1250, "EUR")` is 12.50 euros, `Money(1250, "JPY")` is 1250 yen."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount_minor, int):
            raise TypeError(f"minor units are an integer, not {self.amount_minor!r}")
        minor_digits(self.currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount_minor - other.amount_minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount_minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount_minor < other.amount_minor

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount_minor <= other.amount_minor

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __ge__(self, other: Money) -> bool:
        return other <= self

    def __str__(self) -> str:
        return f"{decimal_text(self.amount_minor, self.currency)} {self.currency}"

    def allocate(self, weights: Sequence[int | Fraction]) -> list[Money]:
        """Share out by largest remainder; see `kit.rounding.allocate`. The shares add up to this amount."""
        return [Money(share, self.currency) for share in allocate(self.amount_minor, weights)]

    def as_json(self) -> dict[str, int | str]:
        return {"amount_minor": self.amount_minor, "currency": self.currency}

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Refused(
                "money.mixed_currencies",
                _("%(one)s and %(other)s cannot be added or compared."),
                value=other.currency,
                fix=_("Convert to one currency first."),
                params={"one": self.currency, "other": other.currency},
            )


def minor_digits(currency: str) -> int:
    """How many decimals the currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.

    Source: ISO 4217, see `kit.currencies`. Raises Refused `money.unknown_currency`.
    """
    digits = KNOWN.get(currency)
    if digits is None:
        raise Refused(
            "money.unknown_currency",
            _("%(value)s is no currency we know."),
            field="currency",
            value=currency,
            fix=_("Give the three capital letters of ISO 4217, for example EUR."),
            params={"value": currency or '""'},
        )
    return digits


def parse_decimal_minor(number: str | Decimal | int, currency: str, *, field: str = "amount") -> int:
    """Read a decimal number of major units as an integer of minor units: "12.5" EUR is 1250.

    The reading is exact; decimals beyond the currency's are rounded half to even. Text has ASCII digits, an optional
    sign and a point; digit grouping and decimal commas are the importer's to resolve first.
    Raises Refused `money.unreadable_amount` or `money.too_large` naming `field` and the value.
    """
    return parse_scaled(number, minor_digits(currency), field=field)


def parse_micros(number: str | Decimal | int, *, field: str = "unit_price") -> int:
    """Read a decimal number as millionths, for unit prices and costs. As exact as `parse_decimal_minor`."""
    return parse_scaled(number, MICROS, field=field)


def parse_milli(number: str | Decimal | int, *, field: str = "quantity") -> int:
    """Read a decimal number as thousandths, for quantities. As exact as `parse_decimal_minor`."""
    return parse_scaled(number, MILLIS, field=field)


def parse_scaled(number: str | Decimal | int, digits: int, *, field: str) -> int:
    """`number * 10**digits` as an integer, rounded half to even."""
    match = _DECIMAL_TEXT.fullmatch(number.strip() if isinstance(number, str) else str(number))
    if match is None or not (match[2] or match[3]):
        raise Refused(
            "money.unreadable_amount",
            _("%(value)s is no number."),
            field=field,
            value=str(number),
            fix=_("Write digits with a point before the decimals, for example 1234.50."),
            params={"value": str(number) or '""'},
        )
    sign, whole, decimals, exponent = match[1], match[2], match[3] or "", int(match[4] or 0)
    shift = digits - len(decimals) + exponent
    scaled = int(whole + decimals)
    scaled = scaled * 10**shift if shift >= 0 else half_even(scaled, 10**-shift)
    if scaled > LARGEST:
        raise Refused(
            "money.too_large",
            _("%(value)s is too large."),
            field=field,
            value=str(number),
            fix=_("Check the decimals and the currency."),
            params={"value": str(number)},
        )
    return -scaled if sign == "-" else scaled


def decimal_text(amount_minor: int, currency: str) -> str:
    """The amount in major units as plain text for files and APIs, all decimals shown: -5 EUR cents is "-0.05"."""
    digits = minor_digits(currency)
    sign, text = "-" if amount_minor < 0 else "", str(abs(amount_minor)).zfill(digits + 1)
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else sign + text


def convert(amount_minor: int, from_currency: str, to_currency: str, rate: Fraction) -> int:
    """Convert minor units at `rate` (major units of `to_currency` for one major unit of `from_currency`), half to even.

    Converting into the same currency answers the amount unchanged, whatever the rate.
    """
    from_digits, to_digits = minor_digits(from_currency), minor_digits(to_currency)
    if from_currency == to_currency:
        return amount_minor
    return half_even(amount_minor * rate.numerator * 10**to_digits, rate.denominator * 10**from_digits)


def line_total_minor(quantity_milli: int, unit_price_micros: int, currency: str) -> int:
    """The total of an order line in minor units, half to even: thousandths of a piece at millionths of a major unit."""
    return half_even(quantity_milli * unit_price_micros * 10 ** minor_digits(currency), 10 ** (MILLIS + MICROS))
