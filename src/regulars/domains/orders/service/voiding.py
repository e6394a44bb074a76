"""Taking back single orders that their source says are no more."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.activity import Fact, record_many
from regulars.base.state import Act, change_seq, executemany, fetch_in, instant_value, verb
from regulars.domains.orders.events import OrderDeleted


@verb
def void_orders(act: Act, source: str, external_ids: Sequence[str]) -> int:
    """Void orders that `source` has deleted, with their lines and refunds; return how many it were.

    An order that the source states again later counts again.
    """
    found = fetch_in(
        "SELECT id, customer_id FROM orders_order WHERE source = %s AND voided_at IS NULL AND external_id IN ({in})",
        list(external_ids),
        [source],
    )
    now, seq = instant_value(act.now), change_seq()
    gone = [(now, seq, int(number)) for number, _customer in found]
    executemany("UPDATE orders_order SET voided_at = %s, changed_seq = %s WHERE id = %s", gone)
    for child in ("orders_line", "orders_refund"):
        executemany(
            f"UPDATE {child} SET voided_at = %s, changed_seq = %s WHERE order_id = %s AND voided_at IS NULL", gone
        )
    record_many(act, [Fact(OrderDeleted(int(number)), customer, f"order:{number}") for number, customer in found])
    return len(found)
