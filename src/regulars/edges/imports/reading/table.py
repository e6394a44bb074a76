"""What every kind of file becomes: a header and batches of raw text rows that know their place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from regulars.edges.imports.notes import Note

BATCH_ROWS = 16_384
BATCH_CELLS = 400_000  # wide files come in shorter batches

Row = list[str]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that cannot be split into cells: why, where, and the beginning of what stood there."""

    line: int
    code: str
    value: str
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """Up to `BATCH_ROWS` rows (fewer where they are wide), column by column, all of the header's width.

    `lines` are 1-based places in the file: the physical line a text row begins on, the sheet's or the table's row
    number otherwise. `part` counts sheets.
    """

    lines: list[int]
    columns: list[list[str]]
    part: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    repeated_headers: int = 0
    blank_rows: int = 0
    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class Description:
    """How a file was understood. `header_line` 0 means that it has no header and its columns were numbered."""

    path: Path
    container: str
    header: tuple[str, ...]
    header_line: int
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[Note, ...] = ()


class Table(Protocol):
    """An opened file: what it is, and its rows from the first one, as often as asked."""

    @property
    def description(self) -> Description: ...

    def batches(self) -> Iterator[Batch]: ...


def batch_rows(width: int) -> int:
    """How many rows a batch of so many columns has."""
    return max(512, min(BATCH_ROWS, BATCH_CELLS // max(1, width)))


def batch_of(rows: list[Row], lines: list[int], width: int, part: int = 0) -> Batch:
    """Turn rows into columns; short rows are filled up, rows with cells beyond the header's are flaws."""
    flaws: list[Flaw] = []
    if rows and set(map(len, rows)) != {width}:
        rows, lines, flaws = _squared(rows, lines, width)
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
    return Batch(lines, columns, part, flaws)


def _squared(rows: list[Row], lines: list[int], width: int) -> tuple[list[Row], list[int], list[Flaw]]:
    kept: list[Row] = []
    places: list[int] = []
    flaws: list[Flaw] = []
    for row, line in zip(rows, lines, strict=True):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            flaws.append(Flaw(line, "row_too_long", " | ".join(row)[:200], {"cells": len(row), "width": width}))
            continue
        kept.append(row[:width] + [""] * (width - len(row)))
        places.append(line)
    return kept, places, flaws
