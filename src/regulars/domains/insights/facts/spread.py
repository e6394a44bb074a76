"""How unevenly customers bring their money."""

from __future__ import annotations

import ibis
from ibis import Table

from regulars.base.expressions import floor_divide, many, total
from regulars.domains.insights.facts.frame import Frame, slot_of, within
from regulars.domains.insights.rules.slots import Slots

HUNDREDTHS = 100


def hundredths(frame: Frame, slots: Slots, by: str = "") -> Table:
    """Customers of each slot (and group) from the richest down, in hundred parts.

    `part` 0..99 (a customer belongs to the part in which they begin), `people`, `amount`, `ranked` = sum of
    (n + 1 - 2 x place from the top) x amount, which makes the Gini. Negative amounts count as 0.
    """
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), within(rows.on, slots))
    rows = rows.mutate(slot=slot_of(slots, rows.on), group=rows[by] if by else ibis.literal(""))
    purses = rows.group_by("slot", "group", "customer").aggregate(amount=total(rows.amount))
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
