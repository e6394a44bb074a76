"""How things stood on the evening before certain days: buyers so far, their orders and money, their rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, IntegerValue

from regulars.base.expressions import days_between, many, total, twice_median, twice_median_counted
from regulars.domains.insights.facts.frame import OF_FIRST, Frame
from regulars.domains.traits.types import FALLBACK_DAYS, LEAST_BUYERS, PRIOR_GAPS

# One set of columns for each boundary: more make a statement no engine likes.
MOST_BOUNDARIES = 61
WINDOW_DAYS = 365  # who ordered in so many days before is a customer
ORDERS, MONEY, RHYTHM, RECENT = "orders", "money", "rhythm", "recent"


def standing(
    frame: Frame,
    boundaries: Sequence[date],
    wanted: frozenset[str],
    *,
    by: str = "",
    window_days: int = WINDOW_DAYS,
    four_typical: int = 4 * FALLBACK_DAYS,
) -> Table:
    """One row (per group) with columns `<measure>_<k>` for the state of things before `boundaries[k]` began.

    `orders`: buyers_k, repeaters_k. `money`: amount_k, margin_k, their squares over buyers amount2_k and margin2_k,
    no_cost_k, estimated_k. `rhythm`: active_k, at_risk_k, lapsed_k by own rhythm, which `PRIOR_GAPS` gaps of the
    shop's typical `four_typical / 4` days pull at. `recent`: recent_k, who ordered in the `window_days` before, and
    kept_k, who are recent at k - 1 and at k.
    """
    people = _people(frame, boundaries, wanted, by)
    measures: dict[str, ibis.expr.types.Scalar] = {}
    for k, boundary in enumerate(boundaries):
        buyer = people[f"orders_{k}"] > 0
        if ORDERS in wanted or MONEY in wanted:
            measures[f"buyers_{k}"] = many(people, buyer)
            measures[f"repeaters_{k}"] = many(people, people[f"orders_{k}"] > 1)
        if MONEY in wanted:
            measures |= _money(people, k, buyer)
        if RHYTHM in wanted:
            above, below = _cadence(people, k, four_typical)
            measures |= _states(people, k, boundary, above, below)
        if RECENT in wanted:
            recent = _recent(people, k, boundary, window_days)
            measures[f"recent_{k}"] = many(people, recent)
            if k:
                kept = recent & _recent(people, k - 1, boundaries[k - 1], window_days)
                measures[f"kept_{k}"] = many(people, kept)
    return people.group_by("group").aggregate(**measures) if by else people.aggregate(**measures)


def typical_gap(frame: Frame) -> Table:
    """Four times the shop's typical gap in days (`traits.rules.typical_gap`) as one row, column `four_typical`."""
    rows = frame.orders
    ends = rows.filter(rows.customer.notnull(), rows.from_on.notnull(), rows.prev_on < rows.on)
    gaps = ends.select("customer", "nth_day", days=days_between(ends.on, ends.from_on))
    own = twice_median(gaps, "days", by=("customer",), tie=("nth_day",))
    own = own.select("customer", twice_own=own.twice_median)
    shop = twice_median_counted(own, "twice_own")
    return shop.select(four_typical=(shop.n >= LEAST_BUYERS).ifelse(shop.twice_median, 4 * FALLBACK_DAYS))


def _people(frame: Frame, boundaries: Sequence[date], wanted: frozenset[str], by: str) -> Table:
    rows = entries(frame, max(boundaries), by, with_refunds=MONEY in wanted)
    measures: dict[str, ibis.expr.types.Scalar] = {}
    if by:
        # All orders of a customer agree on it; min is only the portable way to say "the".
        measures["group"] = rows.group.min()
    if RHYTHM in wanted:
        measures["first_on"] = rows.on.min()
    for k, boundary in enumerate(boundaries):
        before = rows.on < boundary
        measures[f"orders_{k}"] = many(rows, before & rows.is_order)
        if MONEY in wanted:
            measures[f"amount_{k}"] = total(rows.amount, before)
            measures[f"margin_{k}"] = total(rows.margin, before)
            measures[f"no_cost_{k}"] = many(rows, before & rows.no_cost)
            measures[f"estimated_{k}"] = many(rows, before & rows.estimated)
        if RHYTHM in wanted or RECENT in wanted:
            measures[f"last_{k}"] = rows.on.max(where=before)
        if RHYTHM in wanted:
            measures[f"days_{k}"] = rows.nth_day.max(where=before)
    return rows.group_by("customer").aggregate(**measures)


def entries(frame: Frame, until: date, by: str, *, with_refunds: bool) -> Table:
    """Orders, and where money is asked for refunds that name no order: they lower the margin, and net amounts."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.on < until)
    orders = rows.select(
        id=rows.id,
        customer=rows.customer,
        on=rows.on,
        group=rows[OF_FIRST[by]] if by else ibis.literal(""),
        amount=rows.amount,
        margin=rows.net - rows.cost,
        no_cost=rows.cost.isnull(),
        estimated=rows.estimated,
        nth_day=rows.nth_day,
        is_order=ibis.literal(True),
    )
    if not with_refunds:
        return orders
    back = frame.loose
    back = back.filter(back.customer.notnull(), back.on < until)
    refunds = back.select(
        id=ibis.literal(0, type="int64"),
        customer=back.customer,
        on=back.on,
        group=ibis.null(orders.group.type()),
        amount=-back.amount if frame.basis == "net" else ibis.literal(0, type="int64"),
        margin=-back.amount,
        no_cost=ibis.literal(False),
        estimated=ibis.literal(False),
        nth_day=ibis.null("int64"),
        is_order=ibis.literal(False),
    )
    return orders.union(refunds, distinct=False)


def _money(people: Table, k: int, buyer: BooleanValue) -> dict[str, ibis.expr.types.Scalar]:
    amount, margin = people[f"amount_{k}"], people[f"margin_{k}"]
    return {
        f"amount_{k}": total(amount, buyer),
        f"amount2_{k}": _square(amount, buyer),
        f"margin_{k}": total(margin, buyer),
        f"margin2_{k}": _square(margin, buyer),
        f"no_cost_{k}": total(people[f"no_cost_{k}"]),
        f"estimated_{k}": total(people[f"estimated_{k}"]),
    }


def _square(value: IntegerValue, where: BooleanValue) -> ibis.expr.types.FloatingScalar:
    return (value.cast("float64") * value.cast("float64")).sum(where=where).fill_null(0.0)


def _cadence(people: Table, k: int, four_typical: int) -> tuple[IntegerValue, IntegerValue]:
    """Own cadence as a fraction of two integers (`traits.rules.cadence`)."""
    return rhythm_of(people[f"days_{k}"] - 1, days_between(people[f"last_{k}"], people.first_on), four_typical)


def rhythm_of(gaps: IntegerValue, span: IntegerValue, four_typical: int) -> tuple[IntegerValue, IntegerValue]:
    """Own cadence from so many gaps that span so many days, as a fraction of two integers."""
    repeats = gaps > 0
    above = repeats.ifelse(span * 4 + four_typical * PRIOR_GAPS, FALLBACK_DAYS)
    return above, repeats.ifelse((gaps + PRIOR_GAPS) * 4, 1)


def _states(
    people: Table, k: int, boundary: date, above: IntegerValue, below: IntegerValue
) -> dict[str, ibis.expr.types.Scalar]:
    """`traits.rules.state` on the last full day before the boundary."""
    buyer = people[f"orders_{k}"] > 0
    waited = (days_between(ibis.date(boundary), people[f"last_{k}"]) - 1) * below
    active, in_time = waited <= above, waited * 2 <= above * 3
    return {
        f"active_{k}": many(people, buyer & active),
        f"at_risk_{k}": many(people, buyer & ~active & in_time),
        f"lapsed_{k}": many(people, buyer & ~in_time),
    }


def _recent(people: Table, k: int, boundary: date, window_days: int) -> BooleanValue:
    last = people[f"last_{k}"]
    return last.notnull() & (days_between(ibis.date(boundary), last) <= window_days)
