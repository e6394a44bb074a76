"""Text lines for `csv.reader` that can be given back: a quote that is never closed must not swallow the file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TextIO

SPAN_MAX = 400
CHUNK_CHARACTERS = 1 << 20


class RunawayQuote(Exception):
    """A row has run on for `SPAN_MAX` lines inside quotes."""


class Lines:
    """The lines of a text file, without NULs where it `may_have_nulls`; remembers those of the row being read."""

    def __init__(self, file: TextIO, *, may_have_nulls: bool = True) -> None:
        self._file = file
        self._cleans = may_have_nulls
        self._back: deque[str] = deque()
        self._row: list[str] = []
        self._ended = False
        self.line = 0

    def chunk(self) -> list[str]:
        """Take about a megabyte of lines at once; they count as read."""
        lines = self._file.readlines(CHUNK_CHARACTERS)
        if self._cleans:
            lines = [text.replace("\0", "") for text in lines]
        self.line += len(lines)
        return lines

    def give(self, lines: list[str]) -> None:
        """Put a chunk back, to be read line by line."""
        self._back.extend(lines)
        self.line -= len(lines)

    @property
    def has_given(self) -> bool:
        """Whether lines that were put back are still to be read."""
        return bool(self._back)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._row) >= SPAN_MAX:
            raise RunawayQuote
        if self._back:
            text = self._back.popleft()
        else:
            text = next(self._file, "")
            if not text:
                self._ended = True
                raise StopIteration
            text = text.replace("\0", "") if self._cleans else text
        self._row.append(text)
        self.line += 1
        return text

    def start_row(self) -> None:
        """Forget the lines of the row that was just read."""
        self._row.clear()

    @property
    def row(self) -> list[str]:
        """The lines of the row that was just read."""
        return self._row

    def ended_open(self) -> bool:
        """Whether the row just read was cut off by the end of the file, inside quotes."""
        return self._ended and sum(text.count('"') for text in self._row) % 2 == 1

    def give_back(self) -> str:
        """Return all lines of the row but its first, to be read again; answer that first line."""
        first, *others = self._row
        self._back.extendleft(reversed(others))
        self.line -= len(others)
        self._ended = False
        self._row.clear()
        return first
