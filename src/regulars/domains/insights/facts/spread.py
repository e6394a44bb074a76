"""How unevenly customers bring their money."""

from __future__ import annotations

import ibis
from ibis import Table

from regulars.base.expressions import floor_divide, many, total
from regulars.domains.insights.facts.frame import PLACES, Frame, slot_of, within
from regulars.domains.insights.rules.slots import Slots

HUNDREDTHS = 100


def hundredths(frame: Frame, slots: Slots, by: str = "") -> Table:
    """Customers of each slot (and group) from the richest down, in hundred parts.

    `part` 0..99 (a customer belongs to the part in which they begin), `people`, `amount`, `ranked` = sum of
    (n + 1 - 2 x place from the top) x amount, which makes the Gini. Negative amounts count as 0; net amounts are less
    refunds that name no order.
    """
    rows = _entries(frame, slots, by)
    purses = rows.group_by("slot", "group", "customer").aggregate(amount=total(rows.amount), orders=total(rows.orders))
    purses = purses.filter(purses.orders > 0)
    purses = purses.mutate(amount=(purses.amount > 0).ifelse(purses.amount, 0))
    together = ibis.window(group_by=[purses.slot, purses.group])
    richest = ibis.window(group_by=[purses.slot, purses.group], order_by=[purses.amount.desc(), purses.customer.asc()])
    placed = purses.mutate(
        place=ibis.row_number().over(richest).cast("int64") + 1, n=purses.count().over(together).cast("int64")
    )
    placed = placed.mutate(part=floor_divide((placed.place - 1) * HUNDREDTHS, placed.n))
    ranked = (placed.n + 1 - placed.place * 2) * placed.amount
    return placed.group_by("slot", "group", "part").aggregate(
        people=many(placed), amount=total(placed.amount), ranked=ranked.sum().cast("decimal(38, 0)").cast("float64")
    )


def _entries(frame: Frame, slots: Slots, by: str) -> Table:
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), within(rows.on, slots))
    one, zero = ibis.literal(1, type="int64"), ibis.literal(0, type="int64")
    orders = rows.select(
        slot=slot_of(slots, rows.on),
        group=rows[by] if by else ibis.literal(""),
        customer=rows.customer,
        amount=rows.amount,
        orders=one,
    )
    if frame.basis == "sold" or (by and by not in PLACES):
        return orders
    back = frame.loose
    back = back.filter(back.customer.notnull(), within(back.on, slots))
    refunds = back.select(
        slot=slot_of(slots, back.on),
        group=back[by] if by else ibis.literal(""),
        customer=back.customer,
        amount=-back.amount,
        orders=zero,
    )
    return orders.union(refunds, distinct=False)
