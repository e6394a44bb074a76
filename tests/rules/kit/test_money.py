from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit import money
from regulars.kit.currencies import ACTIVE, KNOWN, WITHDRAWN
from regulars.kit.errors import Refused
from regulars.kit.money import Money, parse_decimal_minor

currencies = st.sampled_from(sorted(KNOWN))
amounts = st.integers(-(10**15), 10**15)
decimals = st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=7)
EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        ("EUR", 2),
        ("GBP", 2),
        ("JPY", 0),
        ("ISK", 0),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("HUF", 2),
        ("XCG", 2),
        ("HRK", 2),
    ],
)
def test_minor_digits_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert money.minor_digits(currency) == digits


def test_the_list_is_whole() -> None:
    counts = {digits: sum(1 for known in ACTIVE.values() if known == digits) for digits in range(5)}
    assert counts == {0: 17, 1: 0, 2: 139, 3: 7, 4: 2}
    assert not ACTIVE.keys() & WITHDRAWN.keys()
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in KNOWN)


@pytest.mark.parametrize("currency", ["", "eur", "XYZ", "EURO", "XAU"])
def test_an_unknown_currency_is_refused_by_name(currency: str) -> None:
    with pytest.raises(Refused) as refusal:
        Money(1, currency)
    assert (refusal.value.code, refusal.value.field, refusal.value.value) == (
        "money.unknown_currency",
        "currency",
        currency,
    )


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.5", "EUR", 1250),
        ("12", "EUR", 1200),
        ("12.", "EUR", 1200),
        (".5", "EUR", 50),
        ("-0.05", "EUR", -5),
        ("+3.10", "EUR", 310),
        (" 7.99 ", "EUR", 799),
        ("0.005", "EUR", 0),
        ("0.015", "EUR", 2),
        ("-0.025", "EUR", -2),
        ("0.0250000000000000000000000000001", "EUR", 3),
        ("1250", "JPY", 1250),
        ("0.5", "JPY", 0),
        ("1.2345", "KWD", 1234),
        ("1.2345", "CLF", 12345),
        ("1.5E+3", "EUR", 150000),
        ("1e-2", "EUR", 1),
    ],
)
def test_decimal_text_is_read_exactly_and_rounded_half_to_even(text: str, currency: str, minor: int) -> None:
    assert parse_decimal_minor(text, currency) == minor


@pytest.mark.parametrize(
    "text", ["", " ", ".", "-", "1,50", "1 000", "12 €", "NaN", "Infinity", "1e100", "0x10", "١٢", "1_000", "--1"]
)
def test_what_is_no_number_is_refused_with_field_and_value(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_decimal_minor(text, "EUR", field="unit_price")
    problem = refusal.value
    assert (problem.code, problem.field, problem.value) == ("money.unreadable_amount", "unit_price", text)
    assert text in problem.message
    assert problem.fix


@pytest.mark.parametrize("text", ["92233720368547758.08", "-92233720368547758.08", "9e99", "1" * 40])
def test_what_no_column_can_hold_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="too large"):
        parse_decimal_minor(text, "EUR")
    assert parse_decimal_minor("92233720368547758.07", "EUR") == 2**63 - 1


@given(decimals, currencies)
def test_reading_agrees_with_decimal_arithmetic(number: Decimal, currency: str) -> None:
    exact = number.scaleb(money.minor_digits(currency), EXACT).to_integral_value(ROUND_HALF_EVEN)
    assert parse_decimal_minor(number, currency) == parse_decimal_minor(str(number), currency) == int(exact)


@given(amounts, currencies)
def test_amounts_come_back_from_their_text(amount: int, currency: str) -> None:
    assert parse_decimal_minor(money.decimal_text(amount, currency), currency) == amount


@given(amounts, amounts)
def test_reading_keeps_the_order_of_numbers(one: int, other: int) -> None:
    first, second = sorted((Decimal(one).scaleb(-5), Decimal(other).scaleb(-5)))
    assert parse_decimal_minor(first, "EUR") <= parse_decimal_minor(second, "EUR")


def test_prices_are_read_in_millionths_and_quantities_in_thousandths() -> None:
    assert money.parse_micros("0.0000015") == 2
    assert money.parse_micros("19.99") == 19_990_000
    assert money.parse_milli("2.5") == 2500
    assert money.parse_milli(3) == 3000


@pytest.mark.parametrize(
    ("quantity_milli", "unit_price_micros", "currency", "total"),
    [
        (6000, 2_550_000, "GBP", 1530),
        (500, 10_000, "EUR", 0),
        (1500, 10_000, "EUR", 2),
        (-2000, 1_950_000, "GBP", -390),
        (1000, 1_500_000, "JPY", 2),
    ],
)
def test_a_line_total_is_rounded_once_half_to_even(
    quantity_milli: int, unit_price_micros: int, currency: str, total: int
) -> None:
    assert money.line_total_minor(quantity_milli, unit_price_micros, currency) == total


@pytest.mark.parametrize(
    ("amount", "source", "target", "rate", "converted"),
    [
        (1000, "EUR", "USD", Fraction(11, 10), 1100),
        (1000, "EUR", "JPY", Fraction(160), 1600),
        (1600, "JPY", "EUR", Fraction(1, 160), 1000),
        (1, "EUR", "USD", Fraction(1, 2), 0),
        (3, "EUR", "USD", Fraction(1, 2), 2),
        (-3, "EUR", "USD", Fraction(1, 2), -2),
        (1234, "EUR", "KWD", Fraction(1, 3), 4113),
        (1234, "EUR", "EUR", Fraction(2), 1234),
    ],
)
def test_conversion_rounds_half_to_even(amount: int, source: str, target: str, rate: Fraction, converted: int) -> None:
    assert money.convert(amount, source, target, rate) == converted


@given(amounts, currencies, currencies, st.fractions(Fraction(1, 10**6), 10**6, max_denominator=10**6))
def test_conversion_is_the_nearest_amount(amount: int, source: str, target: str, rate: Fraction) -> None:
    converted = money.convert(amount, source, target, rate)
    if source != target:
        exact = amount * rate * Fraction(10) ** (money.minor_digits(target) - money.minor_digits(source))
        assert converted == round(exact)


@given(amounts, amounts, currencies)
def test_money_adds_subtracts_and_compares_within_one_currency(one: int, other: int, currency: str) -> None:
    first, second = Money(one, currency), Money(other, currency)
    assert first + second - second == first
    assert first - second == first + -second
    assert (first < second, first <= second, first > second, first >= second) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
    )
    assert first * 3 == first + first + first
    assert bool(first) == (one != 0)


def test_two_currencies_never_meet() -> None:
    euros, pounds = Money(100, "EUR"), Money(100, "GBP")
    assert euros != pounds
    for meet in (lambda: euros + pounds, lambda: euros - pounds, lambda: euros < pounds, lambda: euros >= pounds):
        with pytest.raises(Refused) as refusal:
            meet()
        assert refusal.value.code == "money.mixed_currencies"


def test_money_is_made_of_integers_only() -> None:
    with pytest.raises(TypeError, match="integer"):
        Money(1.5, "EUR")  # type: ignore[arg-type]


def test_money_is_shared_told_and_serialized() -> None:
    assert Money(100, "EUR").allocate([1, 1, 1]) == [Money(34, "EUR"), Money(33, "EUR"), Money(33, "EUR")]
    assert str(Money(-5, "EUR")) == "-0.05 EUR"
    assert str(Money(-5, "JPY")) == "-5 JPY"
    assert Money(1250, "EUR").as_json() == {"amount_minor": 1250, "currency": "EUR"}
