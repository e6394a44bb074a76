"""Orders of people who were merged: they keep the id they were recorded with, and are counted anew."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.state import Act, change_seq, execute, verb


@verb
def count_anew(act: Act, customers: Sequence[int]) -> int:
    """Have the lake take in again the orders and refunds of these customers, under whoever lives on for them now."""
    marks, seq = ", ".join(["%s"] * len(customers)), change_seq()
    return sum(
        execute(f"UPDATE {table} SET changed_seq = %s WHERE customer_id IN ({marks})", [seq, *customers])
        for table in ("orders_order", "orders_refund")
    )
