"""Sums of what happened in each period: orders placed, buyers, money, units."""

from __future__ import annotations

from datetime import date

import ibis
from ibis import Table

from regulars.base.expressions import many, total, twice_median
from regulars.domains.insights.facts.frame import PLACES, Frame, slot_of, within
from regulars.domains.insights.rules.slots import Slots

_MONEY = ("amount", "sold", "net", "discount", "refunded", "cost", "units")


def flow(frame: Frame, slots: Slots, by: str = "") -> Table:
    """One row per slot (and group): what `rules.flow` reads. `*_un` are unidentified orders, which stand apart.

    First by customer, then over customers: so distinct buyers are counted without a distinct count, and the squares
    are those of customers, as an interval by customer needs them.
    """
    people = _by_customer(_entries(frame, slots, by), slots)
    keys = ["slot", "group"] if by else ["slot"]
    known = people.customer.notnull()
    buys = known & (people.orders > 0)
    sums = {name: total(people[name], known) for name in ("orders", "later_amount", "loose", *_MONEY)}
    sums |= {f"{name}_un": total(people[name], ~known) for name in ("orders", "loose", *_MONEY)}
    sums |= {
        "buyers": many(people, buys),
        "new": many(people, buys & (people.firsts > 0)),
        "returning": many(people, buys & (people.first_slot < people.slot)),
        "came_again": many(people, buys & (people.laters > 0)),
        "no_cost": total(people.no_cost, known),
        "estimated": total(people.estimated, known),
        "no_rate": total(people.no_rate),
    }
    return people.group_by(keys).aggregate(**sums, **_squares(people, buys))


def medians(frame: Frame, slots: Slots, by: str = "") -> Table:
    """Twice the median amount of a known customer's order, per slot (and group)."""
    rows = frame.orders
    rows = rows.filter(within(rows.on, slots), rows.customer.notnull())
    rows = rows.select("id", "amount", slot=slot_of(slots, rows.on), group=rows[by] if by else ibis.literal(""))
    keys = ("slot", "group") if by else ("slot",)
    return twice_median(rows, "amount", by=keys, tie=("id",))


def spend(table: Table, as_of: date, slots: Slots) -> Table:
    """Ad spend per slot in minor units of the reporting currency, and how many rows of it there are."""
    rows = table.filter(~table.deleted, table.spent_on <= as_of, within(table.spent_on, slots))
    rows = rows.mutate(slot=slot_of(slots, rows.spent_on))
    return rows.group_by("slot").aggregate(spend=total(rows.amount_rep), spend_rows=many(rows))


def _entries(frame: Frame, slots: Slots, by: str) -> Table:
    """Orders and loose refunds as rows of one shape."""
    rows = frame.orders
    rows = rows.filter(within(rows.on, slots))
    zero, one = ibis.literal(0, type="int64"), ibis.literal(1, type="int64")
    later = rows.ever_nth > 1
    orders = rows.select(
        slot=slot_of(slots, rows.on),
        group=rows[by] if by else ibis.literal(""),
        customer=rows.customer,
        orders=one,
        firsts=(rows.ever_nth == 1).ifelse(one, zero),
        laters=later.ifelse(one, zero),
        later_amount=later.ifelse(rows.amount, zero).fill_null(0),
        ever_on=rows.ever_on,
        loose=zero,
        no_cost=rows.cost.isnull().ifelse(one, zero),
        estimated=rows.estimated.ifelse(one, zero),
        no_rate=rows.amount.isnull().ifelse(one, zero),
        **{name: rows[name].fill_null(0) for name in _MONEY},
    )
    refunds = frame.loose
    refunds = refunds.filter(within(refunds.on, slots))
    group = refunds[by] if by in PLACES else ibis.null(orders.group.type())
    empty = ("orders", "firsts", "laters", "later_amount", "no_cost", "estimated", "no_rate", *_MONEY)
    back = refunds.select(
        slot=slot_of(slots, refunds.on),
        group=group if by else ibis.literal(""),
        customer=refunds.customer,
        ever_on=ibis.null("date"),
        loose=refunds.amount,
        **dict.fromkeys(empty, zero),
    )
    return orders.union(back.select(*orders.columns), distinct=False)


def _by_customer(entries: Table, slots: Slots) -> Table:
    summed = ("orders", "firsts", "laters", "later_amount", "loose", "no_cost", "estimated", "no_rate", *_MONEY)
    people = entries.group_by("slot", "group", "customer").aggregate(
        ever_on=entries.ever_on.min(), **{name: total(entries[name]) for name in summed}
    )
    return people.mutate(first_slot=slot_of(slots, people.ever_on), back=people.refunded + people.loose)


def _squares(people: Table, buys: ibis.expr.types.BooleanValue) -> dict[str, ibis.expr.types.FloatingScalar]:
    """Sums of products over buyers, as floats: they serve intervals only."""
    pairs = {
        "amount_amount": ("amount", "amount"),
        "amount_orders": ("amount", "orders"),
        "orders_orders": ("orders", "orders"),
        "later_later": ("later_amount", "later_amount"),
        "later_amount_amount": ("later_amount", "amount"),
        "back_back": ("back", "back"),
        "back_sold": ("back", "sold"),
        "sold_sold": ("sold", "sold"),
    }
    return {
        name: (people[one].cast("float64") * people[other].cast("float64")).sum(where=buys).fill_null(0.0)
        for name, (one, other) in pairs.items()
    }
