"""Everything the brief rests on, from one snapshot of the lake."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from regulars.domains.insights.queries import brief_changes, brief_findings
from regulars.domains.insights.queries.brief_findings import Found, Typical
from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.queries.curves import concentration_in
from regulars.domains.insights.queries.gather import ALL, gather, waits_of
from regulars.domains.insights.rules import brief_limits, brief_periods
from regulars.domains.insights.rules.brief_limits import Known
from regulars.domains.insights.rules.findings_choice import LEAST_PEOPLE
from regulars.domains.insights.rules.findings_returns import RETURN_DAYS
from regulars.domains.insights.rules.slots import Slots
from regulars.domains.insights.rules.sums import Sums, counts_by_day
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.brief import BriefFacts, Count
from regulars.domains.insights.types.dates import add_months
from regulars.kit.periods import DAY, Period
from regulars.kit.stats import wilson


def brief(filters: Filters) -> BriefFacts:
    """The brief of what these filters select, as of their day. Their dates and comparison are its own."""
    with reporting(replace(filters, dates="all", compare="none")) as context:
        return brief_in(context)


def last_day() -> date:
    """The day to which figures run."""
    with reporting(Filters()) as context:
        return context.as_of


def brief_in(context: Context) -> BriefFacts:
    """The brief in a given context, remembered as long as the data stay the same."""
    return context.lake.cached(("brief", context.filters, context.as_of), lambda: _brief(context))


def _brief(context: Context) -> BriefFacts:
    everything = Period(context.since, context.as_of + DAY)
    gaps, _ = counts_by_day(waits_of(context, Slots((everything,)), by_day=True), None)
    window = brief_periods.comparable(context.since, context.as_of, gaps, RETURN_DAYS)
    repeat = _repeat(context, everything)
    known = _known(context, repeat.of, window)
    found = brief_findings.findings(context, window, _typical(context)) if known.orders else Found((), 0, None)
    returns, months = _returns(found, window)
    return BriefFacts(
        as_of=context.as_of,
        since=context.since,
        basis=context.filters.basis,
        currency=context.currency,
        orders=known.orders,
        buyers=repeat.of,
        repeat=repeat,
        concentration=concentration_in(context),
        changes=brief_changes.changes(context) if known.orders else (),
        returns=returns,
        returns_period=months,
        comparable_from=window.start if window else None,
        findings=found.findings,
        candidates=found.candidates,
        limits=brief_limits.limits(known),
    )


def _repeat(context: Context, everything: Period) -> Count:
    sums = gather(context, ["standing.orders"], [everything]).get((0, ALL), Sums())
    return count_of(sums["repeaters"], sums["buyers"])


def count_of(count: int, of: int) -> Count:
    """A share with its interval."""
    interval = wilson(count, of)
    return Count(count, of, interval.low, interval.high) if interval else Count(count, of)


def _returns(found: Found, window: Period | None) -> tuple[Count | None, Period | None]:
    """Second orders within 90 days of the newest three comparable months."""
    months = brief_findings.newest_months(window)
    sizes = found.cells.sizes("month") if found.cells else {}
    people, returned = (sum(sizes[month][part] for month in months if month in sizes) for part in (0, 1))
    if people < LEAST_PEOPLE:
        return None, None
    return count_of(returned, people), Period(months[0], add_months(months[-1], 1))


def _typical(context: Context) -> Typical:
    rows = context.rows("brief typical", lambda: _facts().typical_amounts(context.frame()))
    medians = {row["which"]: int(row["twice_median"]) // 2 for row in rows}
    return Typical(medians.get("second", 0), medians.get("order", 0))


def _known(context: Context, buyers: int, window: Period | None) -> Known:
    row = _one(context.rows("brief coverage", lambda: _facts().coverage(context.frame())))
    unpriced = (
        context.rows("brief unpriced", lambda: _facts().unpriced_currencies(context.frame())) if row["no_rate"] else []
    )
    refunds = _one(context.rows("brief refunds", lambda: _facts().refund_days(context.lake.table, context.as_of)))
    return Known(
        as_of=context.as_of,
        since=context.since,
        basis=context.filters.basis,
        buyers=buyers,
        orders=row["orders"],
        unidentified=row["unidentified"],
        amount_minor=row["amount"],
        unidentified_minor=row["unidentified_amount"],
        no_cost=row["no_cost"],
        estimated=row["estimated"],
        unpriced={each["currency"]: each["orders"] for each in unpriced},
        refunds=refunds["refunds"],
        same_day_refunds=refunds["same_day"],
        window=window,
    )


def _facts() -> Any:
    from regulars.domains.insights.facts import brief_changes

    return brief_changes


def _one(rows: list[dict[str, Any]]) -> Sums:
    return Sums(rows[0]) if rows else Sums()
