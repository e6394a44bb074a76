"""Time between orders, gaps and concentration."""

from __future__ import annotations

from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.queries.gather import DEEPEST_WAIT, four_typical, parts_of, waits_of
from regulars.domains.insights.rules import curves as rules
from regulars.domains.insights.rules import spread
from regulars.domains.insights.rules.slots import Slots
from regulars.domains.insights.rules.spread import DECILE
from regulars.domains.insights.rules.sums import Given, Sums, counts_by_day
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.reports import Concentration, GapHistogram, RepeatCurve


def repeat_curves(filters: Filters, *, deepest: int = 5) -> tuple[RepeatCurve, ...]:
    """How long from the first order to the second, the second to the third, ... for waits begun in the dates.

    The last curve gathers all further waits. Orders of one day are 0 days apart.
    """
    with reporting(filters) as context:
        return repeat_curves_in(context, deepest=deepest)


def repeat_curves_in(context: Context, *, deepest: int = 5) -> tuple[RepeatCurve, ...]:
    """As `repeat_curves`, in a snapshot that is open already."""
    seen = context.seen(context.period)
    deepest = max(1, min(deepest, DEEPEST_WAIT))
    if seen is None:
        return ()
    rows = waits_of(context, Slots((seen,)), by_day=False)
    # Waits are gathered from DEEPEST_WAIT on; fewer curves gather earlier.
    rows = [{**row, "nth": min(int(row["nth"]), deepest)} for row in rows]
    found = (rules.repeat_curve(rows, nth, and_later=nth == deepest) for nth in range(1, deepest + 1))
    return tuple(curve for curve in found if curve.subjects)


def gaps(filters: Filters) -> GapHistogram:
    """Days between consecutive purchase days, for gaps that began in the dates and have ended."""
    with reporting(filters) as context:
        return gaps_in(context)


def gaps_in(context: Context) -> GapHistogram:
    """As `gaps`, in a snapshot that is open already."""
    seen = context.seen(context.period)
    rows = waits_of(context, Slots((seen,)), by_day=True) if seen else []
    ended, _waiting = counts_by_day(rows, None)
    return GapHistogram(
        as_of=context.as_of,
        gaps=sum(ended.values()),
        quartiles_days=rules.gap_quartiles(ended),
        typical_days=four_typical(context) / 4,
        bins=rules.gap_bins(ended),
    )


def concentration(filters: Filters) -> Concentration:
    """How much of the money the best customers of the dates bring."""
    with reporting(filters) as context:
        return concentration_in(context)


def concentration_in(context: Context) -> Concentration:
    """As `concentration`, in a snapshot that is open already."""
    seen = context.seen(context.period)
    parts = parts_of(context, Slots((seen,))) if seen else []
    sums = Sums({"parts": parts})
    given = Given(context.filters.basis, False, False, context.as_of, context.period)
    top, unequal = spread.top_decile_share(sums, given), spread.gini(sums, given)
    return Concentration(
        basis=context.filters.basis,
        currency=context.currency,
        as_of=context.as_of,
        period=context.period,
        customers=sum(row["people"] for row in parts),
        amount_minor=sum(row["amount"] for row in parts),
        top_decile_customers=sum(row["people"] for row in parts if row["part"] < DECILE),
        top_decile_share=None if top.value is None else float(top.value),
        gini=None if unequal.value is None else float(unequal.value),
        points=rules.concentration_points(parts),
    )
