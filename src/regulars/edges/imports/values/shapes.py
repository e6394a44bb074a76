"""The shapes of a column's values: digits as 9, so that millions of values become a few dozen shapes to judge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LEADING_ZERO = "o"  # a zero before the separator: 0,125 can be no thousands
_ZERO = re.compile(r"^(\D*)0([.,])")
_DIGIT = re.compile(r"[0-9]")
_PAIR = re.compile(r"^\D*(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})")

Pair = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What a whole column looks like.

    `shapes` counts values by shape, `examples` has a value of each. `triples` counts the three numbers of values that
    look like 3/4/2024: the first two as they are, of the third its number of digits. `breaks_*` count neighbors that
    run against the column's direction in time when it is read day first and month first.
    """

    rows: int
    filled: int
    shapes: Mapping[str, int]
    examples: Mapping[str, str] = field(default_factory=dict)
    triples: Mapping[Pair, int] = field(default_factory=dict)
    breaks_day_first: int = 0
    breaks_month_first: int = 0


def shape_of(text: str) -> str:
    """`-1.234,50 EUR` is `-9.999,99 EUR`."""
    return _DIGIT.sub("9", _ZERO.sub(rf"\1{LEADING_ZERO}\2", text.strip()))


def profile(values: Iterable[str]) -> ColumnProfile:
    """Profile a column held in memory; staging does the same for one that is not, in the analytic engine."""
    shapes: Counter[str] = Counter()
    examples: dict[str, str] = {}
    triples: Counter[Pair] = Counter()
    rows = 0
    for value in values:
        rows += 1
        text = value.strip()
        if not text:
            continue
        shape = shape_of(text)
        shapes[shape] += 1
        examples.setdefault(shape, text)
        if triple := triple_of(text):
            triples[triple] += 1
    return ColumnProfile(rows, sum(shapes.values()), shapes, examples, triples)


def triple_of(text: str) -> Pair | None:
    """The numbers of a date written in numbers: (first, second, digits of the third)."""
    match = _PAIR.match(text)
    return (int(match[1]), int(match[2]), len(match[3])) if match else None
