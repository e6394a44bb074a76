"""Reading files without a shop: `read(content, ...)` gives what would be handed to it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from regulars.edges.imports.assembling.grouping import orders_of
from regulars.edges.imports.assembling.listing import rows_of
from regulars.edges.imports.assembling.totals import Months
from regulars.edges.imports.deciding import Choices, Decided, House, decide
from regulars.edges.imports.layouts import mapped_layout, recognize
from regulars.edges.imports.layouts.proposer import propose
from regulars.edges.imports.rejects import told
from regulars.edges.imports.service.inspecting import is_known_name
from regulars.edges.imports.staging import Staged, clear, stage


@dataclass
class Read:
    """A file, read: facts, rejected rows in words, skipped rows by reason, remarks, and the plan that did it."""

    staged: Staged
    decided: Decided
    facts: list[Any] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    months: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    in_facts: int = 0
    beside: int = 0

    @property
    def layout(self) -> str:
        return self.decided.plan.layout_name

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.decided.plan.notes]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Callable[..., Read]]:
    """Return a reader: of text, bytes, or `(header, *rows)`; keyword arguments are `Choices`."""
    opened: list[Staged] = []

    def run(
        content: str | bytes | Sequence[Sequence[object]] | Path,
        kind: str = "orders",
        mapping: dict[str, tuple[str, ...]] | None = None,
        house: House | None = None,
        name: str = "orders.csv",
        **choices: Any,
    ) -> Read:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif not isinstance(content, Path):
            text = io.StringIO()
            csv.writer(text).writerows(content)
            path.write_text(text.getvalue(), encoding="utf-8", newline="")
        staged = stage(path, is_known_name)
        opened.append(staged)
        layout = recognize(staged.header, kind)
        with_rows: dict[str, tuple[str, ...]] = mapping or {}
        if layout is not None and not mapping:
            with_rows = layout.mapping(staged.header)
        elif not mapping:
            with_rows = propose(kind, staged.header, _sample(path, staged))
        choices = {"zone": "Europe/Berlin", "currency": "EUR", **choices}
        decided = decide(staged, kind, layout or mapped_layout(kind), with_rows, Choices(**choices), house or House())
        return _collect(Read(staged, decided), kind)

    yield run
    for staged in opened:
        clear(staged)


def _collect(found: Read, kind: str) -> Read:
    plan, months = found.decided.plan, Months(found.decided.plan.zone)
    portions = orders_of(found.staged, plan, months) if kind == "orders" else rows_of(found.staged, plan)
    for portion in portions:
        found.facts += portion.statements
        found.rejects += [told(row, plan) for row in portion.bad]
        found.skipped += portion.skipped
        found.remarks += portion.remarks
        found.rows += portion.rows
        found.beside += portion.beside
        found.in_facts += sum(portion.sizes)
    found.months = months.as_json()
    assert found.rows == found.staged.rows
    assert found.rows == found.in_facts + found.beside + len(found.rejects) + sum(found.skipped.values())
    return found


def _sample(path: Path, staged: Staged) -> dict[str, list[str]]:
    from regulars.edges.imports.reading import open_table

    batch = next(iter(open_table(path, known=is_known_name).batches()))
    return dict(zip(staged.header, batch.columns, strict=True))
