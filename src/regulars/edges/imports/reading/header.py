"""Which row is the header: titles and notes may stand above it, and some files have none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LOOK_ROWS = 40
COLUMNS_MAX = 2_000  # the widest exports have a few hundred
NAME_MAX = 200  # no name of a column is longer; what is, is a text or a file that is no table
LEAD = 0.5  # what a later row must be ahead by, so that a full row of words does not beat a header with a gap
_VALUE = re.compile(r"^[\s$€£¥()+\-]*\d[\d.,:/\-\sT+Z€$£%()]*$|^\S+@\S+\.\S+$")

Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands among the rows looked at (-1: none) and its names, made unique."""

    index: int
    names: tuple[str, ...]
    duplicates: int = 0


def fold(name: str) -> str:
    """A header reduced to what people mean by it: lower case, without accents, signs and extra blanks."""
    text = unicodedata.normalize("NFKD", name[:NAME_MAX].replace("ß", "ss").replace("ẞ", "ss"))
    text = "".join(letter if letter.isalnum() else " " for letter in text if not unicodedata.combining(letter))
    return " ".join(text.lower().split())


def find(rows: Sequence[Sequence[str]], known: Known) -> Header:
    """Choose the header among the first rows of a file.

    The header is as wide as the body, made of words that differ from each other; names that `known` recognizes
    decide between rows that look alike.
    """
    rows = [row[: COLUMNS_MAX + 1] for row in rows[:LOOK_ROWS]]
    width = _body_width(rows)
    best, best_score = -1, 0.0
    for index, row in enumerate(rows):
        score = _score(row, width, known)
        if score > best_score + (LEAD if best >= 0 else 0.0):
            best, best_score = index, score
    if best < 0:
        return Header(-1, tuple(f"column {number}" for number in range(1, width + 1)))
    return _named(best, rows[best], max(width, _trimmed(rows[best])))


def _body_width(rows: Sequence[Sequence[str]]) -> int:
    """The width that most rows have; a header without names at its end is as wide as this."""
    widths = Counter(_trimmed(row) for row in rows if _trimmed(row) > 0)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _trimmed(row: Sequence[str]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell.strip()), default=0)


def _score(row: Sequence[str], width: int, known: Known) -> float:
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells or len(cells) < 0.5 * width:
        return 0.0
    values = sum(bool(_VALUE.match(cell)) for cell in cells)
    if values > 0.2 * len(cells):
        return 0.0
    hits = sum(known(cell) for cell in cells)
    unique = len({cell.lower() for cell in cells}) / len(cells)
    long = sum(len(cell) > 60 for cell in cells)
    return 4 * hits / len(cells) + unique + min(1.0, len(cells) / max(1, width)) - long / len(cells)


def _named(index: int, row: Sequence[str], width: int) -> Header:
    names: list[str] = []
    given = {_clean(cell) for cell in row}
    seen: Counter[str] = Counter()
    duplicates = 0
    for place in range(width):
        name = _clean(row[place] if place < len(row) else "") or f"column {place + 1}"
        seen[name] += 1
        if seen[name] > 1 or name in names:
            duplicates += 1
            name = _numbered(name, given.union(names), seen)
        names.append(name)
    return Header(index, tuple(names), duplicates)


def _clean(name: str) -> str:
    """A name on one line, without what no eye sees, and not longer than a name is."""
    return " ".join("".join(sign for sign in name[: 2 * NAME_MAX] if sign.isprintable() or sign.isspace()).split())[
        :NAME_MAX
    ]


def _numbered(name: str, taken: set[str], seen: Counter[str]) -> str:
    """The name with the next number that no other column of the file carries already."""
    number = max(2, seen[name])
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
