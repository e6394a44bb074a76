"""Keeping who took orders out of the house."""

from __future__ import annotations

from regulars.base.activity import record
from regulars.base.state import Act, verb
from regulars.domains.orders.events import OrderListExported


@verb
def record_export(act: Act, rows: int, conditions: str) -> int:
    """Keep who took a list of orders out of the house, and which."""
    return record(act, OrderListExported(rows, conditions[:500]))
