"""The rows that did not go in, each with its line, its cells, why, and what to do about it."""

from __future__ import annotations

import contextlib
import csv
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.settings import current
from regulars.edges.imports.assembling.portions import BadRow
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.reading import Flaw
from regulars.edges.imports.wording import REASONS, WORDS
from regulars.kit import clock

VALUE_MAX = 200
KEPT = timedelta(days=30)  # they hold cells of customers; a month is enough to mend a file
LIVE = ("=", "+", "-", "@", "\t", "\r")


def folder() -> Path:
    """Where rejects files are kept: in the home, readable by nobody else, since they hold cells of the file."""
    found = current().home / "imports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def sweep() -> int:
    """Delete rejects files older than `KEPT`, unfinished ones too; return how many."""
    oldest, gone = clock.now() - KEPT, 0
    for path in folder().glob("*-rejects.csv*"):
        with contextlib.suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < oldest:
                path.unlink()
                gone += 1
    return gone


class RejectsFile:
    """Writes one import's rejects; the file appears under its name when it is complete, or not at all when empty."""

    def __init__(self, name: str, plan: Plan) -> None:
        self.path = folder() / f"{name}-rejects.csv"
        self.count = 0
        self._plan = plan
        self._new = self.path.with_suffix(".csv.new")
        self._file = self._new.open("w", encoding="utf-8-sig", newline="")
        os.fchmod(self._file.fileno(), 0o600)
        self._writer: Any = csv.writer(self._file)
        self._writer.writerow([_("line"), _("column"), _("value"), _("reason"), _("fix")])

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._file.close()
        if kind is None and self.count:
            os.replace(self._new, self.path)
            written = clock.now().timestamp()
            os.utime(self.path, (written, written))
            return
        self._new.unlink(missing_ok=True)
        if kind is None:
            self.path.unlink(missing_ok=True)

    def add_flaws(self, flaws: Sequence[Flaw]) -> None:
        """Put down rows that could not be cut into cells."""
        for flaw in flaws:
            reason, fix = words_of(flaw.code, flaw.params)
            self._write(flaw.line, "", flaw.value, reason, fix)

    def add_rows(self, rows: Sequence[BadRow]) -> None:
        """Put down rows with cells that could not be read."""
        for row in rows:
            self._write(**_told(row, self._plan))

    def _write(self, line: int, column: str, value: str, reason: str, fix: str) -> None:
        self.count += 1
        self._writer.writerow([line, _safe(column), _safe(value), reason, fix])


def told(row: BadRow, plan: Plan) -> dict[str, str | int]:
    """One rejected row in words: line, column, value, reason, fix."""
    return dict(_told(row, plan))


def _told(row: BadRow, plan: Plan) -> dict[str, Any]:
    columns, values, reasons, fixes = [], [], [], []
    place = {name: index for index, name in enumerate(plan.header)}
    for field, why in sorted(row.cells, key=lambda cell: place.get(next(iter(plan.mapping.get(cell[0], ())), ""), 0)):
        reason, fix = words_of(why.code, why.params)
        columns.append(" / ".join(plan.mapping.get(field, (field,))))
        values.append(why.text)
        reasons.append(reason)
        fixes.append(fix)
    return {
        "line": row.line,
        "column": "; ".join(dict.fromkeys(columns)),
        "value": "; ".join(values),
        "reason": " ".join(dict.fromkeys(reasons)),
        "fix": " ".join(dict.fromkeys(fixes)),
    }


def words_of(code: str, params: dict[str, str | int]) -> tuple[str, str]:
    """`(reason, fix)` in the active language."""
    reason, fix = REASONS[code]
    particulars = {name: WORDS.get(str(value), value) for name, value in params.items()}
    return str(reason) % particulars, str(fix) % particulars


def _safe(text: str) -> str:
    """A cell that no spreadsheet calculates, on one line."""
    text = " ".join(text.split())[:VALUE_MAX]
    return "'" + text if text.startswith(LIVE) else text
