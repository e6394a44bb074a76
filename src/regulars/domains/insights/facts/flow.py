"""Sums of what happened in each period: orders placed, buyers, money, units."""

from __future__ import annotations

from datetime import date

import ibis
from ibis import Table
from ibis.expr.types import Column, Value

from regulars.base.expressions import many, total, twice_median_counted
from regulars.domains.insights.facts.frame import PLACES, Frame, slot_of, within
from regulars.domains.insights.rules.slots import Slots

_MONEY = ("amount", "sold", "net", "discount", "refunded", "cost", "units")


def flow(frame: Frame, slots: Slots, by: str = "") -> Table:
    """One row per slot (and group): what `rules.flow` reads. `*_un` are unidentified orders, which stand apart.

    Plain sums are made of orders, in one pass. Only what needs a customer's own sum is grouped by customer first: so
    distinct buyers are counted without a distinct count, and the squares are those of customers, as an interval by
    customer needs them.
    """
    entries = _entries(frame, slots, by)
    keys = ["slot", "group"] if by else ["slot"]
    sums, counts = _sums(entries, keys), _of_customers(entries, keys, slots)
    nothing = {name: _nothing(counts[name]) for name in counts.columns if name not in keys}
    apart = {name: _nothing(sums[name]) for name in sums.columns if name not in keys}
    both = sums.mutate(**nothing)
    both = both.union(counts.mutate(**apart).select(*both.columns), distinct=False)
    measures = {name: _added(both[name]) for name in both.columns if name not in keys}
    return both.group_by(keys).aggregate(**measures)


def _sums(entries: Table, keys: list[str]) -> Table:
    entries = entries.mutate(known=entries.customer.notnull())
    twice = ("orders", "loose", *_MONEY)
    once = ("firsts", "later_amount", "no_cost", "estimated", "no_rate")
    rows = entries.group_by(*keys, "known").aggregate(**{name: total(entries[name]) for name in (*twice, *once)})
    zero = ibis.literal(0, type="int64")
    return rows.select(
        *keys,
        no_rate=rows.no_rate,
        new=rows.known.ifelse(rows.firsts, zero),
        **{name: rows.known.ifelse(rows[name], zero) for name in (*twice, "later_amount", "no_cost", "estimated")},
        **{f"{name}_un": rows.known.ifelse(zero, rows[name]) for name in twice},
    )


def _of_customers(entries: Table, keys: list[str], slots: Slots) -> Table:
    rows = entries.filter(entries.customer.notnull())
    people = rows.group_by(*keys, "customer").aggregate(
        ever_on=rows.ever_on.min(),
        back=total(rows.refunded + rows.loose),
        **{name: total(rows[name]) for name in ("orders", "laters", "later_amount", "amount", "sold")},
    )
    # Whoever only gave something back bought nothing.
    people = people.filter(people.orders > 0).mutate(first_slot=slot_of(slots, people.ever_on))
    return people.group_by(keys).aggregate(
        buyers=many(people),
        returning=many(people, people.first_slot < people.slot),
        came_again=many(people, people.laters > 0),
        **_squares(people),
    )


def _nothing(value: Column) -> Value:
    return ibis.literal(0.0 if value.type().is_floating() else 0, type=value.type())


def _added(value: Column) -> Value:
    return value.sum().fill_null(0.0) if value.type().is_floating() else total(value)


def medians(frame: Frame, slots: Slots, by: str = "") -> Table:
    """Twice the median amount of a known customer's order, per slot (and group)."""
    rows = frame.orders
    rows = rows.filter(within(rows.on, slots), rows.customer.notnull())
    rows = rows.select("amount", slot=slot_of(slots, rows.on), group=rows[by] if by else ibis.literal(""))
    keys = ("slot", "group") if by else ("slot",)
    return twice_median_counted(rows, "amount", by=keys)


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


def _squares(people: Table) -> dict[str, ibis.expr.types.FloatingScalar]:
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
        name: (people[one].cast("float64") * people[other].cast("float64")).sum().fill_null(0.0)
        for name, (one, other) in pairs.items()
    }
