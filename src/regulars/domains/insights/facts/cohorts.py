"""What cohorts of buyers did at each age, and which first products lead to a second order."""

from __future__ import annotations

import ibis
from ibis import Table

from regulars.base.expressions import days_between, floor_divide, many, total
from regulars.domains.insights.facts.frame import Frame, Tables, slot_of, within
from regulars.domains.insights.rules.slots import Slots

CALENDAR, DAYS30 = "calendar", "days30"
BLOCK_DAYS = 30


def cohorts(frame: Frame, slots: Slots, ages: str) -> Table:
    """One row per slot of the first order ever and age: `active` buyers, their `orders` and `amount`.

    Ages count calendar periods of the slots' grain since that of the first order, or blocks of 30 days since it.
    """
    rows = _members(frame)
    rows = rows.filter(within(rows.ever_on, slots))
    slot = slot_of(slots, rows.ever_on)
    age = (
        floor_divide(days_between(rows.on, rows.ever_on), BLOCK_DAYS)
        if ages == DAYS30
        else slot_of(slots, rows.on) - slot
    )
    rows = rows.mutate(slot=slot, age=age)
    people = rows.group_by("slot", "age", "customer").aggregate(orders=many(rows), amount=total(rows.amount))
    return people.group_by("slot", "age").aggregate(
        active=many(people), orders=total(people.orders), amount=total(people.amount)
    )


def first_products(frame: Frame, tables: Tables, slots: Slots, within_days: int) -> Table:
    """One row per product that first orders of the period held, and one with product null for all such buyers.

    `buyers`; `old` of them observed for `within_days`, `again` of those with a second order by then; `repeated` ever;
    `amount` of all their orders so far.
    """
    people = _won(frame, slots, within_days)
    lines = tables("order_lines")
    lines = lines.filter(~lines.deleted, lines.role == "sale", lines["product"].notnull())
    # A product may stand on several lines of one order.
    held = lines.select("order_id", "product").distinct()
    by_product = people.inner_join(held, people.first_order == held.order_id)
    everybody = people.mutate(product=ibis.null("int64"))
    both = by_product.select(*everybody.columns).union(everybody, distinct=False)
    return both.group_by("product").aggregate(
        buyers=many(both),
        old=total(both.old),
        again=total(both.again),
        repeated=total(both.repeated),
        amount=total(both.amount),
    )


def _won(frame: Frame, slots: Slots, within_days: int) -> Table:
    rows = _members(frame)
    rows = rows.filter(within(rows.ever_on, slots))
    people = rows.group_by("customer").aggregate(
        first_order=rows.id.max(where=rows.ever_nth == 1),
        first_on=rows.ever_on.min(),
        second_on=rows.on.min(where=rows.nth == 2),
        amount=total(rows.amount),
    )
    old = days_between(ibis.date(frame.as_of), people.first_on) >= within_days
    again = people.second_on.notnull() & (days_between(people.second_on, people.first_on) <= within_days)
    one, zero = ibis.literal(1, type="int64"), ibis.literal(0, type="int64")
    return people.select(
        "first_order",
        "amount",
        old=old.ifelse(one, zero),
        again=(old & again).ifelse(one, zero),
        repeated=people.second_on.notnull().ifelse(one, zero),
    )


def _members(frame: Frame) -> Table:
    """Orders of buyers whose first order ever is among those selected."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull())
    firsts = rows.filter(rows.ever_nth == 1).select(first_customer="customer")
    return rows.semi_join(firsts, rows.customer == firsts.first_customer)


__all__ = ["BLOCK_DAYS", "CALENDAR", "DAYS30", "cohorts", "first_products"]
