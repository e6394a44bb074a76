"""What the wizard, the commands and the API see of imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.edges.imports.deciding import Decided
from regulars.edges.imports.notes import Note
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file is and how it would be read. `missing` are fields without which nothing can come of it.

    `sample` has the first values of every column of the file, for choosing columns by hand.
    """

    path: Path
    staged: Staged
    kind: str
    layout_name: str
    layout_title: str
    decided: Decided
    missing: tuple[str, ...]
    sample: Mapping[str, tuple[str, ...]]
    is_saved: bool

    @property
    def plan(self) -> Plan:
        return self.decided.plan

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.plan.notes


@dataclass(frozen=True, slots=True)
class Preview:
    """The first facts a plan makes of a file, as objects fit for JSON, and the first rows it would reject."""

    facts: tuple[Mapping[str, Any], ...]
    rejects: tuple[Mapping[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import. `public_id` is `imp_...`; `report` is what it came to, none while it is on its way.

    `is_at_work` says whether a process of this machine holds its file at this moment.
    """

    id: int
    public_id: str
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    layout: str
    source: str
    state: str
    counts: Mapping[str, int]
    position: int
    generation: int
    report: Mapping[str, Any] | None
    actor: str
    created_at: datetime
    finished_at: datetime | None
    is_at_work: bool = False

    @property
    def command(self) -> str:
        """What to type to go on with it."""
        if self.kind != "contacts":
            return f"regulars import {self.kind} {self.file_name}"
        return f"regulars migrate {self.source} {self.file_name}"

    @property
    def standing(self) -> str:
        """Its state as people mean it: one that was begun and that no process is working on is interrupted."""
        return "interrupted" if self.state == "running" and not self.is_at_work else self.state


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: its report, and where the rejected rows are listed (none when there are none)."""

    report: Mapping[str, Any]
    rejects_file: Path | None
