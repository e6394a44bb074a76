"""Pictures of metrics: stats, and the chart over time."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from regulars.base.web.components import Delta, LineChart, Series, Stat
from regulars.base.web.csv import csv_address
from regulars.base.web.formats import PERCENT, POINTS, Number, day
from regulars.domains.insights.facts.definitions import Metric
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.queries.metrics import row_of
from regulars.domains.insights.rules.goals import LESS_IS_BETTER
from regulars.domains.insights.types import days_text
from regulars.domains.insights.types.figures import Figure, MetricRow, Point
from regulars.domains.insights.views.page import Report, shown, whole
from regulars.domains.insights.views.words import finding_of

MOST_COLUMNS = 40


def earlier_series(context: Context, metric: Metric, row: MetricRow) -> tuple[Point, ...]:
    """The series of what is compared with, by the same grain; none without a comparison."""
    if row.previous_period is None or row.previous is None or not row.grain:
        return ()
    dates = days_text(row.previous_period)
    before = replace(context, filters=replace(context.filters, dates=dates, compare="none"))
    return row_of(before, metric, grain=row.grain).series


def series_chart(page: Report, row: MetricRow, before: tuple[Point, ...]) -> LineChart | None:
    """The metric over time; with a comparison the earlier time as a dashed line, period by period."""
    if not row.series:
        return None
    unit = page.unit(row.unit)
    points = row.series
    banded = any(point.figure.low is not None for point in points)
    series = [
        Series(
            label=str(row.label),
            values=[point.figure.value for point in points],
            low=[whole(point.figure.low, unit) for point in points] if banded else (),
            high=[whole(point.figure.high, unit) for point in points] if banded else (),
        )
    ]
    if before:
        values: list[Number | None] = [*(point.figure.value for point in before[: len(points)])]
        values += [None] * (len(points) - len(values))
        series.append(Series(label=_("before"), values=values, dashed=True))
    columns = row.span == "placed" and row.unit in ("money", "count") and len(points) <= MOST_COLUMNS and not before
    return LineChart(
        key="series",
        title=finding_of(row, unit),
        x=[point.label for point in points],
        series=series,
        unit=unit,
        x_label=_("Period"),
        open_from=next((place for place, point in enumerate(points) if point.is_open), None),
        note=_note(points),
        csv_url=csv_address(page.request, "series"),
        form="columns" if columns else "line",
        from_zero=row.unit in ("money", "count", "share"),
    )


def stats_of(page: Report, metric: Metric, row: MetricRow, bases: dict[str, Figure]) -> list[Stat]:
    """The figure with its comparison, the other basis, and unidentified orders beside it."""
    unit = page.unit(row.unit)
    figure = row.figure
    bounds = None
    if figure.low is not None and figure.high is not None:
        bounds = (whole(figure.low, unit) or 0, whole(figure.high, unit) or 0)
    note = "" if figure.value is not None else shown(figure, unit)
    stats = [
        Stat(row.label, figure.value, unit, _delta(row), bounds, note=_("estimated") if figure.estimated else note)
    ]
    if row.previous is not None and row.previous_period is not None:
        first, last = day(row.previous_period.start), day(row.previous_period.last_day)
        stats.append(Stat(_("Before"), row.previous.value, unit, note=f"{first} – {last}"))
    if figure.numerator is not None and figure.denominator is not None and row.unit in ("share", "money", "ratio"):
        above, below = (page.unit(part) for part in metric.parts)
        stats.append(Stat(_("Counted"), figure.numerator, above))
        stats.append(Stat(_("Of"), figure.denominator, below))
    if figure.unidentified is not None:
        stats.append(Stat(_("Unidentified orders"), figure.unidentified, unit, term="unidentified orders"))
        stats.append(Stat(_("Together"), figure.together, unit))
    stats += [
        Stat(_("Net") if basis == "net" else _("As sold"), other.value, unit)
        for basis, other in bases.items()
        if basis != row.basis
    ]
    return stats


def _delta(row: MetricRow) -> Delta | None:
    if row.change is None:
        return None
    points = row.unit == "share"
    return Delta(
        value=row.change.difference if points else row.change.relative,
        unit=POINTS if points else PERCENT,
        against=_("on the time before"),
        good="down" if row.name in LESS_IS_BETTER else "up",
    )


def _note(points: tuple[Point, ...]) -> str:
    if any(point.is_cut for point in points):
        return _("The first or last period is cut by the chosen days.")
    return _("The last period is not over yet.") if points[-1].is_open else ""
