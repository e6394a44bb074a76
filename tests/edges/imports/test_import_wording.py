"""Every code an import can give has words, in one number and in many."""

from __future__ import annotations

import string

import pytest

from regulars.edges.imports.layouts import LAYOUTS
from regulars.edges.imports.notes import Note, from_json, note, say
from regulars.edges.imports.rejects import words_of
from regulars.edges.imports.wording import REASONS, SKIPPED, TEXTS

PARTICULARS: dict[str, str | int] = {
    **dict.fromkeys(("field", "sign", "example", "other", "order", "kind", "encoding", "member", "sheet"), "x"),
    **dict.fromkeys(("zone", "country", "seen", "currency", "words"), "x"),
    **dict.fromkeys(("count", "day", "month", "high", "columns", "share", "total", "cells", "width", "most"), 2),
}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_note_speaks(code: str) -> None:
    text = say(Note(code, PARTICULARS))
    assert text
    assert "%(" not in text
    assert text[-1] in ".?!" + string.ascii_letters


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_comes_with_a_fix(code: str) -> None:
    reason, fix = words_of(code, PARTICULARS)
    assert reason
    assert fix
    assert "%(" not in reason + fix


def test_what_layouts_cannot_know_has_words() -> None:
    assert all(code in TEXTS for layout in LAYOUTS for code in layout.cannot_know)
    assert all(str(words) for words in SKIPPED.values())


def test_a_code_without_words_is_a_bug() -> None:
    with pytest.raises(KeyError):
        note("nothing_like_it")


def test_a_note_survives_storing() -> None:
    one = note("rows_above_header", certain=False, count=3)
    assert from_json(one.as_json()) == one
    assert say(one) == "3 rows above the header were passed over."
    assert say(note("rows_above_header", count=1)) == "1 row above the header was passed over."
