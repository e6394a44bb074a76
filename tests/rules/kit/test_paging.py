from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.errors import Refused
from regulars.kit.paging import Page, SortValue, decode_cursor, encode_cursor, page_of, page_size

sort_values = st.lists(st.one_of(st.integers(), st.text(max_size=50), st.booleans(), st.none()), max_size=5)


@given(st.text(max_size=20), sort_values)
def test_sort_values_come_back_from_their_cursor(scope: str, values: list[SortValue]) -> None:
    cursor = encode_cursor(scope, values)
    assert decode_cursor(cursor, scope, [type(value) for value in values]) == tuple(values)
    assert cursor.isascii()
    assert not set(cursor) & set("=+/&? ")


@given(st.text(max_size=60))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        decode_cursor(text, "orders", [int, int])
    assert (refusal.value.code, refusal.value.field) == ("page.bad_cursor", "cursor")


@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor("customers", [1, 2]),
        encode_cursor("orders", [1]),
        encode_cursor("orders", [1, "2"]),
        encode_cursor("orders", [1, True]),
        encode_cursor("orders", [1, 2])[:-3],
        encode_cursor("orders", [1, 10**3000]),
        urlsafe_b64encode(b"17").decode(),
        urlsafe_b64encode(b'{"orders":1}').decode(),
        urlsafe_b64encode(b'["orders",1,[2]]').decode(),
        urlsafe_b64encode(b"[" * 1400).decode(),
        "",
    ],
)
def test_a_cursor_of_another_list_order_or_shape_is_refused(cursor: str) -> None:
    with pytest.raises(Refused, match="does not belong"):
        decode_cursor(cursor, "orders", [int, int])


@given(st.integers(0, 60), st.integers(1, 20))
def test_pages_put_together_are_the_list(length: int, size: int) -> None:
    seen: list[int] = []
    cursor: str | None = None
    while True:
        after = decode_cursor(cursor, "numbers", [int])[0] if cursor else -1
        assert isinstance(after, int)
        rows = list(range(after + 1, length))[: size + 1]
        page = page_of(rows, size, "numbers", lambda number: [number], total=length)
        assert len(page.items) <= size
        assert page.total == length
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == list(range(length))


def test_an_empty_list_is_one_last_page() -> None:
    assert page_of([], 50, "numbers", lambda number: [number]) == Page([], None, None)


def test_a_page_has_as_many_rows_as_were_asked_for() -> None:
    assert (page_size(None), page_size(""), page_size("20"), page_size(200)) == (50, 50, 20, 200)


@pytest.mark.parametrize("asked", ["0", "201", "-1", "x", "1.5", "²", "9" * 5000, 0])
def test_a_size_out_of_bounds_is_refused_with_the_bounds(asked: str | int) -> None:
    with pytest.raises(Refused) as refusal:
        page_size(asked)
    assert refusal.value.code == "page.bad_size"
    assert refusal.value.fix == "Ask for 1 to 200."
