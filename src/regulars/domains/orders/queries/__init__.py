"""Reads of orders."""

from regulars.domains.orders.queries.exports import ORDER_LINES, ORDERS, REFUNDS
from regulars.domains.orders.queries.orders import (
    find_orders,
    last_full_day,
    lines_of,
    order,
    orders_of,
    totals_by_month,
    unidentified,
)

__all__ = [
    "ORDERS",
    "ORDER_LINES",
    "REFUNDS",
    "find_orders",
    "last_full_day",
    "lines_of",
    "order",
    "orders_of",
    "totals_by_month",
    "unidentified",
]
