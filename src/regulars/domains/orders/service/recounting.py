"""Letting orders of a status count, or not, after they came in."""

from __future__ import annotations

from regulars.base.activity import Fact, record_many
from regulars.base.state import Act, change_seq, executemany, fetchall, verb
from regulars.domains.orders.events import OrderChanged


@verb
def recount_status(act: Act, status: str, counts: bool, limit: int = 500) -> int:
    """Let up to `limit` orders of a status count as paid when they were placed, or not count any more.

    Canceled orders stay uncounted. Returns how many were changed; call it again until it returns 0.
    """
    wanted = "paid_at IS NULL AND canceled_at IS NULL" if counts else "paid_at IS NOT NULL"
    rows = fetchall(
        f"SELECT id, customer_id, total_minor, currency FROM orders_order "
        f"WHERE status = %s AND voided_at IS NULL AND {wanted} ORDER BY id LIMIT %s",
        [status, limit],
    )
    seq = change_seq()
    executemany(
        "UPDATE orders_order SET paid_at = CASE WHEN %s THEN placed_at END, changed_seq = %s WHERE id = %s",
        [(counts, seq, row[0]) for row in rows],
    )
    facts = [
        Fact(OrderChanged(int(number), int(total), currency), customer, f"order:{number}")
        for number, customer, total, currency in rows
    ]
    record_many(act, facts)
    return len(rows)
