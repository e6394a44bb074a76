"""Counts for the brief's findings: second orders by first order, turnout of known customers, silences of products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue

from regulars.base.expressions import day_number, days_between, distinct, floor_divide, many, month_index, total
from regulars.domains.insights.facts.frame import Frame
from regulars.domains.insights.rules.findings_choice import LEAST_PEOPLE
from regulars.domains.insights.rules.findings_gaps import AROUND_DAYS, BLOCK_DAYS, LEAST_GAP_DAYS, MOST_GAP_DAYS
from regulars.domains.insights.rules.findings_returns import RETURN_DAYS
from regulars.domains.insights.rules.findings_slips import KNOWN_DAYS
from regulars.kit.periods import Period

# A silence in which fewer orders than this are missing cannot pass the bar, so its neighborhood need not be counted.
LEAST_MISSING = 8


def first_orders(frame: Frame, since: date, until: date) -> Table:
    """Buyers by what their first order was like, of first days from `since` to `until`, both included.

    `week` (weeks since 1970, Monday), `month` (months since year 0), `channel`, `country`, `product` (null below
    `LEAST_PEOPLE` buyers), `people`, `returned` (a second order within `RETURN_DAYS`).
    """
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.ever_on >= since, rows.ever_on <= until)
    people = rows.group_by("customer").aggregate(
        has_first=many(rows, rows.ever_nth == 1),
        first_on=rows.ever_on.min(),
        second_on=rows.on.min(where=rows.nth == 2),
        channel=rows.first_channel.min(),
        country=rows.first_country.min(),
        product=rows.first_product.min(),
    )
    people = people.filter(people.has_first > 0)
    began = many(people).over(ibis.window(group_by=people["product"]))
    returned = people.second_on.notnull() & (days_between(people.second_on, people.first_on) <= RETURN_DAYS)
    people = people.mutate(
        week=floor_divide(day_number(people.first_on) + 3, 7),
        month=month_index(people.first_on),
        product=(began >= LEAST_PEOPLE).ifelse(people["product"], ibis.null("int64")),
        returned=returned,
    )
    keys = ["week", "month", "channel", "country", "product"]
    return people.group_by(keys).aggregate(people=many(people), returned=many(people, people.returned))


def turnout(frame: Frame, before: Period, after: Period) -> Table:
    """Customers by country and channel of their first order, and whether they were known at the start of each period
    (an order in the `KNOWN_DAYS` before) and ordered in it: `findings_slips.Pattern`.
    """
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull())
    people = rows.group_by("customer").aggregate(
        country=rows.first_country.min(),
        channel=rows.first_channel.min(),
        known_before=many(rows, _known_at(rows, before)),
        came_before=many(rows, _in(rows, before)),
        known_after=many(rows, _known_at(rows, after)),
        came_after=many(rows, _in(rows, after)),
    )
    flags = ("known_before", "came_before", "known_after", "came_after")
    people = people.mutate(**{name: people[name] > 0 for name in flags})
    people = people.filter(people.known_before | people.known_after)
    return people.group_by("country", "channel", *flags).aggregate(people=many(people))


def product_days(frame: Frame, tables: Callable[[str], Table], basis: str, since: date) -> Table:
    """Orders (of unidentified buyers too) and money of each product on each day from `since` on."""
    rows = frame.orders
    rows = rows.filter(rows.on >= since).select("id", "on")
    lines = tables("order_lines")
    lines = lines.filter(~lines.deleted, lines.role == "sale", lines.sold_minor > 0, lines["product"].notnull())
    lines = lines.select("order_id", "product", amount=lines.net_rep if basis == "net" else lines.sold_rep)
    joined = rows.inner_join(lines, rows.id == lines.order_id)
    return joined.group_by("product", "on").aggregate(orders=distinct(joined.id), amount=total(joined.amount))


def silences(days: Table, since: date) -> Table:
    """Stretches without a sale that ended after `since`, of products with `LEAST_PEOPLE` orders or more.

    `product, last_before, next_on` and `sale_days` of the product; so long that at its usual rate between its first and
    its last sale `LEAST_MISSING` orders are missing.
    """
    own = ibis.window(group_by=days["product"], order_by=days.on)
    whole = ibis.window(group_by=days["product"])
    rows = days.mutate(
        last_before=days.on.lag().over(own),
        sale_days=days.count().over(whole).cast("int64"),
        all_orders=days.orders.sum().over(whole).cast("int64"),
        span=days_between(days.on.max().over(whole), days.on.min().over(whole)) + 1,
    )
    length = days_between(rows.on, rows.last_before) - 1
    return rows.filter(
        rows.all_orders >= LEAST_PEOPLE,
        length >= LEAST_GAP_DAYS,
        length <= MOST_GAP_DAYS,
        rows.on > since,
        rows.all_orders * length >= rows.span * LEAST_MISSING,
    ).select("product", "last_before", "sale_days", next_on=rows.on)


def beside(days: Table, gaps: Table) -> Table:
    """Sales of two weeks each beside every silence: `side` -1 before, 1 after; `block` counts away from it, from 0.

    One more row, of `side` 0, says in `orders` how many products were searched.
    """
    around = days.select(day_product=days["product"], on=days.on, orders=days.orders, amount=days.amount)
    rows = gaps.inner_join(around, gaps["product"] == around.day_product)
    before, after = days_between(rows.last_before, rows.on), days_between(rows.on, rows.next_on)
    away = (before >= 0).ifelse(before, after)
    rows = rows.mutate(side=(before >= 0).ifelse(-1, 1).cast("int64"), away=away)
    rows = rows.filter(rows.away >= 0, rows.away < AROUND_DAYS)
    rows = rows.mutate(block=floor_divide(rows.away, BLOCK_DAYS))
    keys = ["product", "last_before", "next_on", "sale_days", "side", "block"]
    found = rows.group_by(keys).aggregate(orders=total(rows.orders), amount=total(rows.amount))
    return found.union(_searched(days).select(*found.columns), distinct=False)


def _searched(days: Table) -> Table:
    sums = days.group_by("product").aggregate(orders=total(days.orders))
    nothing, zero = ibis.null("date"), ibis.literal(0, type="int64")
    return sums.aggregate(orders=many(sums, sums.orders >= LEAST_PEOPLE)).mutate(
        product=zero, last_before=nothing, next_on=nothing, sale_days=zero, side=zero, block=zero, amount=zero
    )


def shop_days(frame: Frame, since: date) -> Table:
    """All orders of each day from `since` on, with those of unidentified buyers."""
    rows = frame.orders
    rows = rows.filter(rows.on >= since)
    return rows.group_by("on").aggregate(orders=many(rows))


def _known_at(rows: Table, period: Period) -> BooleanValue:
    ago = days_between(ibis.date(period.start), rows.on)
    return (ago > 0) & (ago <= KNOWN_DAYS)


def _in(rows: Table, period: Period) -> BooleanValue:
    return (rows.on >= period.start) & (rows.on < period.end)


def discounted_firsts(sales: Table, periods: Sequence[Period]) -> Table:
    """First orders of these days (`firsts`), and how many of them carried a discount (`discounted`)."""
    inside = ibis.literal(False)
    for period in periods:
        inside |= (sales.ordered_on >= period.start) & (sales.ordered_on < period.end)
    firsts = sales.filter(sales.nth_sold == 1, inside)
    return firsts.aggregate(firsts=many(firsts), discounted=many(firsts, firsts.discount_minor > 0))
