"""CSV and its relatives, plain or compressed, as raw text rows in constant memory."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.reading.containers import Container, open_bytes
from regulars.edges.imports.reading.dialect import SAMPLE_LINES, Dialect, decide
from regulars.edges.imports.reading.encoding import Encoding, detect
from regulars.edges.imports.reading.header import Header, Known, find
from regulars.edges.imports.reading.lines import Lines, RunawayQuote
from regulars.edges.imports.reading.table import BATCH_ROWS, Batch, Description, Flaw, Row, batch_of

NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


class DelimitedTable:
    """A text file whose encoding, dialect and header have been decided."""

    def __init__(self, path: Path, container: Container, known: Known) -> None:
        self._path = path
        self._container = container
        with open_bytes(path, container) as file:
            self._encoding = detect(file)
        with self._text() as text:
            sample = list(itertools.islice(text, SAMPLE_LINES))
        self._dialect = decide([line.replace("\0", "") for line in sample])
        rows, lines = self._sample_rows(sample)
        self._header = find(rows, known)
        header_line = lines[self._header.index] if self._header.index >= 0 else 0
        self._first_line = header_line + _height(rows, lines, self._header.index) if header_line else 1
        self._description = Description(
            path,
            "delimited",
            self._header.names,
            header_line,
            self._encoding.label,
            self._dialect.delimiter,
            self._notes(header_line),
        )

    @property
    def description(self) -> Description:
        return self._description

    def batches(self) -> Iterator[Batch]:
        """Every row below the header, in batches; flaws are reported where they stand."""
        with self._text() as text:
            lines = Lines(text)
            for _ in range(max(self._first_line - 1, self._dialect.skip_lines)):
                next(lines, None)
                lines.start_row()
            yield from _Cutter(lines, self._dialect, self._header).batches()

    @contextmanager
    def _text(self) -> Iterator[TextIO]:
        with open_bytes(self._path, self._container) as file:
            text = io.TextIOWrapper(file, self._encoding.codec, errors=self._encoding.errors, newline="")
            try:
                yield text
            finally:
                text.detach()

    def _sample_rows(self, sample: list[str]) -> tuple[list[Row], list[int]]:
        reader = csv.reader(sample[self._dialect.skip_lines :], **self._dialect.options())
        rows: list[Row] = []
        lines: list[int] = []
        start = 1
        try:
            for row in reader:
                rows.append(row)
                lines.append(start + self._dialect.skip_lines)
                start = reader.line_num + 1
        except csv.Error:
            pass  # the sample may end inside a quoted cell
        return rows, lines

    def _notes(self, header_line: int) -> tuple[Note, ...]:
        notes = list(self._encoding.notes)
        if self._container.wrapping == "zip":
            notes.append(note("archive_member", member=self._container.member))
        notes += header_notes(self._header, header_line - 1 - self._dialect.skip_lines)
        return tuple(notes)


def header_notes(header: Header, rows_above: int) -> list[Note]:
    """What is worth saying about where a header stands."""
    if header.index < 0:
        return [note("no_header", certain=False, columns=len(header.names))]
    notes = []
    if rows_above > 0:
        notes.append(note("rows_above_header", count=rows_above))
    if header.duplicates:
        notes.append(note("duplicate_headers", count=header.duplicates))
    return notes


def _height(rows: list[Row], lines: list[int], index: int) -> int:
    """How many lines the header row takes; its cells may hold line breaks."""
    return lines[index + 1] - lines[index] if index + 1 < len(lines) else 1


class _Cutter:
    """Cuts lines into rows and rows into batches."""

    def __init__(self, lines: Lines, dialect: Dialect, header: Header) -> None:
        self._lines = lines
        self._options = dialect.options()
        self._names = list(header.names)
        self._plain = [name.rsplit(" (", 1)[0] if name.endswith(")") else name for name in header.names]
        self._has_header = header.index >= 0
        self._flaws: list[Flaw] = []
        self._blank = 0
        self._repeated = 0

    def batches(self) -> Iterator[Batch]:
        rows: list[Row] = []
        places: list[int] = []
        for place, row in self._rows():
            if not any(row) or (len(row) == 1 and not row[0].strip()):
                self._blank += 1
                continue
            if self._has_header and row[0] == self._names[0] and self._repeats_header(row):
                self._repeated += 1
                continue
            rows.append(row)
            places.append(place)
            if len(rows) >= BATCH_ROWS:
                yield self._close(rows, places)
                rows, places = [], []
        yield self._close(rows, places)

    def _rows(self) -> Iterator[tuple[int, Row]]:
        lines = self._lines
        reader = csv.reader(lines, **self._options)
        while True:
            lines.start_row()
            start = lines.line + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except (RunawayQuote, csv.Error):
                self._run_away(start)
                reader = csv.reader(lines, **self._options)
                continue
            if lines.row_lines > 1 and (lines.ended_open() or len(row) > len(self._names)):
                self._run_away(start)
                reader = csv.reader(lines, **self._options)
                continue
            yield start, row

    def _run_away(self, start: int) -> None:
        first = self._lines.give_back()
        self._flaws.append(Flaw(start, "open_quote", first.strip()[:200]))

    def _repeats_header(self, row: Row) -> bool:
        cells = [" ".join(cell.split()) for cell in row]
        return cells in (self._names, self._plain)

    def _close(self, rows: list[Row], places: list[int]) -> Batch:
        batch = batch_of(rows, places, len(self._names))
        batch.flaws = self._flaws + batch.flaws
        batch.blank_rows, batch.repeated_headers = self._blank, self._repeated
        self._flaws, self._blank, self._repeated = [], 0, 0
        return batch


def encoding_of(path: Path, container: Container) -> Encoding:
    """Only the encoding, for tests and for a person who asks."""
    with open_bytes(path, container) as file:
        return detect(file)
