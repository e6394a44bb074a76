"""One order with everything that belongs to it, and refunds on their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from regulars.base.state import as_instant, fetch_in, fetchall
from regulars.domains.orders.queries.orders import order
from regulars.domains.orders.types import BoughtRow, OrderDetail, PaymentRow, RefundLineRow, RefundRow

REFUND_SELECT = (
    "SELECT id, order_id, role, refunded_at, currency, amount_minor, tax_minor, shipping_minor, reason "
    "FROM orders_refund WHERE voided_at IS NULL AND "
)


def order_detail(number: int) -> OrderDetail:
    """Return one order with its payments, codes and refunds.

    Raises:
        NotFound: there is none with this key.
    """
    row = order(number)
    paid_at, canceled_at, acquisition, campaign, tags, included, included_tax, units = fetchall(
        "SELECT paid_at, canceled_at, acquisition, campaign, tags, prices_include_tax, included_tax_minor, units_milli "
        "FROM orders_order WHERE id = %s",
        [number],
    )[0]
    codes = fetchall("SELECT code FROM orders_discount WHERE order_id = %s ORDER BY id", [number])
    payments = fetchall(
        "SELECT method, amount_minor, paid_at FROM orders_payment WHERE order_id = %s ORDER BY id", [number]
    )
    return OrderDetail(
        row=row,
        paid_at=as_instant(paid_at),
        canceled_at=as_instant(canceled_at),
        acquisition=acquisition,
        campaign=campaign,
        tags=_texts(tags),
        codes=tuple(one[0] for one in codes),
        prices_include_tax=bool(included),
        included_tax_minor=int(included_tax),
        units_milli=int(units),
        payments=tuple(PaymentRow(method, int(amount), as_instant(at)) for method, amount, at in payments),
        refunds=tuple(refunds_of((number,)).get(number, ())),
    )


def refunds_of(orders: Sequence[int]) -> dict[int, list[RefundRow]]:
    """Return the refunds of several orders, each order's oldest first."""
    rows = fetch_in(f"{REFUND_SELECT} order_id IN ({{in}}) ORDER BY refunded_at, id", list(orders))
    found: dict[int, list[RefundRow]] = {}
    for one in _with_lines(rows):
        assert one.order is not None
        found.setdefault(one.order, []).append(one)
    return found


def refunds_alone(customers: Sequence[int], *, limit: int = 20) -> list[RefundRow]:
    """Return a person's refunds that name no order, newest first."""
    rows = fetch_in(
        f"{REFUND_SELECT} order_id IS NULL AND customer_id IN ({{in}}) ORDER BY refunded_at DESC, id DESC",
        list(customers),
    )
    return _with_lines(rows[:limit])


def bought_by(customers: Sequence[int], *, limit: int = 6) -> list[BoughtRow]:
    """Return what a person bought most, by the number of orders that hold it, then by units."""
    rows = fetch_in(
        "SELECT l.product_id, sum(l.quantity_milli), count(DISTINCT l.order_id) FROM orders_line l "
        "JOIN orders_order o ON o.id = l.order_id WHERE o.voided_at IS NULL AND l.voided_at IS NULL "
        "AND l.role = 'sale' AND l.product_id IS NOT NULL AND o.paid_at IS NOT NULL AND o.canceled_at IS NULL "
        "AND o.customer_id IN ({in}) GROUP BY l.product_id",
        list(customers),
    )
    bought = [BoughtRow(int(product), int(units), int(orders)) for product, units, orders in rows]
    return sorted(bought, key=lambda one: (-one.orders, -one.units_milli, one.product))[:limit]


def order_numbers(orders: Sequence[int]) -> dict[int, str]:
    """Return what people call these orders, by key; voided ones too, since the log still speaks of them."""
    rows = fetch_in("SELECT id, number FROM orders_order WHERE id IN ({in})", sorted(set(orders)))
    return {int(row[0]): row[1] for row in rows}


def _texts(stored: Any) -> tuple[str, ...]:
    """Return a stored list of texts: JSON text on SQLite, a list already on PostgreSQL."""
    return tuple(json.loads(stored) if isinstance(stored, str) else stored or ())


def _with_lines(rows: list[tuple[Any, ...]]) -> list[RefundRow]:
    lines = fetch_in(
        "SELECT refund_id, title, product_id, quantity_milli, amount_minor FROM orders_refund_line "
        "WHERE refund_id IN ({in}) ORDER BY id",
        [row[0] for row in rows],
    )
    of_refund: dict[int, list[RefundLineRow]] = {}
    for refund, title, product, quantity, amount in lines:
        of_refund.setdefault(int(refund), []).append(RefundLineRow(title, product, int(quantity), int(amount)))
    found = []
    for number, of_order, role, refunded_at, currency, amount, tax, shipping, reason in rows:
        at = as_instant(refunded_at)
        assert at is not None
        own = tuple(of_refund.get(int(number), ()))
        found.append(
            RefundRow(int(number), of_order, role, at, currency, int(amount), int(tax), int(shipping), reason, own)
        )
    return found
