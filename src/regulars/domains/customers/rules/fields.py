"""Fields of the shop's own: what they can hold, and when two names mean one field."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TEXT, NUMBER, FLAG, DATE = "text", "number", "flag", "date"
KINDS = (TEXT, NUMBER, FLAG, DATE)
LABEL_MAX, VALUE_MAX = 120, 500
NUMBER_LIKE = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?")
DATE_LIKE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:?\d{2}|Z)?)?")


@lru_cache(maxsize=4_096)
def field_key(label: str) -> str:
    """Return what a field is known by: its name in small letters, without signs."""
    text = unicodedata.normalize("NFKC", label).casefold()
    return "_".join("".join(one if one.isalnum() else " " for one in text).split())[:LABEL_MAX]


def fits(kind: str, value: str) -> bool:
    """Say whether a stored value is of a kind."""
    if kind == NUMBER:
        return NUMBER_LIKE.fullmatch(value) is not None
    if kind == FLAG:
        return value in ("yes", "no")
    return kind == TEXT or DATE_LIKE.fullmatch(value) is not None
