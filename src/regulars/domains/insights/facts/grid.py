"""Buyers by recency, frequency and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, IntegerValue

from regulars.base.expressions import many, total


def rfm(buyers: Table, basis: str, own_cuts: Mapping[str, Sequence[int]] | None = None) -> Table:
    """One row per r, f, m that occur: customers, amount, and the range of what was scored.

    `own_cuts` replace the tie-safe scores of a letter by ascending thresholds: `r` days (reached when not exceeded),
    `f` purchase days and `m` minor units (reached when not fallen short of).
    """
    cuts = own_cuts or {}
    money = buyers.sold_rep if basis == "sold" else buyers.net_rep
    rows = buyers.select(
        amount=money,
        days_since=buyers.days_since,
        purchase_days=buyers.purchase_days,
        r=_by_cuts([buyers.days_since <= cut for cut in cuts["r"]]) if cuts.get("r") else buyers.r,
        f=_by_cuts([buyers.purchase_days >= cut for cut in cuts["f"]]) if cuts.get("f") else buyers.f,
        m=_by_cuts([money >= cut for cut in cuts["m"]]) if cuts.get("m") else buyers.m,
    )
    ranges = {
        f"{end}_{name}": getattr(rows[name], end)()
        for name in ("days_since", "purchase_days", "amount")
        for end in ("min", "max")
    }
    return rows.group_by("r", "f", "m").aggregate(customers=many(rows), amount=total(rows.amount), **ranges)


def _by_cuts(reached: Sequence[BooleanValue]) -> IntegerValue:
    score = ibis.literal(1, type="int32")
    for one in reached:
        score = score + one.ifelse(1, 0)
    return score.cast("int32")
