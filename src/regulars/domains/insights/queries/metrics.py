"""Metrics: totals, comparison, series and groups, as frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.queries.gather import ALL, Found, Key, gather
from regulars.domains.insights.rules import figures
from regulars.domains.insights.rules.slots import MOST_PERIODS, whole_periods
from regulars.domains.insights.rules.sums import Given, Sums
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.figures import Figure, Group, MetricRow, Point
from regulars.kit.errors import Refused
from regulars.kit.periods import DAY, Grain, Period, is_open, label
from regulars.kit.text import gettext_noop as _

if TYPE_CHECKING:
    from ibis import Expr

    from regulars.domains.insights.facts.definitions import Metric

MOST_GROUPS = 50
MOST_STANDING = 60  # one set of columns for each


def definitions() -> tuple[Metric, ...]:
    """All metrics with their words, in the order of the reference."""
    from regulars.domains.insights.facts.definitions import METRICS

    return tuple(METRICS.values())


def definition(name: str) -> Metric:
    """One metric with its words. Raises `NotFound` with the names there are."""
    from regulars.domains.insights.facts.definitions import metric_named

    return metric_named(name)


def metric(name: str, filters: Filters, *, grain: str = "", by: str = "", limit: int = MOST_GROUPS) -> MetricRow:
    """One metric. Raises `NotFound` for an unknown name, `Refused` for a grain or dimension it does not have."""
    return metrics([name], filters, grain=grain, by=by, limit=limit)[0]


def metrics(
    names: Sequence[str], filters: Filters, *, grain: str = "", by: str = "", limit: int = MOST_GROUPS
) -> list[MetricRow]:
    """Several metrics over one snapshot of the data; sums that they share are made once.

    `grain` (day, week, month, quarter, year) adds a series over the filters' dates, `by` the groups of a dimension.
    """
    chosen = [definition(name) for name in names]
    with reporting(filters) as context:
        return [row_of(context, one, grain=grain, by=by, limit=limit) for one in chosen]


def row_of(context: Context, metric: Metric, *, grain: str = "", by: str = "", limit: int = MOST_GROUPS) -> MetricRow:
    """One metric in a given context."""
    basis = context.filters.basis if context.filters.basis in metric.bases else metric.bases[0]
    ours = context.on_basis(metric.rows or basis)
    _check(metric, grain, by)
    period, other, why_not = ours.period, ours.comparison, ""
    if other is not None and not _reaches(ours, metric, other):
        other, why_not = None, figures.BEFORE_HISTORY
    now, before = _totals(ours, metric, basis, period, other)
    groups, left_out = _groups(ours, metric, basis, period, other, by, limit) if by else ((), 0)
    return MetricRow(
        name=metric.name,
        label=metric.label,
        unit=metric.unit,
        span=metric.span,
        currency=context.currency,
        basis=basis,
        as_of=context.as_of,
        since=context.since,
        period=period,
        is_open=is_open(period, context.as_of),
        figure=now,
        previous_period=other,
        previous=before,
        previous_why=why_not,
        change=figures.change(now, before, metric.unit) if before else None,
        grain=grain,
        series=_series(ours, metric, basis, period, Grain(grain)) if grain else (),
        by=by,
        groups=groups,
        groups_left_out=left_out,
        notes=_notes(ours, metric, basis, period),
    )


def _totals(
    context: Context, metric: Metric, basis: str, period: Period, other: Period | None
) -> tuple[Figure, Figure | None]:
    seen = [part for asked in (period, other) if asked and (part := context.seen(asked))]
    found = gather(context, metric.needs, seen)
    compared = _figure(context, metric, basis, found, seen, other) if other else None
    return _figure(context, metric, basis, found, seen, period), compared


def _figure(
    context: Context,
    metric: Metric,
    basis: str,
    found: Found,
    seen: Sequence[Period],
    asked: Period,
    group: Key = ALL,
    by: str = "",
) -> Figure:
    part = context.seen(asked)
    if part is None:
        return figures.unknown(figures.NOT_BEGUN)
    given = Given(
        basis=basis,
        by_lines=bool(context.filters.category) or by == "category",
        filtered=context.picks,
        as_of=context.as_of,
        period=part,
        by=by,
    )
    return metric.compute(found.get((list(seen).index(part), group), Sums()), given)


def _series(context: Context, metric: Metric, basis: str, period: Period, grain: Grain) -> tuple[Point, ...]:
    wholes = whole_periods(period, grain, context.fiscal_start, last=context.as_of)
    most = MOST_STANDING if metric.needs[0].startswith("standing") else MOST_PERIODS - 1
    if len(wholes) > most:
        raise Refused(
            "metrics.too_many_periods",
            _("That is more than %(most)s periods for this metric."),
            field="grain",
            value=grain.value,
            fix=_("Choose longer periods or fewer dates."),
            params={"most": most},
        )
    parts = [Period(max(whole.start, period.start), min(whole.end, period.end)) for whole in wholes]
    seen = [observed for part in parts if (observed := context.seen(part))]
    found = gather(context, metric.needs, seen, grain)
    return tuple(
        Point(
            period=part,
            label=label(whole, grain, context.fiscal_start),
            figure=_figure(context, metric, basis, found, seen, part),
            is_open=is_open(whole, context.as_of) and part.end > context.as_of,
            is_cut=part.start > whole.start or part.end < min(whole.end, context.as_of + DAY),
        )
        for whole, part in zip(wholes, parts, strict=True)
    )


def _groups(
    context: Context, metric: Metric, basis: str, period: Period, other: Period | None, by: str, limit: int
) -> tuple[tuple[Group, ...], int]:
    seen = [part for asked in (period, other) if asked and (part := context.seen(asked))]
    if context.seen(period) is None:
        return (), 0
    found = gather(context, metric.needs, seen, by=by)
    place = seen.index(context.seen(period) or period)
    figured = {
        key: _figure(context, metric, basis, found, seen, period, key, by) for number, key in found if number == place
    }
    figured = {key: one for key, one in figured.items() if _says_something(key, one, found[place, key])}
    ordered = sorted(figured, key=lambda key: (*_size(figured[key]), key is None, str(key)))
    names = _names(context, by, ordered[:limit])
    groups = []
    for key in ordered[:limit]:
        before = _figure(context, metric, basis, found, seen, other, key, by) if other else None
        compared = figures.change(figured[key], before, metric.unit) if before else None
        groups.append(Group(key, names[key], figured[key], before, compared))
    return tuple(groups), max(0, len(ordered) - limit)


def _says_something(key: Key, figure: Figure, sums: Sums) -> bool:
    """Whether a group is one: what refunds or unidentified orders bring along at 0 is none of its own."""
    if figure.value or figure.unidentified:
        return True
    ordered = "orders" not in sums or bool(sums["orders"] or sums["orders_un"])
    return key is not None and ordered


def _size(figure: Figure) -> tuple[float, float]:
    """Largest first: by what a share or mean rests on, else by the value; what is not known stands last."""
    if figure.value is None:
        return (1.0, -float(figure.denominator or 0))
    return (0.0, -float(figure.value if figure.denominator is None else figure.denominator))


def _names(context: Context, by: str, keys: Sequence[Key]) -> dict[Key, str]:
    from regulars.domains.insights.facts.words import NOT_KNOWN

    if by != "first_product":
        return {key: str(key) if key else str(NOT_KNOWN) for key in keys}
    titles = titles_of(context, [key for key in keys if isinstance(key, int)])
    return {key: titles.get(key) or str(NOT_KNOWN) if isinstance(key, int) else str(NOT_KNOWN) for key in keys}


def titles_of(context: Context, products: Sequence[int]) -> dict[int, str]:
    """Titles of products by their number."""
    wanted = tuple(sorted(set(products)))
    if not wanted:
        return {}

    def titles() -> Expr:
        table = context.lake.table("products")
        return table.filter(table.id.isin(wanted)).select(number=table.id, title=table.title)

    rows = context.rows(("titles", wanted), titles)
    return {row["number"]: row["title"] for row in rows}


def _reaches(context: Context, metric: Metric, other: Period) -> bool:
    """Whether the history covers what is compared with; a standing needs only its last evening.

    A month may begin with a holiday: a tenth of the days may lie before the first sale.
    """
    if metric.span == "at_end":
        return other.end > context.since
    return (context.since - other.start).days * 10 <= other.days


def _check(metric: Metric, grain: str, by: str) -> None:
    if grain and grain not in list(Grain):
        raise Refused(
            "metrics.unknown_grain",
            _("“%(value)s” is no length of period."),
            field="grain",
            value=grain,
            fix=_("Use one of: %(allowed)s."),
            params={"value": grain, "allowed": ", ".join(Grain)},
        )
    if by and by not in metric.dimensions:
        raise Refused(
            "metrics.not_split_by",
            _("%(name)s is not split by “%(value)s”."),
            field="by",
            value=by,
            fix=_("Use one of: %(allowed)s."),
            params={"name": metric.name, "value": by, "allowed": ", ".join(metric.dimensions) or "-"},
        )


def _notes(context: Context, metric: Metric, basis: str, period: Period) -> tuple[str, ...]:
    filters = context.filters
    notes = []
    if is_open(period, context.as_of):
        notes.append("open_period")
    if len(metric.bases) == 1:
        notes.append("one_basis")
    if filters.category:
        notes.append("lines_of_category")
    if basis == "net" and "flow" in metric.needs and (filters.category or filters.first_product or filters.acquisition):
        notes.append("loose_refunds_left_out")
    seen = context.seen(period)
    if seen and metric.needs[0] == "flow" and gather(context, ("flow",), [seen]).get((0, ALL), Sums())["no_rate"]:
        notes.append("no_rate")
    return tuple(notes)


def both_bases(context: Context, metric: Metric, row: MetricRow) -> dict[str, Figure]:
    """The total on each basis the metric has, for those that are printed on both."""
    if not metric.both:
        return {row.basis: row.figure}
    other = next(basis for basis in metric.bases if basis != row.basis)
    ours = context.on_basis(other)
    now, _before = _totals(ours, metric, other, row.period, None)
    return {row.basis: row.figure, other: now}


__all__ = [
    "both_bases",
    "definition",
    "definitions",
    "metric",
    "metrics",
    "row_of",
    "titles_of",
]
