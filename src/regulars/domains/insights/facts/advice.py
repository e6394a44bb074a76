"""Who stands where on a day, over the sales that figures count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
from ibis import Table

from regulars.base.expressions import days_between, many, total, twice_median_counted
from regulars.domains.insights.facts.frame import Frame
from regulars.domains.insights.rules import advice
from regulars.domains.insights.rules.advice import Place
from regulars.domains.traits.types import FALLBACK_DAYS, PRIOR_GAPS


def standing_of(frame: Frame, customers: Table, as_of: date, four_typical: int) -> Table:
    """Buyers as of a day, without addresses that are shared or a marketplace's relay: nobody can be written to there.

    Columns: customer, orders, amount, purchase_days, days_since, is_overdue (waited longer than 1.5 times the own
    cadence, as `traits` has it), is_best (of the tenth that brought most).
    """
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.on <= as_of)
    people = rows.group_by("customer").aggregate(
        orders=many(rows),
        amount=total(rows.amount),
        purchase_days=rows.nth_day.max(),
        days_since=days_between(ibis.date(as_of), rows.on.max()),
        span=days_between(rows.on.max(), rows.on.min()),
    )
    gaps = people.purchase_days - 1
    above = (gaps > 0).ifelse(people.span * 4 + four_typical * PRIOR_GAPS, FALLBACK_DAYS)
    below = (gaps > 0).ifelse((gaps + PRIOR_GAPS) * 4, 1)
    richest = ibis.window(order_by=[people.amount.desc(), people.customer.asc()])
    rank, everyone = ibis.row_number().over(richest).cast("int64"), people.count().over(ibis.window()).cast("int64")
    people = people.mutate(
        is_overdue=people.days_since * below * 2 > above * 3, is_best=rank * advice.BEST_PART < everyone
    )
    return _reachable(people, customers)


def in_places(people: Table, places: Sequence[Place]) -> Table:
    """Those of `standing_of` who stand in a place, once for each: `rule`, customer, orders, amount."""
    parts = []
    for place in places:
        own = _in_place(people, place)
        parts.append(own.select("customer", "orders", "amount", rule=ibis.literal(place.rule)))
    return ibis.union(*parts, distinct=False)


def _in_place(people: Table, place: Place) -> Table:
    waited = people.days_since >= place.after_days
    if place.until_days is not None:
        waited &= people.days_since <= place.until_days
    conditions = {
        advice.ONE_TIME: people.orders == 1,
        advice.SECOND_ORDER: people.orders == 1,
        advice.BEST_OVERDUE: people.is_overdue & people.is_best & (people.orders > 1),
        advice.REGULARS_OVERDUE: people.is_overdue & ~people.is_best & (people.purchase_days >= advice.REGULAR_DAYS),
    }
    return people.filter(waited & conditions[place.rule])


def came_within(people: Table, frame: Frame, since: date, until: date) -> Table:
    """Per `rule`: how many people there are (`people`), and how many ordered after `since` up to `until` (`came`)."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.on > since, rows.on <= until)
    came = rows.select(came=rows.customer).distinct()
    joined = people.left_join(came, people.customer == came.came)
    return joined.group_by("rule").aggregate(people=many(joined), came=many(joined, joined.came.notnull()))


def slow_returns(frame: Frame, customers: Table) -> Table:
    """One row: buyers at least `ONE_TIME_UNTIL_DAYS` old without a second order within `ONE_TIME_DAYS` (`people`), and
    how many of them ordered up to day `ONE_TIME_UNTIL_DAYS` (`came`).
    """
    rows = _reachable(_second_orders(frame), customers)
    late = rows.filter(rows.age >= advice.ONE_TIME_UNTIL_DAYS, rows.days.isnull() | (rows.days > advice.ONE_TIME_DAYS))
    came = late.days.notnull() & (late.days <= advice.ONE_TIME_UNTIL_DAYS)
    return late.aggregate(people=many(late), came=many(late, came))


def quick_returns(frame: Frame) -> Table:
    """Days to the second order of those who came back within `ONE_TIME_DAYS`: `days`, `n`. Only mature buyers."""
    rows = _second_orders(frame)
    rows = rows.filter(rows.age >= advice.ONE_TIME_DAYS, rows.days <= advice.ONE_TIME_DAYS)
    return rows.group_by("days").aggregate(n=many(rows))


def typical_second(frame: Frame) -> Table:
    """Twice the median amount of a second order."""
    rows = frame.orders
    rows = rows.filter(rows.nth == 2, rows.customer.notnull())
    return twice_median_counted(rows.select("amount"), "amount")


def spent_since(frame: Frame, since: date, until: date) -> Table:
    """Customers who ordered after `since` up to `until`, and for how much."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.on > since, rows.on <= until)
    return rows.group_by("customer").aggregate(amount=total(rows.amount))


def _second_orders(frame: Frame) -> Table:
    """Per buyer: days from the first to the second order (null: none yet), and the age of the first."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.nth <= 2)
    people = rows.group_by("customer").aggregate(
        first_on=rows.on.min(where=rows.nth == 1), second_on=rows.on.min(where=rows.nth == 2)
    )
    return people.select(
        "customer",
        days=days_between(people.second_on, people.first_on),
        age=days_between(ibis.date(frame.as_of), people.first_on),
    )


def _reachable(people: Table, customers: Table) -> Table:
    nobody = customers.filter(customers.deleted | customers.is_shared | customers.is_relay)
    return people.anti_join(nobody, people.customer == nobody.id)
