"""Reads of orders."""

from regulars.domains.orders.queries.detail import bought_by, order_detail, order_numbers, refunds_alone, refunds_of
from regulars.domains.orders.queries.exports import ORDER_LINES, ORDERS, REFUNDS
from regulars.domains.orders.queries.listing import (
    OrderChoices,
    buyers_of,
    list_orders,
    order_choices,
    order_totals,
    sold_by_month,
)
from regulars.domains.orders.queries.orders import (
    find_orders,
    last_full_day,
    lines_of,
    list_statuses,
    order,
    orders_by_id,
    orders_of,
    totals_by_month,
    unidentified,
)

__all__ = [
    "ORDERS",
    "ORDER_LINES",
    "REFUNDS",
    "OrderChoices",
    "bought_by",
    "buyers_of",
    "find_orders",
    "last_full_day",
    "lines_of",
    "list_orders",
    "list_statuses",
    "order",
    "order_choices",
    "order_detail",
    "order_numbers",
    "order_totals",
    "orders_by_id",
    "orders_of",
    "refunds_alone",
    "refunds_of",
    "sold_by_month",
    "totals_by_month",
    "unidentified",
]
