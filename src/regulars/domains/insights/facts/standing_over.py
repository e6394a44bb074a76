"""The same as `standing` for many evenings, in one pass over the orders instead of one for each evening.

An order is its buyer's last from its day until the next one. So how things stood on an evening is told by the orders
that were the last then; and sums are those of the steps by which each order changed them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, Scalar

from regulars.base.expressions import EPOCH, day_number, days_between, floor_divide, many, total
from regulars.domains.insights.facts.frame import Frame
from regulars.domains.insights.facts.standing import MONEY, ORDERS, RECENT, RHYTHM, entries, rhythm_of

NEVER = date(9999, 12, 31)
FEW = 3  # evenings that `standing` answers as fast


def can_answer(boundaries: Sequence[date], wanted: frozenset[str], by: str, window_days: int) -> bool:
    """Whether these evenings are many, ungrouped, and near enough to each other for the count of who stayed."""
    near = all((later - earlier).days <= window_days for earlier, later in pairwise(boundaries))
    return len(boundaries) > FEW and not by and len(wanted) == 1 and (near or RECENT not in wanted)


def standing_over(
    frame: Frame, boundaries: Sequence[date], wanted: frozenset[str], *, window_days: int, four_typical: int
) -> Table:
    """One row with columns `<measure>_<k>`, as `standing` has them."""
    (part,) = wanted
    evenings = [(boundary - EPOCH).days for boundary in boundaries]
    if part == RHYTHM:
        return _rhythm(_lasting(frame, max(boundaries)), evenings, four_typical)
    if part == RECENT:
        return _recent(_lasting(frame, max(boundaries)), evenings, window_days)
    assert part in {ORDERS, MONEY}
    steps = _steps(frame, boundaries, with_money=part == MONEY)
    names = [name for name in steps.columns if name != "evening"]
    measures: dict[str, Scalar] = {}
    for k in range(len(boundaries)):
        before = steps.evening <= k
        for name in names:
            column = steps[name]
            is_float = column.type().is_floating()
            measures[f"{name}_{k}"] = column.sum(where=before).fill_null(0.0) if is_float else total(column, before)
    return steps.aggregate(**measures)


def _steps(frame: Frame, boundaries: Sequence[date], *, with_money: bool) -> Table:
    """What changed up to each evening since the one before: `evening` is the first of `boundaries` after the day."""
    rows = entries(frame, max(boundaries), "", with_refunds=with_money)
    upto = ibis.window(
        group_by=rows.customer, order_by=[rows.on, rows.is_order.ifelse(1, 0), rows.id], preceding=None, following=0
    )
    one, zero = ibis.literal(1, type="int64"), ibis.literal(0, type="int64")
    rows = rows.mutate(own=rows.is_order.ifelse(one, zero), amount=rows.amount.fill_null(0))
    rows = rows.mutate(margin=rows.margin.fill_null(0), orders=rows.own.sum().over(upto).cast("int64"))
    evening = zero
    for boundary in boundaries:
        evening = evening + (rows.on >= boundary).ifelse(one, zero)
    steps = {
        "buyers": ((rows.own == 1) & (rows.orders == 1)).ifelse(one, zero),
        "repeaters": ((rows.own == 1) & (rows.orders == 2)).ifelse(one, zero),
    }
    if not with_money:
        return _summed(rows.select(evening=evening.cast("int64"), **steps))
    rows = rows.mutate(**{f"{name}_upto": rows[name].sum().over(upto).cast("int64") for name in ("amount", "margin")})
    # Whoever was given money back before the first order is no buyer yet; the order brings that along.
    is_buyer, was_buyer = rows.orders > 0, (rows.orders - rows.own) > 0
    for name in ("amount", "margin"):
        now, before = rows[f"{name}_upto"], rows[f"{name}_upto"] - rows[name]
        square = rows[name].cast("float64") * (now + before).cast("float64")
        first = now.cast("float64") * now.cast("float64")
        steps[name] = is_buyer.ifelse(was_buyer.ifelse(rows[name], now), zero)
        steps[f"{name}2"] = is_buyer.ifelse(was_buyer.ifelse(square, first), ibis.literal(0.0))
    steps |= {name: rows[name].ifelse(one, zero) for name in ("no_cost", "estimated")}
    return _summed(rows.select(evening=evening.cast("int64"), **steps))


def _summed(steps: Table) -> Table:
    names = [name for name in steps.columns if name != "evening"]
    sums = {
        name: steps[name].sum().fill_null(0.0) if steps[name].type().is_floating() else total(steps[name])
        for name in names
    }
    return steps.group_by("evening").aggregate(**sums)


def _lasting(frame: Frame, until: date) -> Table:
    """Orders of known customers with the first evening after them and the last before the next one, as day numbers."""
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), rows.on < until)
    ordered = ibis.window(group_by=rows.customer, order_by=[rows.nth])
    rows = rows.select(
        "on",
        "nth_day",
        next_on=rows.on.lead().over(ordered),
        first_on=rows.on.min().over(ibis.window(group_by=rows.customer)),
    )
    rows = rows.mutate(day=day_number(rows.on), to=day_number(rows.next_on.fill_null(NEVER)))
    return rows.filter(rows.day < rows.to)  # of one day's orders the last lasts


def _is_last(rows: Table, evening: int) -> BooleanValue:
    return (rows.day < evening) & (rows.to >= evening)


def _rhythm(rows: Table, evenings: Sequence[int], four_typical: int) -> Table:
    above, below = rhythm_of(rows.nth_day - 1, days_between(rows.on, rows.first_on), four_typical)
    rows = rows.mutate(above=above, below=below)
    # Whole days: one less than the evening's number is a full day after the order.
    active_to = rows.day + 1 + floor_divide(rows.above, rows.below)
    in_time_to = rows.day + 1 + floor_divide(rows.above * 3, rows.below * 2)
    # Four moments of each order: placed, no longer active, no longer in time, followed by another.
    moments = {"placed": rows.day, "quiet": ibis.least(rows.to, active_to), "late": ibis.least(rows.to, in_time_to)}
    moments["followed"] = rows.to
    parts = [rows.select(what=ibis.literal(what), day=moment) for what, moment in moments.items()]
    events = ibis.union(*parts, distinct=False)
    events = events.group_by("what", "day").aggregate(n=many(events))

    def by(what: str, evening: int) -> Scalar:
        return total(events.n, (events.what == what) & (events.day < evening))

    measures: dict[str, Scalar] = {}
    for k, evening in enumerate(evenings):
        placed, quiet, late, followed = (by(what, evening) for what in moments)
        measures |= {f"active_{k}": placed - quiet, f"at_risk_{k}": quiet - late, f"lapsed_{k}": late - followed}
    return events.aggregate(**measures)


def _recent(rows: Table, evenings: Sequence[int], window_days: int) -> Table:
    rows = rows.select("day", "to", recent_to=rows.day + window_days)
    counts: dict[str, Scalar] = {}
    for k, evening in enumerate(evenings):
        last = _is_last(rows, evening)
        counts[f"recent_{k}"] = many(rows, last & (rows.recent_to >= evening))
        if k:
            # Who was lost has not ordered since the evening before, since that would be recent.
            was_recent = (rows.day < evenings[k - 1]) & (rows.recent_to >= evenings[k - 1])
            counts[f"lost_{k}"] = many(rows, last & was_recent & (rows.recent_to < evening))
    found = rows.aggregate(**counts)
    kept = {f"kept_{k}": found[f"recent_{k - 1}"] - found[f"lost_{k}"] for k in range(1, len(evenings))}
    return found.mutate(**kept).drop(*(f"lost_{k}" for k in range(1, len(evenings))))
