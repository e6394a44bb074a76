"""Ibis building blocks that the facts of several domains share.

Nothing here knows an engine. Every function uses the portable subset (sum, count, min, max, distinct, row numbers,
integer arithmetic) and total orders only, so a shuffled table gives the same answer on every engine.
Import this module inside functions: it loads Ibis, which a command that prints no figure should not wait for.
"""

from __future__ import annotations

from datetime import date

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, Column, DateValue, IntegerValue

EPOCH = date(1970, 1, 1)


def day_number(day: DateValue) -> IntegerValue:
    """Days since 1970-01-01. Subtracting two of them gives calendar days on every engine, never elapsed 24 hours."""
    return day.delta(ibis.date(EPOCH), unit="day").cast("int64")


def days_between(later: DateValue, earlier: DateValue) -> IntegerValue:
    """Calendar days from `earlier` to `later`."""
    return later.delta(earlier, unit="day").cast("int64")


def month_index(day: DateValue) -> IntegerValue:
    """Months since year 0: `year * 12 + month - 1`."""
    return (day.year() * 12 + day.month() - 1).cast("int64")


def as_int64(sum_of_integers: IntegerValue) -> IntegerValue:
    """Force 64 bits: DuckDB sums to HUGEINT, which Parquet stores as DOUBLE.

    By way of a decimal, since Ibis believes the sum is int64 already and drops the plain cast.
    """
    return sum_of_integers.cast("decimal(38, 0)").cast("int64")


def total(value: Column, where: BooleanValue | None = None) -> IntegerValue:
    """Sum of integers as int64, 0 for no rows."""
    return as_int64(value.sum(where=where).fill_null(0))


def many(rows: Table, where: BooleanValue | None = None) -> IntegerValue:
    """Number of rows as int64."""
    return rows.count(where=where).cast("int64")


def distinct(value: Column, where: BooleanValue | None = None) -> IntegerValue:
    """Number of different non-null values as int64."""
    return value.nunique(where=where).cast("int64")


def floor_divide(value: IntegerValue, by: int | IntegerValue) -> IntegerValue:
    """Integer division rounding down; both sides below 2**53 and `by` positive."""
    return (value // by).cast("int64")


def numbered(rows: Table) -> Table:
    """Number each customer's orders and purchase days.

    Needs `id, customer, placed_at, ordered_on, net_minor`; adds `nth_sold`, `prev_on`, `prev_day`, `nth_day` and,
    counting only orders with net_minor > 0, `nth_net`, `prev_net_on`, `prev_net_day`, `nth_net_day`. All null for
    unidentified orders. `nth_day` and `prev_day` are the same for all orders of one local day: the first of them has
    `prev_on` null or earlier than `ordered_on`.
    """
    order_by = [rows.placed_at, rows.id]
    before = ibis.window(group_by=rows.customer, order_by=order_by, preceding=(None, 1))
    up_to = ibis.window(group_by=rows.customer, order_by=order_by, preceding=None, following=0)
    known = rows.customer.notnull()
    is_net = rows.net_minor > 0
    rows = rows.mutate(
        nth_sold=known.ifelse(rows.count().over(up_to), ibis.null("int64")),
        nth_net=(known & is_net).ifelse(rows.count(where=is_net).over(up_to), ibis.null("int64")),
        prev_on=known.ifelse(rows.ordered_on.max().over(before), ibis.null("date")),
        prev_net_on=(known & is_net).ifelse(
            is_net.ifelse(rows.ordered_on, ibis.null("date")).max().over(before), ibis.null("date")
        ),
    )
    return _numbered_days(rows)


def _numbered_days(rows: Table) -> Table:
    up_to = ibis.window(group_by=rows.customer, order_by=[rows.placed_at, rows.id], preceding=None, following=0)
    known = rows.customer.notnull()
    first_of_day = rows.prev_on.isnull() | (rows.prev_on < rows.ordered_on)
    is_net = known & (rows.net_minor > 0)
    first_net_of_day = is_net & (rows.prev_net_on.isnull() | (rows.prev_net_on < rows.ordered_on))
    no_day, no_count = ibis.null("date"), ibis.null("int64")
    return rows.mutate(
        prev_day=known.ifelse(first_of_day.ifelse(rows.prev_on, no_day).max().over(up_to), no_day),
        nth_day=known.ifelse(rows.count(where=first_of_day).over(up_to), no_count),
        prev_net_day=is_net.ifelse(first_net_of_day.ifelse(rows.prev_net_on, no_day).max().over(up_to), no_day),
        nth_net_day=is_net.ifelse(rows.count(where=first_net_of_day).over(up_to), no_count),
    )


def twice_median(rows: Table, value: str, by: tuple[str, ...] = (), tie: tuple[str, ...] = ()) -> Table:
    """Exact median times two (an integer), per group: columns `by`, `n`, `twice_median`; without groups one row.

    By ordered row number, since engines disagree about `median` (some approximate it). `tie` may name columns that
    make the order total; equal values make no difference to the result.
    """
    rows = rows.filter(rows[value].notnull())
    group = [rows[name] for name in by]
    ordered = ibis.window(group_by=group, order_by=[rows[value], *(rows[name] for name in tie)])
    ranked = rows.select(
        *by,
        value,
        _row=ibis.row_number().over(ordered).cast("int64") + 1,
        _n=rows.count().over(ibis.window(group_by=group)).cast("int64"),
    )
    low, high = floor_divide(ranked["_n"] + 1, 2), floor_divide(ranked["_n"] + 2, 2)
    middle = ranked.filter((ranked["_row"] == low) | (ranked["_row"] == high))
    # With an odd count low and high are one row, which then counts twice.
    weight = (floor_divide(middle["_n"] + 1, 2) == floor_divide(middle["_n"] + 2, 2)).ifelse(2, 1)
    measures = {
        "n": middle["_n"].max().fill_null(0),
        "twice_median": total((middle[value] * weight).cast("int64")),
    }
    return middle.group_by(list(by)).aggregate(**measures) if by else middle.aggregate(**measures)


def twice_median_counted(rows: Table, value: str, by: tuple[str, ...] = ()) -> Table:
    """The same as `twice_median` where values come again and groups are few: it orders the values, not the rows."""
    rows = rows.filter(rows[value].notnull())
    counts = rows.group_by([*by, value]).aggregate(_own=many(rows))
    group = [counts[name] for name in by]
    ordered = ibis.window(group_by=group, order_by=[counts[value]], preceding=None, following=0)
    counts = counts.mutate(
        _upto=as_int64(counts["_own"].sum().over(ordered)),
        _n=as_int64(counts["_own"].sum().over(ibis.window(group_by=group))),
    )
    before, upto = counts["_upto"] - counts["_own"], counts["_upto"]
    low, high = floor_divide(counts["_n"] + 1, 2), floor_divide(counts["_n"] + 2, 2)
    weight = ((before < low) & (low <= upto)).ifelse(1, 0) + ((before < high) & (high <= upto)).ifelse(1, 0)
    middle = counts.mutate(_weight=weight.cast("int64"))
    middle = middle.filter(middle["_weight"] > 0)
    measures = {
        "n": middle["_n"].max().fill_null(0),
        "twice_median": total((middle[value] * middle["_weight"]).cast("int64")),
    }
    return middle.group_by(list(by)).aggregate(**measures) if by else middle.aggregate(**measures)


def tie_safe_scores(rows: Table, value: str, score: str, bins: int = 5) -> Table:
    """Per different `value` its score 1..bins, higher is better: columns `value`, `score`.

    Position = (rows worse + half of those equal, itself included) / all; score = 1 + floor(bins x position), in
    integers, so equal values share a score and no shuffle moves a row. Null values get no score.
    """
    rows = rows.filter(rows[value].notnull())
    counts = rows.group_by(value).aggregate(_equal=many(rows))
    ordered = ibis.window(order_by=counts[value], preceding=None, following=0)
    counts = counts.mutate(
        _upto=as_int64(counts["_equal"].sum().over(ordered)),
        _n=as_int64(counts["_equal"].sum().over(ibis.window())),
    )
    twice_position = counts["_upto"] * 2 - counts["_equal"]
    return counts.select(value, (floor_divide(twice_position * bins, counts["_n"] * 2) + 1).cast("int32").name(score))
