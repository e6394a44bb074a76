"""Pure decisions of the lake: when small files are merged, and what a file's rows hide."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.lake.manifest import FileEntry

GROWTH = 4  # a file is left alone while it is this many times larger than everything after it
MANY_FILES = 8
HIDDEN_PER_CENT = 25


def merge_from(files: Sequence[FileEntry]) -> int:
    """Return the index from which to the end files become one; `len(files)` for leave as they are.

    Sizes grow like powers of `GROWTH` from the newest to the oldest, so a row is rewritten at most 2 log4(n) times in
    its life and a table of n rows has about log4(n) files. Nothing is merged before there are `MANY_FILES`, unless so
    many rows are hidden by newer ones that reading pays for them on every query.
    """
    rows = sum(file.rows for file in files)
    waste = sum(file.hides + file.tombstones for file in files)
    if len(files) > 1 and waste * 100 > rows * HIDDEN_PER_CENT:
        return 0
    if len(files) <= MANY_FILES:
        return len(files)
    start, tail = len(files) - 1, files[-1].rows
    while start > 0 and files[start - 1].rows < GROWTH * tail:
        start -= 1
        tail += files[start].rows
    # The tail may be tiny against its neighbors and still leave too many files: then the two newest become one.
    return min(start, len(files) - 2)


def patches(files: Sequence[FileEntry]) -> list[FileEntry]:
    """Return the files whose rows hide rows of older files or delete: all others are read as they are."""
    return [file for file in files if file.hides or file.tombstones]
