"""Bringing the files of an e-mail tool in, in the order that is safe, and saying what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from regulars.base.golive import is_live
from regulars.base.state import Act, write
from regulars.domains.customers.queries import count_reach
from regulars.edges.imports import queries, service
from regulars.edges.imports.moving.looking import Piece, require_suppressions_first
from regulars.edges.imports.service import verbs

NONE_EXIST = "--no-suppressions"

Progress = Callable[[int, int, str], None]


def move(
    system: str,
    pieces: Sequence[Piece],
    act: Act,
    *,
    none_exist: str = "",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Bring pieces in, suppressions first whatever their order; `none_exist` are the words by which staff say so.

    An interrupted move goes on when it is started again: files that are in are passed over.

    Raises:
        Refused: there are yeses among the files and no suppressions here nor there.
    """
    require_suppressions_first(pieces, none_exist=bool(none_exist))
    if none_exist and not dry_run:
        write(verbs.declare_no_suppressions, act, none_exist)
    done = []
    for piece in sorted(pieces, key=lambda one: not one.is_stopping):
        go = service.try_out if dry_run else service.run
        outcome = go(piece.path, piece.plan, act, progress)
        done.append({**outcome.report, "group": piece.group, "own_fields": [list(one) for one in piece.own],
                     "columns_left": list(piece.left)})  # fmt: skip
    return report_of(system, done)


def report_of(system: str, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What files came to together, and who may be written to now."""
    totals: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for one in files:
        totals.update(one["done"])
        rows.update({name: one["rows"][name] for name in ("read", "accepted", "rejected", "skipped")})
        remarks.update({remark["code"]: int(remark["params"].get("count", 0)) for remark in one["remarks"]})
    return {
        "system": system,
        "files": [dict(one) for one in files],
        "rows": dict(rows),
        "totals": dict(totals),
        "consent": {name: remarks[name] for name in sorted(remarks)},
        "reach": count_reach(),
        "suppressions": suppressions(),
        "marketing_is_live": is_live(),
    }


def suppressions() -> str:
    """How it stands with those who must not be written to: `loaded`, `declared_none` or `missing`."""
    if queries.suppressions_loaded():
        return "loaded"
    return "declared_none" if queries.said_none_exists() is not None else "missing"
