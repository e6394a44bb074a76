"""XLSX, row by row. Sheets with the same header are one table in parts: a spreadsheet ends at 1,048,576 rows."""

from __future__ import annotations

import itertools
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.reading.cells import as_text, is_cut_short
from regulars.edges.imports.reading.delimited import header_notes
from regulars.edges.imports.reading.header import LOOK_ROWS, Header, Known, find
from regulars.edges.imports.reading.table import Batch, Description, batch_of, batch_rows
from regulars.kit.errors import Refused

ROWS_MAX = 1_048_576  # of a sheet, by the format; a row that says it comes later would have us count to it
DAMAGE = (  # all that parsing a broken, cut or forged workbook has been seen to raise
    BadZipFile, zlib.error, EOFError, OSError, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
    ArithmeticError,
)  # fmt: skip


class SheetTable:
    """A workbook whose table has been found: the first sheet with rows, and others with the same header."""

    def __init__(self, path: Path, known: Known) -> None:
        self._path = path
        self._sheets: list[tuple[str, int]] = []
        self._header = Header(-1, ())
        with _workbook(path) as book:
            header_line, other = self._look(book, known)
        if not self._sheets:
            raise Refused(
                "import.empty_file",
                _("The workbook %(path)s has no sheet with rows."),
                field="file",
                value=path.name,
                fix=_("Export it again."),
                params={"path": path.name},
            )
        self._description = Description(
            path, "xlsx", self._header.names, header_line, notes=tuple(self._notes(header_line, other))
        )

    @property
    def description(self) -> Description:
        return self._description

    def batches(self) -> Iterator[Batch]:
        """Every row below the headers, sheet after sheet."""
        with _workbook(self._path) as book:
            for part, (title, header_line) in enumerate(self._sheets):
                yield from self._sheet(book[title], header_line, part)

    def _look(self, book: Any, known: Known) -> tuple[int, int]:
        """Find the table's sheets; answer the first one's header line and how many sheets are left out."""
        header_line, other = 0, 0
        for sheet in book.worksheets:
            rows = list(itertools.islice(_texts(sheet), LOOK_ROWS))
            filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
            if not filled or sheet.sheet_state != "visible":
                continue
            header = find([row for _line, row in filled], known)
            line = filled[header.index][0] if header.index >= 0 else 0
            if not self._sheets:
                self._header, header_line = header, line
            elif header.names != self._header.names:
                other += 1
                continue
            self._sheets.append((sheet.title, line))
        return header_line, other

    def _sheet(self, sheet: Any, header_line: int, part: int) -> Iterator[Batch]:
        names = list(self._header.names)
        rows: list[list[str]] = []
        lines: list[int] = []
        blank = repeated = 0
        for line, row in _texts(sheet):
            if line <= header_line:
                continue
            if not any(row):
                blank += 1
            elif header_line and row[0] == names[0] and row[: len(names)] == names:
                repeated += 1
            else:
                rows.append(row)
                lines.append(line)
            if len(rows) >= batch_rows(len(names)):
                yield batch_of(rows, lines, len(names), part)
                rows, lines = [], []
        batch = batch_of(rows, lines, len(names), part)
        batch.blank_rows, batch.repeated_headers = blank, repeated
        yield batch

    def _notes(self, header_line: int, other: int) -> list[Note]:
        notes = header_notes(self._header, header_line - 1 if header_line else 0)
        if len(self._sheets) > 1:
            notes.append(note("sheets_joined", count=len(self._sheets)))
        if other:
            notes.append(note("sheets_ignored", certain=False, count=other, sheet=self._sheets[0][0]))
        return notes


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """Open a workbook; damage is told as such whenever it shows, for sheets are parsed as they are read."""
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file:  # by its name openpyxl would refuse a workbook called .csv or .xls
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles that openpyxl does not know do not concern us
                book = load_workbook(file, read_only=True, data_only=True)
            try:
                yield book
            finally:
                book.close()
    except DAMAGE as error:
        raise Refused(
            "import.broken_file",
            _("The workbook %(path)s is damaged."),
            field="file",
            value=path.name,
            fix=_("Open it in a spreadsheet program and save it again, or export it as CSV."),
            params={"path": path.name},
        ) from error


def _texts(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # a wrong size in the file must not hide rows
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if line > ROWS_MAX:
                raise ValueError("a sheet of more rows than the format has")
            yield line, [MARK + as_text(cell) if is_cut_short(cell) else as_text(cell) for cell in row]


MARK = "≈"  # before a number whose last digits a spreadsheet has lost; no id may come of it
