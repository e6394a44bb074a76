"""What became of buyers after their first order: the second one, money by age; and how long buyers wait."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis import Table

from regulars.base.expressions import days_between, many, total
from regulars.domains.insights.facts.frame import OF_FIRST, Frame, slot_of, within
from regulars.domains.insights.rules.slots import Slots


def starts(frame: Frame, slots: Slots, within_days: Sequence[int], money_days: Sequence[int], by: str = "") -> Table:
    """One row per slot of the first order ever (and group).

    `won`; for each N of `within_days`: `old_N` (observed for N full days since the first order) and `again_N` (of
    those, ordered again within N days); for each N of `money_days`: `aged_N`, `margin_N` (net - cost of the orders
    within N days), `margin2_N`, `no_cost_N`, `estimated_N`.
    """
    people = _people(frame, slots, money_days, by)
    age = days_between(ibis.date(frame.as_of), people.first_on)
    measures: dict[str, ibis.expr.types.Scalar] = {"won": many(people)}
    for days in within_days:
        old = age >= days
        soon = people.second_on.notnull() & (days_between(people.second_on, people.first_on) <= days)
        measures |= {f"old_{days}": many(people, old), f"again_{days}": many(people, old & soon)}
    for days in money_days:
        old, margin = age >= days, people[f"margin_{days}"]
        measures |= {
            f"aged_{days}": many(people, old),
            f"margin_{days}": total(margin, old),
            f"margin2_{days}": (margin.cast("float64") * margin.cast("float64")).sum(where=old).fill_null(0.0),
            f"no_cost_{days}": total(people[f"no_cost_{days}"], old),
            f"estimated_{days}": total(people[f"estimated_{days}"], old),
        }
    keys = ["slot", "group"] if by else ["slot"]
    return people.group_by(keys).aggregate(**measures)


def _people(frame: Frame, slots: Slots, money_days: Sequence[int], by: str) -> Table:
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull(), within(rows.ever_on, slots))
    age = days_between(rows.on, rows.ever_on)
    measures: dict[str, ibis.expr.types.Scalar] = {
        "has_first": many(rows, rows.ever_nth == 1),
        "first_on": rows.ever_on.min(),
        "second_on": rows.on.min(where=rows.nth == 2),
    }
    if by:
        measures["group"] = rows[OF_FIRST[by]].min()
    for days in money_days:
        inside = age < days
        measures |= {
            f"margin_{days}": total(rows.net - rows.cost, inside),
            f"no_cost_{days}": many(rows, inside & rows.cost.isnull()),
            f"estimated_{days}": many(rows, inside & rows.estimated),
        }
    people = rows.group_by("customer").aggregate(**measures)
    # Whose first order the filters leave out was not won by what they select.
    people = people.filter(people.has_first > 0)
    return people.mutate(slot=slot_of(slots, people.first_on))


def waits(frame: Frame, slots: Slots, deepest: int, by: str = "", *, by_day: bool) -> Table:
    """Waiting times from order to order, or from purchase day to purchase day (`by_day`: orders of one day are one).

    `slot` of the start, `nth` (1 = after the first, up to `deepest`, which gathers all further ones), `days`, `ended`
    (1, or 0 while still waiting on the last full day), `n`.
    """
    rows = frame.orders
    rows = rows.filter(rows.customer.notnull())
    rows = rows.mutate(place=rows.nth_day if by_day else rows.nth, before=rows.from_on if by_day else rows.prev_on)
    ends = rows.filter(rows.before.notnull())
    if by_day:
        ends = ends.filter(ends.prev_on < ends.on)
    ended = ends.select(
        start=ends.before,
        nth=ends.place - 1,
        days=days_between(ends.on, ends.before),
        ended=ibis.literal(1, type="int64"),
        group=ends[OF_FIRST[by]] if by else ibis.literal(""),
    )
    group = rows[OF_FIRST[by]].min() if by else ibis.literal("")
    last = rows.group_by("customer").aggregate(start=rows.on.max(), nth=rows.place.max(), group=group)
    waiting = last.select(
        start=last.start,
        nth=last.nth,
        days=days_between(ibis.date(frame.as_of), last.start),
        ended=ibis.literal(0, type="int64"),
        group=last.group,
    )
    both = ended.union(waiting, distinct=False)
    both = both.filter(within(both.start, slots))
    both = both.mutate(
        slot=slot_of(slots, both.start), nth=(both.nth > deepest).ifelse(deepest, both.nth).cast("int64")
    )
    return both.group_by("slot", "group", "nth", "days", "ended").aggregate(n=many(both))
