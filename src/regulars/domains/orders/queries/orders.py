"""Orders as the desk shows them, and plain totals straight from the state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from regulars.base.lake import cached
from regulars.base.shop.queries import ShopRow, find_shop, shop
from regulars.base.state import as_instant, dialect, fetch_in, fetchall, horizon, instant_value
from regulars.domains.orders.types import OrderLineRow, OrderRow, StatusRow
from regulars.kit.errors import NotFound

STALE_DAYS = 3
SELECT = (
    "SELECT id, number, source, customer_id, kind, status, placed_at, paid_at IS NOT NULL AND canceled_at IS NULL, "
    "currency, sold_minor, discount_minor, shipping_minor, tax_minor, refunded_minor, net_minor, total_minor, country, "
    "store, channel FROM orders_order "
)


def order(number: int) -> OrderRow:
    """Return one order.

    Raises:
        NotFound: there is none with this key.
    """
    rows = fetchall(f"{SELECT} WHERE id = %s AND voided_at IS NULL", [number])
    if not rows:
        raise NotFound("order.unknown", "There is no such order", field="order", value=number)
    return _row(shop(), rows[0])


def orders_of(customers: tuple[int, ...], *, limit: int = 100) -> list[OrderRow]:
    """Return a person's orders, newest first. `customers` are all ids that resolve to them."""
    ours = shop()
    rows = fetch_in(
        f"{SELECT} WHERE voided_at IS NULL AND customer_id IN ({{in}}) ORDER BY placed_at DESC, id DESC", customers
    )
    return [_row(ours, raw) for raw in rows[:limit]]


def lines_of(orders: tuple[int, ...]) -> dict[int, list[OrderLineRow]]:
    """Return the lines of several orders in one read, each order's in its own order."""
    rows = fetch_in(
        "SELECT l.order_id, l.title, v.title, v.sku, l.product_id, l.quantity_milli, l.unit_price_micros, "
        "l.sold_minor, l.net_minor, l.role FROM orders_line l LEFT JOIN catalog_variant v ON v.id = l.variant_id "
        "WHERE l.voided_at IS NULL AND l.order_id IN ({in}) ORDER BY l.order_id, l.position",
        orders,
    )
    found: dict[int, list[OrderLineRow]] = {}
    for number, title, variant, sku, product, quantity, price, sold, net, role in rows:
        line = OrderLineRow(title, variant or "", sku or "", product, quantity, price, sold, net, role)
        found.setdefault(int(number), []).append(line)
    return found


def orders_by_id(numbers: Sequence[int]) -> dict[int, OrderRow]:
    """Return orders by key; unknown keys are left out."""
    ours = shop()
    rows = fetch_in(f"{SELECT} WHERE voided_at IS NULL AND id IN ({{in}})", list(numbers))
    return {int(raw[0]): _row(ours, raw) for raw in rows}


def find_orders(words: str, limit: int = 8) -> list[OrderRow]:
    """Return orders whose number is `words`, with or without `#`, newest first; or the one with this public id."""
    ours = shop()
    text = words.strip()
    if text.lower().startswith("ord_"):
        try:
            return [order(ours.number("ord", text))]
        except NotFound:
            return []
    bare = text.removeprefix("#")
    rows = fetchall(
        f"{SELECT} WHERE voided_at IS NULL AND number IN (%s, %s) ORDER BY placed_at DESC LIMIT %s",
        [bare, f"#{bare}", limit],
    )
    return [_row(ours, raw) for raw in rows]


def totals_by_month(import_id: int) -> list[tuple[str, str, int, int]]:
    """Return `(month in UTC as YYYY-MM, currency, orders, total in minor units)` of what an import brought."""
    month = (
        "strftime('%%Y-%%m', placed_at / 1000000, 'unixepoch')"
        if dialect() == "sqlite"
        else "to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM')"
    )
    rows = fetchall(
        f"SELECT {month}, currency, count(*), sum(total_minor) FROM orders_order "
        "WHERE import_id = %s AND voided_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2",
        [import_id],
    )
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def list_statuses() -> list[StatusRow]:
    """Return every status that orders have, the most frequent first; counted once for each state of the shop."""
    return cached(("order statuses", horizon()), _list_statuses)


def _list_statuses() -> list[StatusRow]:
    rows = fetchall(
        "SELECT status, count(*), sum(CASE WHEN paid_at IS NULL OR canceled_at IS NOT NULL THEN 0 ELSE 1 END), "
        "sum(CASE WHEN canceled_at IS NULL THEN 0 ELSE 1 END) "
        "FROM orders_order WHERE voided_at IS NULL GROUP BY status ORDER BY 2 DESC, 1"
    )
    return [StatusRow(row[0], int(row[1]), int(row[2]), int(row[3])) for row in rows]


def last_full_day(now: datetime) -> date:
    """Return the day figures run to: yesterday in the shop's zone, or the last day with an order when that is older.

    A file that ends more than three days ago ends the history: days after it are not days without sales.
    """
    ours = find_shop()
    zone = ours.tz if ours else UTC
    yesterday = now.astimezone(zone).date() - timedelta(days=1)
    newest = as_instant(
        fetchall(
            "SELECT max(placed_at) FROM orders_order WHERE voided_at IS NULL AND placed_at < %s", [instant_value(now)]
        )[0][0]
    )
    if newest is None:
        return yesterday
    last = newest.astimezone(zone).date()
    return last if (yesterday - last).days >= STALE_DAYS else yesterday


def unidentified() -> int:
    """Return how many orders name nobody."""
    return int(fetchall("SELECT count(*) FROM orders_order WHERE customer_id IS NULL AND voided_at IS NULL")[0][0])


def _row(ours: ShopRow, raw: tuple[Any, ...]) -> OrderRow:
    number, text, source, customer, kind, status, placed_at, counted, *rest = raw
    placed = as_instant(placed_at)
    assert placed is not None
    currency, sold, discount, shipping, tax, refunded, net, total, country, store, channel = rest
    return OrderRow(
        id=int(number),
        public_id=ours.public("ord", int(number)),
        number=text,
        source=source,
        customer=customer,
        kind=kind,
        status=status,
        placed_at=placed,
        is_counted=bool(counted),
        currency=currency,
        sold_minor=int(sold),
        discount_minor=int(discount),
        shipping_minor=int(shipping),
        tax_minor=int(tax),
        refunded_minor=int(refunded),
        net_minor=int(net),
        total_minor=int(total),
        country=country,
        store=store,
        channel=channel,
    )
