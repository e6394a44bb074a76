"""Numbers of any house style become exact integers, and the style is decided over the column."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.edges.imports.values.numbers import NumberStyle, Votes, decide, joint_votes, reader, votes
from regulars.edges.imports.values.shapes import profile
from regulars.edges.imports.values.unreadable import Unreadable

POINT, COMMA = reader(NumberStyle(".")), reader(NumberStyle(","))


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2.55", 2_550_000),
        ("17", 17_000_000),
        ("-3", -3_000_000),
        ("+3.5", 3_500_000),
        ("3.5-", -3_500_000),
        ("(1,234.56)", -1_234_560_000),
        ("($12.00)", -12_000_000),
        ("-$12.00", -12_000_000),
        ("$-12.00", -12_000_000),
        ("$ 1,234.50", 1_234_500_000),
        ("1,234,567.89 USD", 1_234_567_890_000),
        ("12,34,567.00", 1_234_567_000_000),
        ("£.99", 990_000),
        ("12%", 12_000_000),
        ("1e-05", 10),
        ("19.990000000000002", 19_990_000),
        ("\u221212.5", -12_500_000),
        ("1 234.50", 1_234_500_000),
        ("1'234.50", 1_234_500_000),
        ("5.", 5_000_000),
        ("", None),
        ("n/a", None),
        ("-", None),
    ],
)
def test_numbers_with_a_point(text: str, micros: int | None) -> None:
    assert POINT(text) == micros


@pytest.mark.parametrize(
    ("text", "micros"),
    [
        ("2,55", 2_550_000),
        ("1.234,56", 1_234_560_000),
        ("1.234", 1_234_000_000),
        ("1.234.567", 1_234_567_000_000),
        ("1\u00a0234,50 €", 1_234_500_000),
        ("1\u202f234,50\u00a0€", 1_234_500_000),
        ("EUR 12,50", 12_500_000),
        ("12,50 kr.", 12_500_000),
        ("0,125", 125_000),
        ("-0,5", -500_000),
        ("1’234’567,05", 1_234_567_050_000),
    ],
)
def test_numbers_with_a_comma(text: str, micros: int) -> None:
    assert COMMA(text) == micros


@pytest.mark.parametrize(
    "text", ["abc", "12 apples and 3 pears", "1.2.3", "2024-03-01", "12:30", "1,23,4", "--", "..", "$"]
)
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    found = POINT(text)
    assert found is None if text == "--" else isinstance(found, Unreadable)


def test_a_value_in_the_other_style_is_rejected_and_never_misread() -> None:
    assert POINT("1.234,56") == Unreadable("other_decimal_sign", "1.234,56", {"sign": "."})
    assert COMMA("1,234.56") == Unreadable("other_decimal_sign", "1,234.56", {"sign": ","})


def test_an_id_in_the_place_of_an_amount_is_too_large() -> None:
    assert POINT("53100000000000000") == Unreadable("number_too_large", "53100000000000000")


@given(st.integers(1 - 10**12, 10**12 - 1), st.integers(0, 6), st.sampled_from([".", ","]), st.booleans())
def test_every_number_reads_back_exactly_in_its_own_style(units: int, places: int, sign: str, grouped: bool) -> None:
    value = Decimal(units).scaleb(-places)
    text = f"{value:,f}" if grouped else f"{value:f}"
    if sign == ",":
        text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    assert reader(NumberStyle(sign))(text) == int(value * 1_000_000)


@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    for read in (POINT, COMMA):
        assert isinstance(read(text), int | Unreadable | None)


def _decide(values: list[str], others: list[str] | None = None, locale: str = ".") -> tuple[str, str]:
    own = votes(profile(values))
    style, said = decide("price", own, joint_votes([own, votes(profile(others or []))]), locale)
    return style.decimal, said.code if said else ""


def test_one_value_that_can_only_be_read_one_way_decides_the_column() -> None:
    assert _decide(["1,234", "2,500", "3,99"]) == (",", "decimal_proven")
    assert _decide(["1,234", "2,500", "3,999.50"]) == (".", "decimal_proven")
    assert _decide(["1.234.567", "1.234"]) == (",", "decimal_proven")
    assert _decide(["0.125", "1.250"]) == (".", "decimal_proven")


def test_a_column_that_could_be_both_follows_the_file_and_then_the_locale_and_says_so() -> None:
    assert _decide(["1.234", "2.500"], ["3,99"]) == (",", "decimal_from_file")
    assert _decide(["1.234", "2.500"], locale=",") == (",", "decimal_default")
    assert _decide(["1.234", "2.500"], locale=".") == (".", "decimal_default")


def test_a_contested_column_follows_the_majority_and_says_so() -> None:
    assert _decide(["1,50", "2,50", "3.25"]) == (",", "decimal_contested")


def test_whole_numbers_prove_nothing() -> None:
    assert votes(profile(["1", "20", "300"])) == Votes()
    assert _decide(["1", "20", "300"]) == (".", "")
