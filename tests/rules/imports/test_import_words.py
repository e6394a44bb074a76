"""Ids stay text, and what a spreadsheet has cut short is no id."""

import pytest

from regulars.edges.imports.values import currency
from regulars.edges.imports.values.shapes import profile
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.edges.imports.values.words import customer_id_of, flag_of, id_of, list_of, text_of


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("00123", "00123"),
        ("9007199254740993", "9007199254740993"),
        ("'7210448301122", "7210448301122"),
        ("17850.0", "17850"),
        ('="00123"', "00123"),
        ("85123A", "85123A"),
        ("#1001", "#1001"),
        ("  536365 ", "536365"),
        ("12E", "12E"),
        ("3E5", "3E5"),
    ],
)
def test_ids_keep_every_sign(cell: str, value: str) -> None:
    assert id_of(cell) == value


@pytest.mark.parametrize("cell", ["5.10012E+12", "5,10012E+12", "5E+12", "≈5123456789012345"])
def test_a_shortened_id_is_refused(cell: str) -> None:
    assert id_of(cell) == Unreadable("shortened_id", cell)


def test_a_guest_has_no_id() -> None:
    assert [customer_id_of(cell) for cell in ("0", "guest", "17850", "017")] == ["", "", "17850", "017"]


def test_words_lose_guards_and_nulls_but_names_do_not() -> None:
    assert [text_of(cell) for cell in ("'+49 30 1234", "NULL", "Null", "O'Hara", "'tis", "a\0b", "\ufeffx")] == [
        "+49 30 1234", "", "Null", "O'Hara", "'tis", "ab", "x",
    ]  # fmt: skip


def test_flags_and_lists() -> None:
    assert [flag_of(cell) for cell in ("yes", "Nein", "1", "", "maybe")] == [
        True, False, True, None, Unreadable("not_a_flag", "maybe"),
    ]  # fmt: skip
    assert list_of("vip, horeca,vip,, wholesale ") == ("vip", "horeca", "wholesale")


def test_currencies_by_sign_code_and_country() -> None:
    assert [currency.read(word) for word in ("eur", "€", "GBP", "US$", "$", "points")] == [
        "EUR", "EUR", "GBP", "USD", "USD", None,
    ]  # fmt: skip
    assert currency.in_amounts(profile(["£2.50", "£3", "12 EUR", "$4"]).shapes) == {"GBP": 2, "EUR": 1, "USD?": 1}
    assert currency.of_country("United Kingdom") == ("GBP", "Europe/London")
    assert currency.of_country("Deutschland") == ("EUR", "Europe/Berlin")
    assert currency.of_country("Narnia") == ("", "")
