"""Reads of merges: who is whom, since when, and what a merge would do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from regulars.base.privacy import Union, mergers_upward
from regulars.base.state import as_instant, fetch_in, fetchall
from regulars.domains.customers.queries.people import ids_of, survivor_of
from regulars.domains.customers.rules.joining import Edge
from regulars.domains.customers.types import MergeRow, SuspicionRow, VisitorRow
from regulars.kit.errors import NotFound
from regulars.kit.text import gettext_noop as _

COLUMNS = "id, merged, survivor, merged_at, actor, source, reason, undone_at, undone_by"


def edges(customers: Sequence[int]) -> list[Edge]:
    """Return the merges that hold among these customers."""
    rows = fetch_in(
        "SELECT id, merged, survivor, merged_at FROM customers_merge WHERE undone_at IS NULL AND merged IN ({in})",
        list(customers),
    )
    return [Edge(int(row[0]), int(row[1]), int(row[2]), _instant(row[3])) for row in rows]


def merge_row(number: int) -> MergeRow:
    """Return one merge.

    Raises:
        NotFound: there is none with this key.
    """
    rows = fetchall(f"SELECT {COLUMNS} FROM customers_merge WHERE id = %s", [number])
    if not rows:
        raise NotFound("merge.unknown", _("There is no such merge."), field="merge", value=number)
    return _row(rows[0])


def merges_of(customer: int) -> list[MergeRow]:
    """Return every merge a person was in, undone ones too, newest first."""
    mine = ids_of(survivor_of(customer))
    rows = {
        row
        for column in ("merged", "survivor")
        for row in fetch_in(f"SELECT {COLUMNS} FROM customers_merge WHERE {column} IN ({{in}})", mine)
    }
    return sorted((_row(row) for row in rows), key=lambda one: one.id, reverse=True)


def preview_merge(merged: int, survivor: int) -> list[str]:
    """Say in sentences what every part of the product would do when two customers became one."""
    union = Union(0, ids_of(survivor_of(merged)), survivor_of(survivor))
    return [words for one in mergers_upward() for words in one.preview(union)]


def visitors_of(customer: int) -> list[VisitorRow]:
    """Return the browsers and apps a person was seen with, the last linked first."""
    rows = fetch_in(
        "SELECT kind, source, value, trust, has_past, linked_at, ended_at FROM customers_visitor "
        "WHERE customer IN ({in}) ORDER BY id DESC",
        ids_of(survivor_of(customer)),
    )
    return [
        VisitorRow(kind, source, value, trust, None if past else _instant(at), _instant(at), as_instant(ended))
        for kind, source, value, trust, past, at, ended in rows
    ]


def suspicions(kind: str = "", limit: int = 100, offset: int = 0) -> list[SuspicionRow]:
    """Return pairs that staff have yet to judge, the likeliest first."""
    where, params = ("kind = %s", [kind]) if kind else ("1 = 1", [])
    rows = fetchall(
        "SELECT id, first, second, kind, reasons, score, found_at, decision FROM customers_suspicion "
        f"WHERE {where} AND decision = '' ORDER BY score DESC, id LIMIT %s OFFSET %s",
        [*params, limit, offset],
    )
    return [_suspicion(row) for row in rows]


def count_suspicions() -> dict[str, int]:
    """Return how many pairs wait for a decision, by kind."""
    rows = fetchall("SELECT kind, count(*) FROM customers_suspicion WHERE decision = '' GROUP BY kind")
    return {str(kind): int(count) for kind, count in rows}


def suspicions_of(customer: int) -> list[SuspicionRow]:
    """Return pairs that a person is in and that wait for a decision, or were found to live together."""
    mine = list(ids_of(survivor_of(customer)))
    rows = {
        int(row[0]): row
        for column in ("first", "second")
        for row in fetch_in(
            "SELECT id, first, second, kind, reasons, score, found_at, decision FROM customers_suspicion "
            f"WHERE decision IN ('', 'household') AND {column} IN ({{in}})",
            mine,
        )
    }
    found = [_suspicion(row) for row in rows.values()]
    return sorted(found, key=lambda one: (-one.score, one.id))


def suspicion(number: int) -> SuspicionRow:
    """Return one pair.

    Raises:
        NotFound: there is none with this key.
    """
    rows = fetchall(
        "SELECT id, first, second, kind, reasons, score, found_at, decision FROM customers_suspicion WHERE id = %s",
        [number],
    )
    if not rows:
        raise NotFound("suspicion.unknown", _("There is no such pair."), field="pair", value=number)
    return _suspicion(rows[0])


def _row(row: Sequence[Any]) -> MergeRow:
    number, merged, survivor, merged_at, actor, source, reason, undone_at, undone_by = row
    at = _instant(merged_at)
    return MergeRow(
        int(number), int(merged), int(survivor), at, actor, source, reason, as_instant(undone_at), undone_by
    )


def _suspicion(row: Sequence[Any]) -> SuspicionRow:

    number, first, second, kind, reasons, score, found_at, decision = row
    why = tuple(json.loads(reasons) if isinstance(reasons, str) else reasons)
    return SuspicionRow(int(number), int(first), int(second), kind, why, int(score), _instant(found_at), decision)


def _instant(stored: Any) -> Any:
    found = as_instant(stored)
    assert found is not None
    return found
