"""Who stands where on a day, as expressions over `sales`."""

from __future__ import annotations

from datetime import date

import ibis
from ibis import Table

from regulars.base.expressions import days_between, many, total, twice_median
from regulars.domains.insights.rules import advice
from regulars.domains.insights.rules.advice import Place
from regulars.domains.traits.queries import buyers_at


def standing_of(sales: Table, customers: Table, as_of: date, basis: str) -> Table:
    """Buyers as of a day, without addresses that are shared or a marketplace's relay: nobody can be written to there.

    Columns: customer, orders, amount, purchase_days, days_since, state, is_best (in the tenth that brought most).
    """
    buyers = buyers_at(sales, as_of, basis)
    buyers = buyers.mutate(
        orders=buyers.orders_net if basis == "net" else buyers.orders_sold,
        amount=(buyers.net_rep if basis == "net" else buyers.sold_rep).fill_null(0),
    )
    richest = ibis.window(order_by=[buyers.amount.desc(), buyers.customer.asc()])
    everyone = buyers.count().over(ibis.window()).cast("int64")
    buyers = buyers.mutate(is_best=ibis.row_number().over(richest).cast("int64") * advice.BEST_PART < everyone)
    nobody = customers.filter(customers.deleted | customers.is_shared | customers.is_relay)
    return buyers.anti_join(nobody, buyers.customer == nobody.id).select(
        "customer", "orders", "amount", "purchase_days", "days_since", "state", "is_best"
    )


def in_place(people: Table, place: Place) -> Table:
    """Those of `standing_of` who stand in a place."""
    waited = people.days_since >= place.after_days
    if place.until_days is not None:
        waited &= people.days_since <= place.until_days
    overdue = people.state == "lapsed"
    conditions = {
        advice.ONE_TIME: people.orders == 1,
        advice.SECOND_ORDER: people.orders == 1,
        advice.BEST_OVERDUE: overdue & people.is_best & (people.orders > 1),
        advice.REGULARS_OVERDUE: overdue & ~people.is_best & (people.purchase_days >= advice.REGULAR_DAYS),
    }
    return people.filter(waited & conditions[place.rule])


def came_within(people: Table, sales: Table, since: date, until: date, basis: str) -> Table:
    """One row: how many of these people there are (`people`), and how many ordered after `since` up to `until`."""
    rows = sales.filter(sales.customer.notnull(), sales.ordered_on > since, sales.ordered_on <= until)
    if basis == "net":
        rows = rows.filter(rows.net_minor > 0)
    came = rows.select(came=rows.customer).distinct()
    joined = people.left_join(came, people.customer == came.came)
    return joined.aggregate(people=many(joined), came=many(joined, joined.came.notnull()))


def second_orders(sales: Table, as_of: date, basis: str) -> Table:
    """Per buyer: days from the first to the second order (null: none yet), and the age of the first on `as_of`."""
    nth = sales.nth_net if basis == "net" else sales.nth_sold
    rows = sales.filter(nth.notnull(), nth <= 2, sales.ordered_on <= as_of)
    nth = rows.nth_net if basis == "net" else rows.nth_sold
    people = rows.group_by("customer").aggregate(
        first_on=rows.ordered_on.min(where=nth == 1), second_on=rows.ordered_on.min(where=nth == 2)
    )
    return people.select(
        "customer",
        days=days_between(people.second_on, people.first_on),
        age=days_between(ibis.date(as_of), people.first_on),
    )


def slow_returns(sales: Table, customers: Table, as_of: date, basis: str) -> Table:
    """One row: buyers at least `ONE_TIME_UNTIL_DAYS` old without a second order within `ONE_TIME_DAYS` (`people`), and
    how many of them ordered up to day `ONE_TIME_UNTIL_DAYS` (`came`).
    """
    rows = second_orders(sales, as_of, basis)
    nobody = customers.filter(customers.deleted | customers.is_shared | customers.is_relay)
    rows = rows.anti_join(nobody, rows.customer == nobody.id)
    late = rows.filter(rows.age >= advice.ONE_TIME_UNTIL_DAYS, rows.days.isnull() | (rows.days > advice.ONE_TIME_DAYS))
    came = late.days.notnull() & (late.days <= advice.ONE_TIME_UNTIL_DAYS)
    return late.aggregate(people=many(late), came=many(late, came))


def quick_returns(sales: Table, as_of: date, basis: str) -> Table:
    """Days to the second order of those who came back within `ONE_TIME_DAYS`: `days`, `n`. Only mature buyers."""
    rows = second_orders(sales, as_of, basis)
    rows = rows.filter(rows.age >= advice.ONE_TIME_DAYS, rows.days <= advice.ONE_TIME_DAYS)
    return rows.group_by("days").aggregate(n=many(rows))


def typical_second(sales: Table, as_of: date, basis: str) -> Table:
    """Twice the median amount of a second order."""
    nth = sales.nth_net if basis == "net" else sales.nth_sold
    rows = sales.filter(nth == 2, sales.ordered_on <= as_of)
    return twice_median(
        rows.select("id", amount=rows.net_rep if basis == "net" else rows.sold_rep), "amount", tie=("id",)
    )


def spent_since(sales: Table, since: date, until: date, basis: str) -> Table:
    """Customers who ordered after `since` up to `until`, and for how much."""
    rows = sales.filter(sales.customer.notnull(), sales.ordered_on > since, sales.ordered_on <= until)
    if basis == "net":
        rows = rows.filter(rows.net_minor > 0)
    return rows.group_by("customer").aggregate(amount=total(rows.net_rep if basis == "net" else rows.sold_rep))
