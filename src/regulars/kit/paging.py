"""Lists by pages: a page, and the opaque cursor that names where the next one starts.

A cursor holds the sort values of the last row seen, so that a page costs the same wherever it lies and rows added
meanwhile shift nothing. It is not signed: it holds nothing secret, and a query filters by permission whatever it says.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from regulars.kit.errors import Refused
from regulars.kit.text import gettext_noop as _

T = TypeVar("T")
SortValue = str | int | bool | None
DEFAULT_SIZE = 50
LARGEST_SIZE = 200
LONGEST_CURSOR = 2_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list. `next_cursor` is None on the last page; `total` is None where nobody counted."""

    items: Sequence[T]
    next_cursor: str | None = None
    total: int | None = None


def page_of(
    rows: Sequence[T], size: int, scope: str, sort_values: Callable[[T], Sequence[SortValue]], total: int | None = None
) -> Page[T]:
    """Make a page of up to `size` rows from a query for `size + 1`: the row too many says that there is a next page."""
    if len(rows) <= size:
        return Page(rows, None, total)
    return Page(rows[:size], encode_cursor(scope, sort_values(rows[size - 1])), total)


def page_size(asked: str | int | None, default: int = DEFAULT_SIZE, largest: int = LARGEST_SIZE) -> int:
    """The page size someone asked for, from 1 to `largest`. Raises Refused `page.bad_size`."""
    if asked is None or asked == "":
        return default
    text = str(asked).strip()
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= largest:
        return int(text)
    raise Refused(
        "page.bad_size",
        _("%(value)s is no size of a page."),
        field="limit",
        value=text[:100],
        fix=_("Ask for 1 to %(largest)s."),
        params={"value": text[:100], "largest": largest},
    )


def encode_cursor(scope: str, values: Sequence[SortValue]) -> str:
    """An opaque cursor. `scope` names the list and its order, so that a cursor is not taken for that of another."""
    text = json.dumps([scope, *values], separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(text: str, scope: str, types: Sequence[type]) -> tuple[SortValue, ...]:
    """The sort values of a cursor made by `encode_cursor` with this scope, checked against their types.

    None is allowed in every place (`bool` is not taken for `int`). Raises Refused `page.bad_cursor`.
    """
    try:
        if len(text) > LONGEST_CURSOR:
            raise ValueError("too long")
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        made_for, *values = json.loads(urlsafe_b64decode(padded).decode())
        if made_for != scope or len(values) != len(types):
            raise ValueError("made for another list")
        if any(value is not None and type(value) is not kind for value, kind in zip(values, types, strict=True)):
            raise ValueError("of other types")
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused(
            "page.bad_cursor",
            _("This cursor does not belong to this list."),
            field="cursor",
            value=text[:100],
            fix=_("Start again without a cursor, and use next_cursor of each page as it is."),
        ) from error
    return tuple(values)
