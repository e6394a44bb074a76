"""Ids, names and other words: kept as text, cleaned of what spreadsheets and exports do to them."""

from __future__ import annotations

import re

from regulars.edges.imports.reading import MARK
from regulars.edges.imports.values.unreadable import Unreadable

ID_MAX = 120  # what the database keeps of one; two longer ones could be the same as far as that
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # they would steer a terminal that shows the name
_GUARDED = re.compile(r"^'(?=[=+\-@\d'])")  # an apostrophe that keeps a spreadsheet from calculating
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d{2,}$")
_WHOLE = re.compile(r"^\d+\.0+$")
_EMPTY_WORDS = frozenset(
    {"null", "NULL", "None", "nan", "NaN", "n/a", "N/A", "#N/A", "\\N", "NaT"}
)  # Null is a surname
TRUE = frozenset({"true", "yes", "y", "1", "ja", "j", "x", "wahr", "on"})
FALSE = frozenset({"false", "no", "n", "0", "nein", "falsch", "off", ""})


def text_of(cell: str) -> str:
    """A cell as words: trimmed, without the guard of an export against formulas; "no value" is empty."""
    word = cell.strip().strip("\u00a0\ufeff\u200b")
    if word.startswith("'"):
        word = _GUARDED.sub("", word)
    if not word.isprintable():
        word = _CONTROL.sub("", word)
    return "" if word in _EMPTY_WORDS else word


def id_of(cell: str) -> str | Unreadable:
    """An id as text, leading zeros and all. What a spreadsheet has shortened is no id any more."""
    word = text_of(cell)
    if word.startswith(MARK) or (word[:1].isdigit() and _SCIENTIFIC.match(word)):
        return Unreadable("shortened_id", word)
    if len(word) > ID_MAX:
        return Unreadable("id_too_long", word, {"most": ID_MAX})
    if word.startswith('="') and word.endswith('"'):
        return word[2:-1]
    return word[: word.index(".")] if _WHOLE.match(word) else word


def customer_id_of(cell: str) -> str | Unreadable:
    """A customer's id; 0 is how several shops write "guest"."""
    found = id_of(cell)
    return "" if found in ("0", "-1", "guest", "Guest", "Gast") else found


def flag_of(cell: str) -> bool | Unreadable | None:
    """Yes or no in English and German; empty is None."""
    word = text_of(cell).lower()
    if not word:
        return None
    if word in TRUE:
        return True
    return False if word in FALSE else Unreadable("not_a_flag", cell)


def list_of(cell: str) -> tuple[str, ...]:
    """Comma separated words, each once, in their order."""
    word = text_of(cell)
    return tuple(dict.fromkeys(part for part in (piece.strip() for piece in word.split(",")) if part)) if word else ()
