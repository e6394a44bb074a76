"""The cohort grid and the product table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.queries.gather import waits_of
from regulars.domains.insights.queries.metrics import titles_of
from regulars.domains.insights.rules import cohorts as rules
from regulars.domains.insights.rules.figures import rounded, share
from regulars.domains.insights.rules.slots import Slots, whole_periods
from regulars.domains.insights.rules.sums import counts_by_day
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.figures import Figure
from regulars.domains.insights.types.reports import CohortGrid, ProductRow, ProductTable
from regulars.kit.errors import Refused
from regulars.kit.periods import DAY, Grain, Period
from regulars.kit.rounding import half_even
from regulars.kit.stats import newcombe_difference
from regulars.kit.text import gettext_noop as _

if TYPE_CHECKING:
    from ibis import Expr

COHORT_GRAINS = ("month", "week", "quarter", "year")
AGES = ("calendar", "days30")
WITHIN_DAYS = 90
MOST_PRODUCTS = 100


def cohorts(filters: Filters, *, grain: str = "month", ages: str = "calendar") -> CohortGrid:
    """Buyers by the period of their first order ever, and what they did at each age.

    `grain`: month, week, quarter, year; `ages`: calendar periods, or blocks of 30 days. The dates of the filters
    choose the cohorts; those whose first order the other filters leave out belong to none.
    """
    with reporting(filters) as context:
        return cohorts_in(context, grain=grain, ages=ages)


def cohorts_in(context: Context, *, grain: str = "month", ages: str = "calendar") -> CohortGrid:
    """As `cohorts`, in a snapshot that is open already."""
    _one_of("grain", grain, COHORT_GRAINS)
    _one_of("ages", ages, AGES)
    length = Grain(grain)
    wholes = whole_periods(context.period, length, context.fiscal_start, last=context.as_of)
    settled = rules.settled_from(context.since, _completed_gaps(context))
    inside = context.period
    periods = [Period(max(one.start, inside.start), min(one.end, inside.end)) for one in wholes]
    counts = _counts(context, Slots(tuple(periods), length, context.fiscal_start), ages) if periods else {}
    rows = tuple(
        rules.cohort(
            period if period.end <= context.as_of else whole,
            length,
            ages,
            counts.get(place, {}),
            as_of=context.as_of,
            settled=settled,
            fiscal_start=context.fiscal_start,
        )
        for place, (whole, period) in enumerate(zip(wholes, periods, strict=True))
    )
    return CohortGrid(
        grain=grain,
        ages=ages,
        basis=context.filters.basis,
        currency=context.currency,
        as_of=context.as_of,
        since=context.since,
        settled_from=settled,
        cohorts=rows,
        overall=rules.overall(rows),
        notes=("first_months",) if any(row.holds_old_customers for row in rows) else (),
    )


def _counts(context: Context, slots: Slots, ages: str) -> dict[int, dict[int, dict[str, Any]]]:
    def sums() -> Expr:
        from regulars.domains.insights.facts import cohorts

        return cohorts.cohorts(context.frame(), slots, ages)

    rows = context.rows(("cohorts", slots, ages), sums)
    places = {key: place for place, key in enumerate(slots.keys())}
    found: dict[int, dict[int, dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(places[row["slot"]], {})[row["age"]] = row
    return found


def _completed_gaps(context: Context) -> dict[int, int]:
    everything = Slots((Period(context.since, context.as_of + DAY),))
    ended, _waiting = counts_by_day(waits_of(context, everything, by_day=True), None)
    return ended


def products(filters: Filters, *, within_days: int = WITHIN_DAYS, limit: int = MOST_PRODUCTS) -> ProductTable:
    """Which first product leads to a second order: products of first orders, most buyers first."""
    with reporting(filters) as context:
        return products_in(context, within_days=within_days, limit=limit)


def products_in(context: Context, *, within_days: int = WITHIN_DAYS, limit: int = MOST_PRODUCTS) -> ProductTable:
    """As `products`, in a snapshot that is open already."""

    def sums() -> Expr:
        from regulars.domains.insights.facts.cohorts import first_products

        return first_products(context.frame(), context.lake.table, slots, within_days)

    seen = context.seen(context.period)
    rows: list[dict[str, Any]] = []
    if seen is not None:
        slots = Slots((seen,))
        rows = context.rows(("first_products", slots, within_days), sums)
    nobody = {"buyers": 0, "old": 0, "again": 0}
    everybody = next((row for row in rows if row["product"] is None), nobody)
    held = sorted((row for row in rows if row["product"] is not None), key=lambda r: (-r["buyers"], r["product"]))
    titles = titles_of(context, [row["product"] for row in held[:limit]])
    return ProductTable(
        basis=context.filters.basis,
        currency=context.currency,
        as_of=context.as_of,
        within_days=within_days,
        buyers=everybody["buyers"],
        old=everybody["old"],
        again=everybody["again"],
        rows=tuple(_product(row, everybody, titles.get(row["product"], "")) for row in held[:limit]),
        left_out=max(0, len(held) - limit),
    )


def _product(row: dict[str, Any], everybody: dict[str, Any], title: str) -> ProductRow:
    own, rest = share(row["again"], row["old"]), share(everybody["again"] - row["again"], everybody["old"] - row["old"])
    bounds = newcombe_difference(row["again"], row["old"], rest.numerator or 0, rest.denominator or 0)
    known = own.value is not None and rest.value is not None
    return ProductRow(
        product=row["product"],
        title=title,
        buyers=row["buyers"],
        old=row["old"],
        again=row["again"],
        share=_float(own),
        low=own.low,
        high=own.high,
        rest_old=rest.denominator or 0,
        rest_again=rest.numerator or 0,
        rest_share=_float(rest),
        difference=(own.value or 0) - (rest.value or 0) if known else None,
        difference_low=rounded(bounds.low) if bounds else None,
        difference_high=rounded(bounds.high) if bounds else None,
        repeated=row["repeated"],
        amount_minor=row["amount"],
        per_buyer_minor=half_even(row["amount"], row["buyers"]),
    )


def _float(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise Refused(
            f"cohorts.unknown_{field}",
            _("“%(value)s” is not one of: %(allowed)s."),
            field=field,
            value=value,
            fix=_("Use one of: %(allowed)s."),
            params={"value": value, "allowed": ", ".join(allowed)},
        )
