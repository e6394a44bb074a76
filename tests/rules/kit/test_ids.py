from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regulars.kit.errors import NotFound
from regulars.kit.ids import LARGEST_NUMBER, number_of, public_id, time_key

KEY = bytes(range(32))
numbers = st.integers(0, LARGEST_NUMBER)
keys = st.binary(min_size=16, max_size=64)
prefixes = st.from_regex(r"[a-z][a-z0-9]{1,15}", fullmatch=True)
instants = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
PROMISED = ["cus_bwz9knynv2hdf5", "cus_36p0dvs35z8d6w", "cus_341jf3j7atyve2"]
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def test_ids_never_change() -> None:
    """Ids live in other systems for years: these values are a promise."""
    assert [public_id("cus", number, KEY) for number in (0, 1, LARGEST_NUMBER)] == PROMISED
    assert public_id("ord", 1, KEY)[4:] != PROMISED[1][4:]


@given(prefixes, numbers, keys)
def test_a_number_comes_back_from_its_id(prefix: str, number: int, key: bytes) -> None:
    text = public_id(prefix, number, key)
    assert number_of(prefix, text, key) == number
    assert len(text) == len(prefix) + 15
    assert set(text[len(prefix) + 1 :]) <= set(ALPHABET)


@given(st.lists(numbers, min_size=2, unique=True), keys)
def test_two_numbers_never_share_an_id(numbers: list[int], key: bytes) -> None:
    assert len({public_id("cus", number, key) for number in numbers}) == len(numbers)


def test_ids_of_neighbors_look_unrelated() -> None:
    ids = [public_id("cus", number, KEY)[4:17] for number in range(2000)]
    for place in range(1, 13):  # the first digit has four bits only
        counts = [sum(1 for text in ids if text[place] == character) for character in ALPHABET]
        assert 25 < min(counts) <= max(counts) < 110


@given(numbers)
def test_ids_are_read_kindly(number: int) -> None:
    text = public_id("cus", number, KEY)
    spoken = "cus_" + text[4:].replace("1", "l").replace("0", "o")
    for way in (text.upper(), f" {text}\n", spoken, spoken.upper(), "cus_" + text[4:].replace("1", "i")):
        assert number_of("cus", way, KEY) == number


@given(numbers, st.integers(0, 13), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(number: int, place: int, character: str) -> None:
    text = public_id("cus", number, KEY)
    at = 4 + place
    assume(text[at] != character)
    with pytest.raises(NotFound):
        number_of("cus", text[:at] + character + text[at + 1 :], KEY)


@given(numbers, st.integers(0, 12))
def test_two_neighbors_swapped_are_always_found(number: int, place: int) -> None:
    text = public_id("cus", number, KEY)
    at = 4 + place
    assume(text[at] != text[at + 1])
    with pytest.raises(NotFound):
        number_of("cus", text[:at] + text[at + 1] + text[at] + text[at + 2 :], KEY)


def test_an_id_of_another_kind_is_not_found_and_says_so() -> None:
    with pytest.raises(NotFound) as problem:
        number_of("cus", public_id("ord", 7, KEY), KEY)
    assert (problem.value.code, problem.value.status, problem.value.field) == ("id.wrong_kind", 404, "id")
    assert problem.value.fix == "Give an id that starts with cus_."


@given(st.text(max_size=30))
def test_any_other_text_is_not_found(text: str) -> None:
    for way in (text, "cus_" + text, "cus" + text):
        with pytest.raises(NotFound):
            number_of("cus", way, KEY)


@pytest.mark.parametrize("text", ["", "17", "cus_", "cus_17", "_", "cus_" + "u" * 14, "cus_" + "z" * 14, "cus_ı"])
def test_unreadable_ids_name_themselves(text: str) -> None:
    with pytest.raises(NotFound) as problem:
        number_of("cus", text, KEY)
    assert problem.value.value == text


@given(numbers)
def test_another_key_reads_another_number_or_none(number: int) -> None:
    with suppress(NotFound):
        assert number_of("cus", public_id("cus", number, KEY), KEY[::-1]) != number


@pytest.mark.parametrize(
    ("prefix", "number", "key"),
    [
        ("", 1, KEY),
        ("CUS", 1, KEY),
        ("c_s", 1, KEY),
        ("a" * 17, 1, KEY),
        ("cus", -1, KEY),
        ("cus", 2**63, KEY),
        ("cus", 1, b"short"),
    ],
)
def test_what_no_id_can_be_made_of_is_an_error_of_the_caller(prefix: str, number: int, key: bytes) -> None:
    with pytest.raises(ValueError, match=r"no prefix|no row id|a key has"):
        public_id(prefix, number, key)


@given(instants, instants, st.text(max_size=20), st.text(max_size=20))
def test_time_keys_sort_by_the_millisecond(one: datetime, other: datetime, text: str, another: str) -> None:
    first, second = sorted((one, other))
    assume(second - first >= timedelta(milliseconds=1))
    assert time_key(first, text) < time_key(second, another)


@given(instants, st.text(max_size=20), st.text(max_size=20))
def test_time_keys_are_equal_for_the_same_fact_only(at: datetime, text: str, another: str) -> None:
    assert len(time_key(at, text)) == 16
    assert (time_key(at, text) == time_key(at, another)) == (text == another)


def test_time_keys_of_known_facts_never_change() -> None:
    at = datetime(2011, 12, 9, 12, 50, 0, 123_999, tzinfo=UTC)
    assert time_key(at, "abc").hex() == "013422df813b" + "ba7816bf8f01cfea4141"
    assert time_key(datetime(1969, 1, 1, tzinfo=UTC), "abc").hex() == "0" * 12 + "ba7816bf8f01cfea4141"
    with pytest.raises(ValueError, match="naive"):
        time_key(datetime(2011, 12, 9), "abc")  # noqa: DTZ001
