"""Where a change between two periods came from: sums per group, with the squares that an interval by customer needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import ibis
from ibis import Table
from ibis.expr.types import IntegerValue

from regulars.base.expressions import floor_divide, many, month_index, total, twice_median_counted
from regulars.domains.insights.facts.frame import Frame
from regulars.kit.periods import Period

MONTHS_A_BLOCK = 3


PLACES = ("channel", "country")


def by_order(frame: Frame, before: Period, after: Period, oldest: int) -> Table:
    """Per `dimension` and group, see `_grouped`, in one pass over the orders:

    `channel` and `country` of the order; `buyers`: `new` when the first order ever lies in the same period, else
    `returning`; `cohort`: the buyer's age, "0" won in the same three months, "1" in the three before, ... `oldest` or
    earlier. The age counts from the period in which the money was spent, so like is compared with like.
    """
    rows = _known(frame, before, after)
    own = _first_lies_in(rows, before) & _lies_in(rows, before)
    own |= _first_lies_in(rows, after) & _lies_in(rows, after)
    first = month_index(rows.ever_on)
    back = _lies_in(rows, after).ifelse(_blocks_back(after, first), _blocks_back(before, first))
    groups = {
        "buyers": own.ifelse("new", "returning"),
        "cohort": (back > oldest).ifelse(oldest, back).cast("string"),
        **{place: rows[place] for place in PLACES},
    }
    parts = [
        rows.select("customer", "on", "amount", dimension=ibis.literal(name), group=group)
        for name, group in groups.items()
    ]
    return _grouped(ibis.union(*parts, distinct=False), before, after)


def by_category(frame: Frame, before: Period, after: Period) -> Table:
    """Per category of the lines; the frame is one by category."""
    rows = _known(frame, before, after)
    return _grouped(rows.mutate(dimension=ibis.literal("category"), group=rows.category), before, after)


def _blocks_back(period: Period, month: IntegerValue) -> IntegerValue:
    last = period.start.year * 12 + period.start.month - 1 + (MONTHS_A_BLOCK - 1)
    return floor_divide(ibis.literal(last, type="int64") - month, MONTHS_A_BLOCK)


def by_product(frame: Frame, tables: Callable[[str], Table], basis: str, before: Period, after: Period) -> Table:
    """Per product, or null for lines that name none. Money is that of the lines."""
    rows = _known(frame, before, after)
    rows = rows.select("id", "customer", "on")
    lines = tables("order_lines")
    lines = lines.filter(~lines.deleted, lines.role == "sale")
    lines = lines.select("order_id", group=lines["product"], amount=lines.net_rep if basis == "net" else lines.sold_rep)
    joined = rows.inner_join(lines, rows.id == lines.order_id)
    return _grouped(joined.mutate(dimension=ibis.literal("product")), before, after)


def _known(frame: Frame, before: Period, after: Period) -> Table:
    rows = frame.orders
    either = ((rows.on >= before.start) & (rows.on < before.end)) | ((rows.on >= after.start) & (rows.on < after.end))
    return rows.filter(rows.customer.notnull(), either)


def _lies_in(rows: Table, period: Period) -> ibis.expr.types.BooleanValue:
    return (rows.on >= period.start) & (rows.on < period.end)


def _first_lies_in(rows: Table, period: Period) -> ibis.expr.types.BooleanValue:
    return (rows.ever_on >= period.start) & (rows.ever_on < period.end)


def _grouped(rows: Table, before: Period, after: Period) -> Table:
    """`dimension, group`; `before, after` in minor units; `buyers_before, buyers_after`; and `squares`: over customers,
    the squared difference between their two amounts in the group (as a float; it serves intervals only).
    """
    people = rows.group_by("dimension", "group", "customer").aggregate(
        before=_sum_in(rows, before), after=_sum_in(rows, after), was=_seen_in(rows, before), came=_seen_in(rows, after)
    )
    step = (people.after - people.before).cast("float64")
    return people.group_by("dimension", "group").aggregate(
        before=total(people.before),
        after=total(people.after),
        buyers_before=many(people, people.was > 0),
        buyers_after=many(people, people.came > 0),
        squares=(step * step).sum().fill_null(0.0),
    )


def _sum_in(rows: Table, period: Period) -> IntegerValue:
    return total(rows.amount, _lies_in(rows, period))


def _seen_in(rows: Table, period: Period) -> IntegerValue:
    return many(rows, _lies_in(rows, period))


def typical_amounts(frame: Frame) -> Table:
    """Twice the median amount of a second order (`which` "second") and of any order ("order") of known customers."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.amount.notnull())
    every = rows.select("amount", which=ibis.literal("order"))
    second = rows.filter(rows.nth == 2).select("amount", which=ibis.literal("second"))
    return twice_median_counted(every.union(second, distinct=False), "amount", by=("which",))


def coverage(frame: Frame) -> Table:
    """What is known of all orders up to the day of view: one row of counts and sums."""
    rows = frame.orders
    known, unpriced = rows.customer.notnull(), rows.amount.isnull()
    return rows.aggregate(
        orders=many(rows),
        unidentified=many(rows, ~known),
        amount=total(rows.amount),
        unidentified_amount=total(rows.amount, ~known),
        no_rate=many(rows, unpriced),
        no_cost=many(rows, rows.cost.isnull()),
        estimated=many(rows, rows.estimated),
    )


def unpriced_currencies(frame: Frame) -> Table:
    """Orders without a rate to the reporting currency, by currency."""
    rows = frame.orders
    rows = rows.filter(rows.amount.isnull())
    return rows.group_by("currency").aggregate(orders=many(rows))


def categories(tables: Callable[[str], Table]) -> Table:
    """How many products stand in a category."""
    products = tables("products")
    return products.aggregate(n=many(products, ~products.deleted & (products.category != "")))


def refund_days(tables: Callable[[str], Table], as_of: date) -> Table:
    """Refunds that name their order, and how many of them fall on the order's own day."""
    refunds, orders = tables("refunds"), tables("orders")
    rows = refunds.filter(~refunds.deleted, refunds.order_id.notnull(), refunds.refunded_on <= as_of)
    orders = orders.filter(~orders.deleted).select(number=orders.id, ordered_on=orders.ordered_on)
    rows = rows.select("order_id", "refunded_on").inner_join(orders, rows.order_id == orders.number)
    return rows.aggregate(refunds=many(rows), same_day=many(rows, rows.refunded_on == rows.ordered_on))
