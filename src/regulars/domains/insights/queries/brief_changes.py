"""What changed against earlier periods, and which groups it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from regulars.domains.insights.queries.context import Context, Rows
from regulars.domains.insights.queries.gather import ALL, gather
from regulars.domains.insights.queries.metrics import titles_of
from regulars.domains.insights.rules import brief_periods
from regulars.domains.insights.rules.brief_parts import GroupSums, parts_of
from regulars.domains.insights.rules.sums import Sums
from regulars.domains.insights.types.brief import Change, Levels, Part
from regulars.kit.decompose import SalesLevels, explain_change
from regulars.kit.periods import Period

if TYPE_CHECKING:
    from ibis import Expr

PREVIOUS, YEAR = "previous", "year"
DIMENSIONS = ("buyers", "cohort", "category", "product", "channel", "country")


def changes(context: Context) -> tuple[Change, ...]:
    """The last three full months against the three before, and against the same months a year before."""
    after = brief_periods.last_months(context.as_of)
    asked = {
        PREVIOUS: brief_periods.months_before(after, brief_periods.MONTHS),
        YEAR: brief_periods.months_before(after, 12),
    }
    reached = {against: before for against, before in asked.items() if brief_periods.reaches(context.since, before)}
    return tuple(_change(context, against, before, after) for against, before in reached.items())


def _change(context: Context, against: str, before: Period, after: Period) -> Change:
    found = gather(context, ["flow"], [before, after])
    was, is_now = (_levels(found.get((place, ALL), Sums()), context.filters.basis) for place in (0, 1))
    split = explain_change(
        SalesLevels(was.buyers, was.orders, was.amount_minor),
        SalesLevels(is_now.buyers, is_now.orders, is_now.amount_minor),
    )
    change = Change(
        against=against,
        period=after,
        compared=before,
        after=is_now,
        before=was,
        buyers_minor=split.buyers_minor,
        frequency_minor=split.frequency_minor,
        order_size_minor=split.order_size_minor,
        refunds_minor=was.refunds_minor - is_now.refunds_minor,
    )
    rows = _rows(context, change)
    parts: list[Part] = []
    left_out = {}
    for dimension in DIMENSIONS:
        groups = _groups(row for row in rows if row["dimension"] == dimension)
        listed, left_out[dimension] = parts_of(dimension, groups, change.change_minor)
        parts += listed
    return replace(change, parts=tuple(_titled(context, parts)), left_out=left_out)


def _levels(sums: Sums, basis: str) -> Levels:
    return Levels(
        buyers=sums["buyers"],
        orders=sums["orders"],
        amount_minor=sums["amount"],
        unidentified_orders=sums["orders_un"],
        unidentified_minor=sums["amount_un"],
        refunds_minor=sums["loose"] if basis == "net" else 0,
    )


def _rows(context: Context, change: Change) -> Rows:
    before, after, basis = change.compared, change.period, context.filters.basis
    oldest = brief_periods.whole_blocks(context.since, before)

    def by_order() -> Expr:
        return _facts().by_order(context.frame(), before, after, oldest)

    def by_product() -> Expr:
        return _facts().by_product(context.frame(), context.lake.table, basis, before, after)

    def by_category() -> Expr:
        return _facts().by_category(context.frame(by_category=True), before, after)

    rows = context.rows(("brief orders", before, after), by_order)
    rows = rows + context.rows(("brief products", before, after), by_product)
    if context.rows("brief categories", lambda: _facts().categories(context.lake.table))[0]["n"]:
        rows = rows + context.rows(("brief category", before, after), by_category)
    return rows


def _facts() -> Any:
    from regulars.domains.insights.facts import brief_changes

    return brief_changes


def _groups(rows: Iterable[dict[str, Any]]) -> list[GroupSums]:
    groups = [
        GroupSums(
            key=row["group"],
            before_minor=row["before"],
            after_minor=row["after"],
            buyers_before=row["buyers_before"],
            buyers_after=row["buyers_after"],
            squares=row["squares"],
        )
        for row in rows
    ]
    return sorted(groups, key=lambda each: str(each.key))


def _titled(context: Context, parts: list[Part]) -> list[Part]:
    titles = titles_of(context, [part.key for part in parts if isinstance(part.key, int)])
    return [replace(part, label=titles.get(part.key, "")) if isinstance(part.key, int) else part for part in parts]
