"""Cells that are not text (numbers, dates, yes and no) as the text a careful export would have written."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

DIGITS_MAX = 15  # a spreadsheet keeps this many; longer numbers have lost their end


def as_text(value: Any) -> str:  # noqa: PLR0911 -- one line a kind
    """Write one cell: 17850.0 is `17850`, dates are ISO 8601, nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_as_text(value)
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize() if value == value.to_integral_value() else value, "f")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value)


def number_as_text(value: float) -> str:
    """The shortest decimal that reads back as the same number, without exponent; not-a-number is empty."""
    if not math.isfinite(value):
        return ""
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _instant(value: datetime) -> str:
    if value.microsecond and value.tzinfo is None and value.microsecond % 1000 == 999:
        value += timedelta(microseconds=1)  # spreadsheets keep days as fractions and miss by a hair
    text = value.isoformat(sep=" ", timespec="auto")
    return text[:-9] if text.endswith(" 00:00:00") else text


def is_cut_short(value: Any) -> bool:
    """Whether a spreadsheet's number is so long that its last digits cannot be trusted."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**DIGITS_MAX
