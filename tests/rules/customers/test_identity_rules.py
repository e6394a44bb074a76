"""Whose order is it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.domains.customers import rules
from regulars.domains.customers.rules import EMAIL, PHONE, STORE_ID


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" Ana@Example.COM ", "ana@example.com"),
        ("ana+tea@example.com", "ana+tea@example.com"),
        ("a.na@example.com", "a.na@example.com"),
        ("\uff21na@example.com", "ana@example.com"),
        ("no address", ""),
        ("two@at@example.com", ""),
        ("ana@localhost", ""),
        ("", ""),
        ("a" * 250 + "@example.com", ""),
    ],
)
def test_an_address_has_one_normal_form(written: str, normal: str) -> None:
    assert rules.normal_email(written) == normal


@pytest.mark.parametrize(
    ("written", "country", "normal"),
    [
        ("030 123456", "DE", "+4930123456"),
        ("+49 (30) 123456", "", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("1", "DE", ""),
        ("call me", "DE", ""),
        ("030 123456", "", ""),
    ],
)
def test_a_phone_is_read_as_dialed_in_its_country(written: str, country: str, normal: str) -> None:
    assert rules.normal_phone(written, country) == normal


@given(st.text(max_size=40))
def test_normal_forms_are_stable(text: str) -> None:
    once = rules.normal_email(text)
    assert rules.normal_email(once) == once if once else True
    phone = rules.normal_phone(text, "DE")
    assert rules.normal_phone(phone, "DE") == phone


ACCOUNT_A, ACCOUNT_B = (STORE_ID, "shop", "1"), (STORE_ID, "shop", "2")
ELSEWHERE = (STORE_ID, "market", "9")
MAIL, CALL = (EMAIL, "", "ana@example.com"), (PHONE, "", "+4930123456")


def test_the_stores_own_id_decides_over_the_address() -> None:
    known = {ACCOUNT_A: 1, MAIL: 2}
    assert rules.match((ACCOUNT_A, MAIL), known, {1: {ACCOUNT_A}}) == 1


def test_without_an_account_the_address_decides_and_then_the_phone() -> None:
    known = {MAIL: 2, CALL: 3}
    assert rules.match((MAIL, CALL), known, {}) == 2
    assert rules.match((CALL,), known, {}) == 3


def test_a_guest_who_opens_an_account_stays_the_same_person() -> None:
    assert rules.match((ACCOUNT_A, MAIL), {MAIL: 2}, {}) == 2


def test_two_accounts_with_one_address_stay_two_people() -> None:
    assert rules.match((ACCOUNT_B, MAIL), {ACCOUNT_A: 1, MAIL: 1}, {1: {ACCOUNT_A}}) is None


def test_an_account_at_another_store_is_no_obstacle() -> None:
    assert rules.match((ELSEWHERE, MAIL), {ACCOUNT_A: 1, MAIL: 1}, {1: {ACCOUNT_A}}) == 1


def test_who_gives_nothing_is_nobody() -> None:
    assert rules.keys_of("shop", "", "", "") == ()
    assert rules.match((), {}, {}) is None


def test_relay_addresses_are_recognized() -> None:
    assert rules.is_relay("x1y2@marketplace.amazon.de")
    assert rules.is_relay("x1y2@members.ebay.com")
    assert not rules.is_relay("ana@amazon.de")
