"""Text lines for `csv.reader` that can be given back: a quote that is never closed must not swallow the file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TextIO

SPAN_MAX = 400


class RunawayQuote(Exception):
    """A row has run on for `SPAN_MAX` lines or to the end of the file inside quotes."""


class Lines:
    """Iterates over the lines of a text file, without NULs, and remembers those of the row being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._back: deque[str] = deque()
        self._row: list[str] = []
        self.line = 0
        self.nulls = 0
        self._ended = False

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
            if "\0" in text:
                self.nulls += text.count("\0")
                text = text.replace("\0", "")
        self._row.append(text)
        self.line += 1
        return text

    def start_row(self) -> None:
        """Forget the lines of the row that was just read."""
        self._row.clear()

    @property
    def row_lines(self) -> int:
        return len(self._row)

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
