"""What some rows of a file gave, with an account of every one of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from regulars.edges.imports.values.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out, with the cells that are to blame: `(field, why)`."""

    line: int
    cells: tuple[tuple[str, Unreadable], ...]


@dataclass(slots=True)
class Portion:
    """Facts in the file's order, the number of rows behind each, and the rows that gave none.

    `beside` counts rows that only complete others. `rows` = sum of `sizes` + `beside` + `len(bad)` + sum of `skipped`.
    """

    rows: int = 0
    statements: list[Any] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    beside: int = 0
    bad: list[BadRow] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
