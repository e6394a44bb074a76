"""How a text file is cut into cells: delimiter and quoting, decided over a sample of its lines."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from regulars.edges.imports.reading.header import LOOK_ROWS, Known

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 400
KNOWN_BONUS = 2.0
csv.field_size_limit(16 * 1024 * 1024)  # descriptions in HTML pass the default of 128 KB


@dataclass(frozen=True, slots=True)
class Dialect:
    """What `csv.reader` needs. `skip_lines` counts lines that only name the delimiter (`sep=;`)."""

    delimiter: str
    escape: str = ""
    skip_lines: int = 0

    def options(self) -> dict[str, Any]:
        """Keyword arguments for `csv.reader`."""
        if self.escape:
            return {"delimiter": self.delimiter, "escapechar": self.escape, "doublequote": False}
        return {"delimiter": self.delimiter}


def decide(lines: list[str], known: Known | None = None) -> Dialect:
    """Choose the dialect under which most rows have the same number of cells, and the most cells.

    One under which a row has several names that `known` recognizes comes before all others. A file whose rows never
    split is one column; its delimiter is then the comma.
    """
    skip = 0
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return Dialect(lines[0].strip()[4], _escape(lines), 1)
    if lines and lines[0].strip().lower() == "sep=":
        return Dialect("\t", _escape(lines), 1)
    escape = _escape(lines)
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        score = _agreement(lines, Dialect(delimiter, escape), known)
        if score > best_score:
            best, best_score = delimiter, score
    return Dialect(best, escape, skip)


def _escape(lines: list[str]) -> str:
    """Database dumps write a quote inside quotes as backslash and quote instead of doubling it."""
    escaped = sum(line.count('\\"') for line in lines)
    doubled = sum(line.count('""') - line.count(',""') for line in lines)
    return "\\" if escaped > doubled and escaped > 0 else ""


def _agreement(lines: list[str], dialect: Dialect, known: Known | None) -> float:
    """The share of rows with the commonest width above one, weighted a little by that width."""
    try:
        rows = list(itertools.islice(csv.reader(lines, **dialect.options()), SAMPLE_LINES))
    except csv.Error:
        return 0.0
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    names = max(sum(known(cell) for cell in row) for row in rows[:LOOK_ROWS]) if known is not None else 0
    return count / len(rows) * (1 + 0.02 * min(width, 50)) + (KNOWN_BONUS if names > 1 else 0.0)
