"""The metric explorer: all metrics at a glance, and one of them over time and by what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.web.access import access
from regulars.base.web.components import Cell, Column, FilterField, Row, Table
from regulars.base.web.csv import csv_address
from regulars.base.web.formats import COUNT, PERCENT, POINTS, Unit
from regulars.base.web.waiting import patient
from regulars.domains.insights.facts.definitions import METRICS, Metric
from regulars.domains.insights.facts.words import WHY
from regulars.domains.insights.forms import DIMENSION_NAMES, select
from regulars.domains.insights.queries.metrics import both_bases, row_of
from regulars.domains.insights.types.figures import Group, MetricRow
from regulars.domains.insights.views import pictures
from regulars.domains.insights.views.page import Report, range_words, report, shown
from regulars.domains.insights.views.words import GRAIN_NAMES, finding_of, repeat_finding
from regulars.kit.periods import Period

GRAINS = tuple(GRAIN_NAMES)
# Longer than this many days, and the next length of period is drawn.
MOST_DAYS = ((45, "day"), (200, "week"), (1_200, "month"))


@access("reports.read", privacy="none")
@patient
def metrics(request: HttpRequest) -> HttpResponseBase:
    """Show all metrics with their comparison."""
    with report(request) as page:
        heading = _("Metrics")
        if page.is_empty:
            return page.nothing_yet(heading, _("Every figure of the shop, what it counts and how sure it is."))
        rows = {name: row_of(page.context, metric) for name, metric in METRICS.items()}
        tables = [
            _overview(page, "placed", _("In these days"), rows),
            _overview(page, "at_end", _("How things stood at their end"), rows),
            _overview(page, "won", _("What became of buyers won in these days"), rows),
        ]
        return page.answer(
            tables,
            heading=heading,
            finding=repeat_finding(rows["repeat_purchase_rate"], rows["time_to_second_order"]),
            filters=page.bar(compare=True),
            tables=tables,
            notes=sorted({code for row in rows.values() for code in row.notes} - {"one_basis"}),
        )


@access("reports.read", privacy="none")
@patient
def metric(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show one metric: over time, by a dimension, and what it counts."""
    if name not in METRICS:
        raise Http404
    defined = METRICS[name]
    with report(request) as page:
        if page.is_empty:
            return page.nothing_yet(str(defined.label), str(defined.counts))
        grain = page.asked.text("grain", GRAINS, _grain_for(page.context.period))
        by = page.asked.text("by", defined.dimensions)
        row = row_of(page.context, defined, grain=grain, by=by)
        chart = pictures.series_chart(page, row, pictures.earlier_series(page.context, defined, row))
        groups = _groups(page, row) if by else None
        return page.answer(
            [chart, groups],
            heading=str(defined.label),
            crumb=(_("Metrics"), reverse("insights:metrics") + page.asked.address(grain="", by="")),
            finding=finding_of(row, page.unit(row.unit)),
            filters=page.bar(*_fields(page, defined), compare=True),
            stats=pictures.stats_of(page, defined, row, both_bases(page.context, defined, row)),
            picture=chart,
            tables=[groups] if groups else [],
            scripts=True,
            definition=defined,
            notes=row.notes,
        )


def _grain_for(period: Period) -> str:
    return next((grain for most, grain in MOST_DAYS if period.days <= most), "quarter")


def _fields(page: Report, defined: Metric) -> Sequence[FilterField]:
    fitting = _grain_for(page.context.period)
    fields = [select(page.asked, "grain", _("Each"), GRAIN_NAMES, default=fitting)]
    if defined.dimensions:
        names = {"": _("nothing"), **{one: DIMENSION_NAMES[one] for one in defined.dimensions}}
        fields.append(select(page.asked, "by", _("Split by"), names))
    return fields


def _overview(page: Report, span: str, caption: str, rows: dict[str, MetricRow]) -> Table:
    columns = [
        Column("metric", _("Metric"), wide=True),
        Column("value", _("Value"), COUNT),
        Column("likely", _("Likely"), term="likely"),
        Column("before", _("Before"), COUNT),
        Column("change", _("Change"), COUNT),
    ]
    if page.context.filters.compare == "none":
        columns = columns[:3]
    kept = [row for row in rows.values() if row.span == span]
    return Table(
        key=span,
        columns=columns,
        rows=[Row(_overview_cells(page, row)[: len(columns)], url=_address(page, row)) for row in kept],
        caption=caption,
        csv_url=csv_address(page.request, span),
    )


def _address(page: Report, row: MetricRow) -> str:
    return reverse("insights:metric", args=[row.name]) + page.asked.address()


def _overview_cells(page: Report, row: MetricRow) -> list[Cell]:
    unit = page.unit(row.unit)
    figure = row.figure
    certainty = range_words(figure, unit) or ("" if figure.value is not None else shown(figure, unit))
    before = Cell(row.previous.value, unit) if row.previous else Cell(None, title=_why_not(row))
    change = Cell(None)
    if row.change is not None:
        points = row.unit == "share"
        change = Cell(row.change.difference if points else row.change.relative, POINTS if points else PERCENT)
    value = Cell(figure.value, unit, note=_("estimated") if figure.estimated else "")
    return [Cell(str(row.label), url=_address(page, row)), value, Cell(certainty), before, change]


def _why_not(row: MetricRow) -> str:
    return str(WHY[row.previous_why]) if row.previous_why else ""


def _groups(page: Report, row: MetricRow) -> Table:
    unit = page.unit(row.unit)
    largest = max((abs(float(group.figure.value or 0)) for group in row.groups), default=0.0)
    columns = [
        Column("name", DIMENSION_NAMES[row.by], wide=True),
        Column("value", row.label, unit),
        Column("likely", _("Likely"), term="likely"),
        Column("of", _("Rests on"), _rests_on(page, row)),
        Column("before", _("Before"), unit),
    ]
    used = [
        True,
        True,
        any(group.figure.low is not None for group in row.groups),
        any(group.figure.denominator is not None for group in row.groups),
        row.previous is not None,
    ]
    rows = [Row(list(compress(_group_cells(page, row, group, largest), used))) for group in row.groups]
    return Table(
        key="groups",
        columns=list(compress(columns, used)),
        rows=rows,
        caption=_("%(metric)s by %(dimension)s") % {"metric": row.label, "dimension": DIMENSION_NAMES[row.by]},
        csv_url=csv_address(page.request, "groups"),
        local_sort=True,
        note=_("%(count)s more are left out.") % {"count": row.groups_left_out} if row.groups_left_out else "",
    )


def _group_cells(page: Report, row: MetricRow, group: Group, largest: float) -> list[Cell]:
    unit, figure = page.unit(row.unit), group.figure
    value = float(figure.value or 0)
    bar = value / largest if largest and value > 0 and row.unit in ("money", "count") else None
    # A group opens the same metric for this group alone, where a filter can say so.
    narrowed = page.asked.address(**{row.by: str(group.key), "by": ""}) if group.key and row.by != "kind" else ""
    return [
        Cell(str(group.label), url=narrowed),
        Cell(figure.value, bar=bar, title="" if figure.value is not None else shown(figure, unit)),
        Cell(range_words(figure, unit)),
        Cell(figure.denominator),
        Cell(group.previous.value if group.previous else None),
    ]


def _rests_on(page: Report, row: MetricRow) -> Unit:
    return page.unit(METRICS[row.name].parts[1])
