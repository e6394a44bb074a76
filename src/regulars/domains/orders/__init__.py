"""What was bought, paid, canceled and given back, line by line.

Owns orders, lines, discounts, payments, refunds. Publishes `order.placed`, `order.paid`, `order.changed`,
`order.canceled`, `order.refunded`, `order.voided`, `order.deleted` and `order_list.exported`. Needs `customers` (whose
order is it?) and
`catalog` (which product is it?).

    order = OrderFacts("536365", "536365", placed_at=at, currency="GBP", lines=(line,), person=person)
    report = write(orders.record_orders, act, "file", [order])
"""
