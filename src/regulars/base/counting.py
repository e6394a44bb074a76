"""Invariants that two queries can count: how many rows there are, and which of them break the rule."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.base.extends import Finding, Text
from regulars.base.state import fetchall

NAMED = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """`total` counts the rows that were looked at; `broken` selects one text for each that breaks the rule."""

    key: str
    title: Text
    total: str
    broken: str
    words: str
    order: int = 100

    def check(self) -> Finding:
        checked = int(fetchall(self.total)[0][0])
        broken = int(fetchall(f"SELECT count(*) FROM ({self.broken}) AS broken")[0][0])
        named = fetchall(f"SELECT what FROM ({self.broken}) AS broken LIMIT {NAMED}") if broken else []
        return Finding(checked, broken, tuple(self.words % {"row": row[0]} for row in named))
