"""Parts of a derived table: customers in ranges of their keys, and rows of nobody known in ranges of their ids.

Each part is computed from its own customers' rows alone, in bounded memory, and lies in a file of its own. So one new
order costs one part, and a shop of any size is computed piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regulars.base.lake.manifest import FileEntry, TableEntry

if TYPE_CHECKING:
    import ibis

CUSTOMERS, NOBODY = "customers", "nobody"
SIZE = 1 << 16  # customers in a part, or rows of nobody known
# An expression is compiled once and serves every part: in its SQL these numbers stand for the ends of the range.
FIRST, END = 7_000_000_000_000_000_001, 7_000_000_000_000_000_002


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """`kind` and the number of its range. Its name stands in the name of its file."""

    kind: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.number}"

    def within(self, sql: str) -> str:
        """Put this range into SQL that was compiled for `holds`."""
        first, end = self.number * SIZE, (self.number + 1) * SIZE
        return sql.replace(str(FIRST), str(first)).replace(str(END), str(end))


def holds(kind: str, rows: ibis.Table) -> ibis.Table:
    """Return those rows of an input that belong to a part; an input without customers is given whole."""
    if "customer" not in rows.columns:
        return rows
    if kind == CUSTOMERS:
        return rows.filter(rows.customer >= FIRST, rows.customer < END)
    if "id" not in rows.columns:
        return rows.filter(rows.customer.isnull())
    return rows.filter(rows.customer.isnull(), rows.id >= FIRST, rows.id < END)


def key_sql(columns: Iterable[str]) -> str:
    """Return SQL for (kind, number) of the part a row belongs to."""
    by_id = f"id // {SIZE}" if "id" in columns else "0"
    return (
        f"CASE WHEN customer IS NULL THEN '{NOBODY}' ELSE '{CUSTOMERS}' END AS kind, "
        f"CASE WHEN customer IS NULL THEN {by_id} ELSE customer // {SIZE} END AS number"
    )


def part_of(file: FileEntry) -> Part | None:
    """Return the part that a file of a derived table holds, None for a file that holds all of it."""
    _number, name, _digest = file.path.rpartition("/")[2].split("-", 2)
    _table, _dot, part = name.partition(".")
    kind, _line, number = part.rpartition("_")
    return Part(kind, int(number)) if kind else None


def files_of(entry: TableEntry | None) -> dict[Part, FileEntry]:
    """Return the files of a table by part."""
    found = {part_of(file): file for file in entry.files} if entry else {}
    return {part: file for part, file in found.items() if part is not None}


def differing(before: Mapping[Part, FileEntry], after: Mapping[Part, FileEntry]) -> set[Part]:
    """Return the parts whose rows are others than before."""
    digests = ({part: file.sha256 for part, file in side.items()} for side in (before, after))
    was, is_now = digests
    return {part for part in was.keys() | is_now.keys() if was.get(part) != is_now.get(part)}


def parts_in(rows: Iterable[tuple[object, ...]]) -> set[Part]:
    return {Part(str(kind), int(str(number))) for kind, number in rows}
