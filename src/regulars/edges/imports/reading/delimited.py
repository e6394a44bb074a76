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
from regulars.edges.imports.reading.containers import Container, open_bytes, survey
from regulars.edges.imports.reading.dialect import SAMPLE_LINES, Dialect, decide
from regulars.edges.imports.reading.encoding import Encoding, detect
from regulars.edges.imports.reading.header import Header, Known, find
from regulars.edges.imports.reading.lines import Lines, RunawayQuote
from regulars.edges.imports.reading.table import Batch, Description, Flaw, Row, batch_of, batch_rows

BOM = "\ufeff"  # files strung together have one before each header
BOM_AND_BLANKS = BOM + " \t"
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


class DelimitedTable:
    """A text file whose encoding, dialect and header have been decided."""

    def __init__(self, path: Path, container: Container, known: Known) -> None:
        self._path = path
        self._container = container
        survey(path, container)
        with open_bytes(path, container) as file:
            self._encoding = detect(file)
        with self._text() as text:
            sample = [line.replace("\0", "") for line in itertools.islice(text, SAMPLE_LINES)]
        self._dialect = decide(sample, known)
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
            lines = Lines(text, may_have_nulls=self._encoding.has_nulls)
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
        size = batch_rows(len(self._names))
        for rows, places in self._chunks():
            for start in range(0, max(len(rows), 1), size):
                yield self._batch(rows[start : start + size], places[start : start + size])

    def _chunks(self) -> Iterator[tuple[list[Row], list[int]]]:
        """Chunks whose lines are one row each are cut at once, others line by line."""
        lines = self._lines
        while chunk := lines.chunk():
            rows = self._at_once(chunk)
            if rows is not None:
                yield rows, list(range(lines.line - len(chunk) + 1, lines.line + 1))
            else:
                lines.give(chunk)
                yield self._one_by_one()
        yield [], []

    def _at_once(self, chunk: list[str]) -> list[Row] | None:
        try:
            rows = list(csv.reader(chunk, **self._options))
        except csv.Error:
            return None
        is_open = chunk[-1].count('"') % 2 == 1
        return rows if len(rows) == len(chunk) and not is_open else None

    def _one_by_one(self) -> tuple[list[Row], list[int]]:
        lines = self._lines
        rows: list[Row] = []
        places: list[int] = []
        reader = csv.reader(lines, **self._options)
        while lines.has_given:
            lines.start_row()
            start = lines.line + 1
            try:
                row = next(reader)
            except StopIteration:
                break
            except (RunawayQuote, csv.Error):
                self._run_away(start)
                reader = csv.reader(lines, **self._options)
                continue
            if lines.ended_open() or (len(lines.row) > 1 and not self._is_sound(lines.row)):
                self._run_away(start)
                reader = csv.reader(lines, **self._options)
                continue
            rows.append(row)
            places.append(start)
        lines.start_row()
        return rows, places

    def _is_sound(self, lines: list[str]) -> bool:
        """Whether a row of several lines is quoted by the book; a stray quote that another closes later is not."""
        try:
            return sum(1 for _ in csv.reader(lines, strict=True, **self._options)) == 1
        except csv.Error:
            return False

    def _run_away(self, start: int) -> None:
        first = self._lines.give_back()
        self._flaws.append(Flaw(start, "open_quote", first.strip()[:200]))

    def _batch(self, rows: list[Row], places: list[int]) -> Batch:
        """Leave out blank rows and repeated headers; only where a first cell is empty or the header's need one look."""
        width = len(self._names)
        firsts = [row[0] if row else "" for row in rows]
        repeats = self._has_header and (self._names[0] in firsts or BOM + self._names[0] in firsts)
        if "" in firsts or repeats or set(map(len, rows)) != {width}:
            rows, places = self._real_rows(rows, places)
        batch = batch_of(rows, places, width)
        batch.flaws = self._flaws + batch.flaws
        batch.blank_rows, batch.repeated_headers = self._blank, self._repeated
        self._flaws, self._blank, self._repeated = [], 0, 0
        return batch

    def _real_rows(self, rows: list[Row], places: list[int]) -> tuple[list[Row], list[int]]:
        kept: list[Row] = []
        lines: list[int] = []
        first = self._names[0]
        for row, place in zip(rows, places, strict=True):
            if not any(cell and not cell.isspace() for cell in row):
                self._blank += 1
            elif self._has_header and row[0].strip(BOM_AND_BLANKS) == first and self._repeats_header(row):
                self._repeated += 1
            else:
                kept.append(row)
                lines.append(place)
        return kept, lines

    def _repeats_header(self, row: Row) -> bool:
        cells = [" ".join(cell.replace(BOM, "").split()) for cell in row]
        return cells in (self._names, self._plain)


def encoding_of(path: Path, container: Container) -> Encoding:
    """Only the encoding, for tests and for a person who asks."""
    with open_bytes(path, container) as file:
        return detect(file)
