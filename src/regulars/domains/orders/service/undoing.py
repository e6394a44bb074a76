"""Taking back what an import brought, and flagging addresses that many people order with."""

from __future__ import annotations

from regulars.base.activity import Fact, record_many
from regulars.base.state import Act, change_seq, executemany, fetch_in, fetchall, instant_value, verb
from regulars.domains.catalog import service as catalog
from regulars.domains.customers import service as customers
from regulars.domains.orders.events import OrderVoided


@verb
def void_import(act: Act, import_id: int, limit: int = 250) -> int:
    """Void up to `limit` rows that an import brought: orders, then refunds, people and products nothing else names.

    Returns how many were voided; call it again until it returns 0. An order that a later import restated belongs to
    that one.
    """
    for table, name in (("orders_order", "order"), ("orders_refund", "refund")):
        gone = [
            (int(row[0]), row[1])
            for row in fetchall(
                f"SELECT id, customer_id FROM {table} WHERE import_id = %s AND voided_at IS NULL ORDER BY id LIMIT %s",
                [import_id, limit],
            )
        ]
        if gone:
            _void(act, table, name, import_id, gone)
            return len(gone)
    still = {row[0] for row in fetchall("SELECT DISTINCT customer_id FROM orders_order WHERE voided_at IS NULL")}
    still |= {row[0] for row in fetchall("SELECT DISTINCT customer_id FROM orders_refund WHERE voided_at IS NULL")}
    voided = customers.void_customers(act, import_id, still, limit)
    if voided:
        return voided
    sold = {row[0] for row in fetchall("SELECT DISTINCT product_id FROM orders_line WHERE voided_at IS NULL")}
    return catalog.void_products(act, import_id, sold, limit)


@verb
def flag_shared_addresses(act: Act) -> int:
    """Flag addresses with more orders and names than one person has, and return how many are new."""
    counts = fetchall(
        "SELECT customer_id, count(*) FROM orders_order WHERE voided_at IS NULL AND customer_id IS NOT NULL "
        "GROUP BY 1 HAVING count(*) > 50"
    )
    found = customers.shared_candidates({int(row[0]): int(row[1]) for row in counts})
    flagged = customers.flag_shared(act, found)
    if flagged:
        orders = fetch_in("SELECT id FROM orders_order WHERE customer_id IN ({in})", found)
        executemany(
            "UPDATE orders_order SET changed_seq = %s WHERE id = %s", [(change_seq(), int(row[0])) for row in orders]
        )
    return flagged


def _void(act: Act, table: str, name: str, import_id: int, gone: list[tuple[int, int | None]]) -> None:
    now, seq = instant_value(act.now), change_seq()
    numbers = [(now, seq, number) for number, _ in gone]
    executemany(f"UPDATE {table} SET voided_at = %s, changed_seq = %s WHERE id = %s", numbers)
    if name == "order":
        for child in ("orders_line", "orders_refund"):
            executemany(
                f"UPDATE {child} SET voided_at = %s, changed_seq = %s WHERE order_id = %s AND voided_at IS NULL",
                numbers,
            )
    record_many(
        act,
        [Fact(OrderVoided(import_id, **{name: number}), customer, f"{name}:{number}") for number, customer in gone],
    )
