"""What deviates by more than chance explains: counts from the lake, judged by the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from regulars.domains.insights.queries.brief_changes import PREVIOUS, YEAR
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.queries.metrics import titles_of
from regulars.domains.insights.rules import brief_periods
from regulars.domains.insights.rules.findings_cells import Cells, Coded, cells_of
from regulars.domains.insights.rules.findings_choice import (
    CHANNEL,
    COUNTRY,
    FIRST_PRODUCT,
    MONTH,
    STOCK_OUT,
    WEEK,
    Candidate,
    Family,
    choose,
)
from regulars.domains.insights.rules.findings_gaps import (
    AROUND_DAYS,
    BLOCK_DAYS,
    MOST_GAP_DAYS,
    Block,
    Gap,
    Gaps,
    StockOut,
)
from regulars.domains.insights.rules.findings_returns import (
    Cohorts,
    FirstProducts,
    Returns,
    YearOnYear,
    cohort_period,
)
from regulars.domains.insights.rules.findings_slips import Pattern, Places, Slip
from regulars.domains.insights.types.brief import (
    CohortFinding,
    Count,
    Finding,
    PlaceFinding,
    ProductFinding,
    StockFinding,
)
from regulars.domains.insights.types.dates import add_months
from regulars.kit.periods import DAY, Period
from regulars.kit.stats import newcombe_difference, normal_quantile

if TYPE_CHECKING:
    from ibis import Expr

_MONDAY = date(1969, 12, 29)  # week 0 of `first_orders`
_Z = normal_quantile(0.975)


@dataclass(frozen=True, slots=True)
class Typical:
    """Median amounts in minor units: of a second order, and of any order."""

    second_minor: int
    order_minor: int


@dataclass(frozen=True, slots=True)
class Found:
    """What may be claimed, most money first; how much was looked at; and the first orders it rests on."""

    findings: tuple[Finding, ...]
    candidates: int
    cells: Cells | None


def findings(context: Context, window: Period | None, typical: Typical) -> Found:
    """Look everywhere, claim what passes. `window`: first days of buyers who can be compared."""
    cells = cells_in(context, window) if window else None
    turnouts = _turnouts(context)
    choice = choose([*_return_families(cells, window), *_place_families(turnouts), _gaps(context)])
    titles = titles_of(context, [one.subject for one in choice.claims if one.kind in (FIRST_PRODUCT, STOCK_OUT)])
    say: dict[str, Callable[[Candidate], Finding]] = {
        FIRST_PRODUCT: partial(_product, titles, typical),
        STOCK_OUT: partial(_stock, titles),
        COUNTRY: partial(_place, turnouts, typical),
        CHANNEL: partial(_place, turnouts, typical),
    }
    told = [say.get(one.kind, partial(_cohort, context, typical))(one) for one in choice.claims]
    ordered = sorted(told, key=lambda each: (-abs(each.worth_minor), each.key))
    return Found(tuple(ordered), choice.candidates, cells)


def cells_in(context: Context, window: Period) -> Cells:
    """Buyers of these first days by what their first order was like."""

    def first_orders() -> Expr:
        from regulars.domains.insights.facts import brief_findings as facts

        return facts.first_orders(context.frame(), window.start, window.last_day)

    found = context.arrow(("brief cells", window), first_orders)
    labels: dict[str, Callable[[Any], Any]] = {
        "week": lambda weeks: _MONDAY + timedelta(weeks=weeks),
        "month": lambda months: date(months // 12, months % 12 + 1, 1),
        "channel": lambda channel: channel or "",
        "country": lambda country: country or "",
        "product": lambda product: product,
    }
    columns = {name: _coded(found.column(name), label) for name, label in labels.items()}
    return cells_of(columns, found.column("people").to_numpy(), found.column("returned").to_numpy())


def _coded(column: Any, label: Callable[[Any], Any]) -> Coded:
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return Coded(encoded.indices.to_numpy(), [label(value) for value in encoded.dictionary.to_pylist()])


def newest_months(window: Period | None) -> tuple[date, ...]:
    """The newest three months of first orders that lie wholly in the window."""
    if window is None:
        return ()
    end = window.end.replace(day=1)
    months = tuple(add_months(end, -back) for back in (3, 2, 1))
    return months if months[0] >= window.start else ()


def _return_families(cells: Cells | None, window: Period | None) -> list[Family]:
    if window is None or cells is None:
        return []
    families: list[Family] = [Cohorts(cells, WEEK, window), Cohorts(cells, MONTH, window), FirstProducts(cells)]
    newest = newest_months(window)
    earlier = tuple(add_months(month, -12) for month in newest)
    if earlier and earlier[0] >= window.start:
        families.append(YearOnYear(cells, newest, earlier))
    return families


Turnouts = Mapping[str, tuple[Period, Period, Sequence[Pattern]]]


def _turnouts(context: Context) -> Turnouts:
    after = brief_periods.last_months(context.as_of)
    found = {}
    for against, months in ((PREVIOUS, brief_periods.MONTHS), (YEAR, 12)):
        before = brief_periods.months_before(after, months)
        if brief_periods.reaches(context.since, brief_periods.months_before(before, brief_periods.MONTHS)):
            rows = context.rows(("brief turnout", before, after), partial(_turnout, context, before, after))
            patterns = [
                Pattern(**{**row, "country": row["country"] or "", "channel": row["channel"] or ""}) for row in rows
            ]
            found[against] = (before, after, sorted(patterns, key=str))
    return found


def _turnout(context: Context, before: Period, after: Period) -> Expr:
    from regulars.domains.insights.facts.brief_findings import turnout

    return turnout(context.frame(), before, after)


def _place_families(turnouts: Turnouts) -> list[Family]:
    return [
        Places(patterns, kind, against) for against, (_, _, patterns) in turnouts.items() for kind in (COUNTRY, CHANNEL)
    ]


def _gaps(context: Context) -> Gaps:
    # What was missing before the two periods that the brief compares is no news.
    ended = brief_periods.months_before(brief_periods.last_months(context.as_of), brief_periods.MONTHS).start
    since = max(context.since, ended - DAY * (MOST_GAP_DAYS + AROUND_DAYS))

    def silences() -> Expr:
        from regulars.domains.insights.facts import brief_findings as facts

        days = facts.product_days(context.frame(), context.lake.table, context.filters.basis, since)
        return facts.beside(days, facts.silences(days, ended))

    def shop_days() -> Expr:
        from regulars.domains.insights.facts import brief_findings as facts

        return facts.shop_days(context.frame(), since)

    rows = context.rows(("brief gaps", since), silences)
    daily = {row["on"]: int(row["orders"]) for row in context.rows(("brief days", since), shop_days)}
    shop = _ShopOrders(daily, since, context.as_of)
    searched = sum(row["orders"] for row in rows if not row["side"])
    return Gaps(_gap_rows([row for row in rows if row["side"]], shop), searched)


class _ShopOrders:
    """All orders of the shop by day, added up so that any stretch is one subtraction."""

    def __init__(self, daily: Mapping[date, int], since: date, as_of: date) -> None:
        self._since, self._days = since, (as_of - since).days + 1
        counts = (daily.get(since + DAY * number, 0) for number in range(self._days))
        self._upto = [0, *accumulate(counts)]

    def within(self, start: date, days: int) -> int | None:
        """Orders of so many days from `start` on; None where none of them was seen."""
        first = (start - self._since).days
        low, high = max(0, first), min(self._days, first + days)
        return self._upto[high] - self._upto[low] if low < high else None


def _gap_rows(rows: list[dict[str, Any]], shop: _ShopOrders) -> list[Gap]:
    found: dict[tuple[int, date, date, int], dict[tuple[int, int], tuple[int, int]]] = {}
    for row in rows:
        key = (row["product"], row["last_before"], row["next_on"], row["sale_days"])
        found.setdefault(key, {})[row["side"], row["block"]] = (row["orders"], row["amount"])
    gaps = []
    for (product, last_before, next_on, sale_days), sums in sorted(found.items()):
        silent = Period(last_before + DAY, next_on)
        before, after = _blocks(-1, last_before, sums, shop), _blocks(1, next_on, sums, shop)
        missed = shop.within(silent.start, silent.days) or 0
        gaps.append(Gap(product, silent.start, silent.last_day, missed, before, after, sale_days))
    return gaps


def _blocks(
    step: int, nearest: date, sums: Mapping[tuple[int, int], tuple[int, int]], shop: _ShopOrders
) -> tuple[Block, ...]:
    blocks = []
    for number in range(AROUND_DAYS // BLOCK_DAYS):
        away = number * BLOCK_DAYS
        start = nearest + DAY * away if step > 0 else nearest - DAY * (away + BLOCK_DAYS - 1)
        shop_orders = shop.within(start, BLOCK_DAYS)
        if shop_orders is None:
            break
        orders, amount = sums.get((step, number), (0, 0))
        blocks.append(Block(orders, shop_orders, amount))
    return tuple(blocks)


def _cohort(context: Context, typical: Typical, one: Candidate) -> CohortFinding:
    evidence: Returns = one.evidence
    table = evidence.table
    low, high = _newcombe(table.returned, table.people, table.others_returned, table.others)
    period = cohort_period(one.kind, one.subject) if one.kind in (WEEK, MONTH) else _joined(one.subject)
    around = [cohort_period(one.kind, start) for start in evidence.neighbors] if one.kind in (WEEK, MONTH) else []
    discounted, firsts = _discounted(context, [period])
    usually, usual = _discounted(context, around)
    return CohortFinding(
        key=f"{one.kind}-{period.start.isoformat()}",
        kind=one.kind,
        period=period,
        returned=table.returned,
        people=table.people,
        others_returned=table.others_returned,
        others=table.others,
        low=low,
        high=high,
        expected=evidence.expected,
        worth_minor=round((table.returned - evidence.expected) * typical.second_minor),
        p_value=one.p,
        discounted=Count(discounted, firsts),
        usually_discounted=Count(usually, usual),
        usual_people=table.others / len(around) if around else 0.0,
    )


def _discounted(context: Context, periods: Sequence[Period]) -> tuple[int, int]:
    """Of the first orders of these days, so many carried a discount, and of how many."""

    def firsts() -> Expr:
        from regulars.domains.insights.facts.brief_findings import discounted_firsts

        return discounted_firsts(context.lake.table("sales"), periods)

    if not periods:
        return 0, 0
    rows = context.rows(("brief discounted", tuple(periods)), firsts)
    return int(rows[0]["discounted"]), int(rows[0]["firsts"])


def _joined(months: Sequence[date]) -> Period:
    return Period(months[0], add_months(months[-1], 1))


def _product(titles: Mapping[int, str], typical: Typical, one: Candidate) -> ProductFinding:
    evidence: Returns = one.evidence
    table = evidence.table
    low, high = _newcombe(table.returned, table.people, table.others_returned, table.others)
    return ProductFinding(
        key=f"first-product-{one.subject}",
        product=one.subject,
        title=titles.get(one.subject, ""),
        returned=table.returned,
        people=table.people,
        others_returned=table.others_returned,
        others=table.others,
        low=low,
        high=high,
        expected=evidence.expected,
        worth_minor=round((table.returned - evidence.expected) * typical.second_minor),
        p_value=one.p,
    )


def _stock(titles: Mapping[int, str], one: Candidate) -> StockFinding:
    evidence: StockOut = one.evidence
    gap = evidence.gap
    return StockFinding(
        key=f"stock-out-{gap.product}-{gap.first.isoformat()}",
        product=gap.product,
        title=titles.get(gap.product, ""),
        period=Period(gap.first, gap.last + DAY),
        orders_around=evidence.orders_around,
        shop_orders_around=sum(block.shop_orders for block in (*gap.before, *gap.after)),
        shop_orders=gap.shop_orders,
        missing_orders=evidence.missing_orders,
        worth_minor=-evidence.missing_minor,
        p_value=one.p,
    )


def _place(turnouts: Turnouts, typical: Typical, one: Candidate) -> PlaceFinding:
    slip: Slip = one.evidence
    before, after, _ = turnouts[slip.against]
    return PlaceFinding(
        key=f"{one.kind}-{one.subject}",
        kind=one.kind,
        name=one.subject,
        against=slip.against,
        period=after,
        compared=before,
        came=slip.group.came_after,
        known=slip.group.known_after,
        came_before=slip.group.came_before,
        known_before=slip.group.known_before,
        others_came=slip.others.came_after,
        others_known=slip.others.known_after,
        others_came_before=slip.others.came_before,
        others_known_before=slip.others.known_before,
        difference=slip.difference,
        low=slip.difference - _Z * slip.error,
        high=slip.difference + _Z * slip.error,
        expected=slip.expected,
        worth_minor=round((slip.group.came_after - slip.expected) * typical.order_minor),
        p_value=one.p,
    )


def _newcombe(returned: int, people: int, others_returned: int, others: int) -> tuple[float, float]:
    interval = newcombe_difference(returned, people, others_returned, others)
    assert interval is not None  # nobody is compared with an empty group
    return interval.low, interval.high
