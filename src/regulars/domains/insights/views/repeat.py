"""Time between orders: how long until the next one, and how far apart purchase days are."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.access import access
from regulars.base.web.components import Bar, BarChart, Cell, Column, LineChart, Row, Series, Table
from regulars.base.web.csv import csv_address
from regulars.base.web.formats import COUNT, DAYS, PERCENT, Number, interval, show
from regulars.base.web.waiting import patient
from regulars.domains.insights.queries.curves import gaps_in, repeat_curves_in
from regulars.domains.insights.types.reports import CurvePoint, GapHistogram, Quartile, RepeatCurve
from regulars.domains.insights.views.page import Report, report

MOST_CURVES = 5
BINS_DRAWN = 26


@access("reports.read", privacy="none")
@patient
def repeat(request: HttpRequest) -> HttpResponseBase:
    """Show the curves from each order to the next, their quartiles, and the gaps between purchase days."""
    with report(request) as page:
        heading = _("Time between orders")
        if page.is_empty:
            return page.nothing_yet(heading, _("How long your customers take from one order to the next."))
        curves, gaps = repeat_curves_in(page.context, deepest=MOST_CURVES), gaps_in(page.context)
        chart, table, histogram = _chart(page, curves), _table(page, curves), _histogram(page, gaps)
        return page.answer(
            [chart, table, histogram],
            heading=heading,
            finding=_finding(curves),
            filters=page.bar(),
            picture=chart,
            tables=[table, histogram],
            scripts=True,
            explained=[
                _("Who has not ordered again yet counts as still waiting, so recent buyers do not bend the curves."),
                _("Gaps that have ended are shorter than waits are: long ones have had less time to end."),
            ],
        )


def _name(curve: RepeatCurve) -> str:
    if curve.and_later:
        return _("after order %(number)s or later") % {"number": curve.nth}
    return _("order %(first)s to %(next)s") % {"first": curve.nth, "next": curve.nth + 1}


def _chart(page: Report, curves: tuple[RepeatCurve, ...]) -> LineChart | None:
    """Stairs over the days on which anything happened, every curve as far as it is known."""
    if not curves:
        return None
    days = sorted({0, *(point.day for curve in curves for point in curve.points)})
    return LineChart(
        key="curves",
        title=_finding(curves),
        x=days,
        series=[_series(curve, days, banded=place == 0) for place, curve in enumerate(curves)],
        unit=PERCENT,
        x_label=_("Days since the order before"),
        x_unit=COUNT,
        y_label=_("Have ordered again"),
        csv_url=csv_address(page.request, "curves"),
        form="step",
    )


def _series(curve: RepeatCurve, days: list[int], *, banded: bool) -> Series:
    values: list[Number | None] = []
    low: list[Number | None] = []
    high: list[Number | None] = []
    at = -1
    point: CurvePoint | None = None
    for day in days:
        while at + 1 < len(curve.points) and curve.points[at + 1].day <= day:
            at += 1
            point = curve.points[at]
        known = day <= curve.last_day
        values.append((point.share if point else 0.0) if known else None)
        low.append(point.low if point and known else None)
        high.append(point.high if point and known else None)
    return Series(_name(curve), values, low if banded else (), high if banded else ())


def _table(page: Report, curves: tuple[RepeatCurve, ...]) -> Table:
    columns = [
        Column("curve", _("Wait"), wide=True),
        Column("subjects", _("Began to wait"), COUNT),
        Column("ended", _("Ordered again"), COUNT),
        Column("first", _("A quarter by"), DAYS),
        Column("median", _("Half by"), DAYS),
        Column("likely", _("Likely"), term="likely"),
        Column("third", _("Three quarters by"), DAYS),
    ]
    rows = [
        Row(
            [
                _name(curve),
                curve.subjects,
                curve.ended,
                curve.quartiles[0].day,
                curve.quartiles[1].day,
                Cell(_certainty(curve.quartiles[1])),
                curve.quartiles[2].day,
            ]
        )
        for curve in curves
    ]
    return Table(
        key="quartiles",
        columns=columns,
        rows=rows,
        caption=_("Days until the next order"),
        csv_url=csv_address(page.request, "quartiles"),
        note=_("A dash: fewer than that have ordered again in the time observed."),
    )


def _certainty(quartile: Quartile) -> str:
    if quartile.low is None or quartile.high is None:
        return ""
    return interval(quartile.low, quartile.high, DAYS)


def _histogram(page: Report, gaps: GapHistogram) -> BarChart | None:
    """Weeks; what lies beyond half a year stands in the last bar."""
    if not gaps.gaps:
        return None
    drawn, rest = gaps.bins[:BINS_DRAWN], gaps.bins[BINS_DRAWN:]
    bars = [Bar(f"{one.first_day}–{one.last_day}", one.gaps) for one in drawn]
    if rest:
        bars.append(Bar(_("over %(days)s") % {"days": rest[0].first_day - 1}, sum(one.gaps for one in rest)))
    title = ngettext(
        "%(gaps)s gap between purchase days; half are no longer than %(days)s",
        "%(gaps)s gaps between purchase days; half are no longer than %(days)s",
        gaps.gaps,
    )
    return BarChart(
        key="gaps",
        title=title % {"gaps": show(gaps.gaps, COUNT), "days": show(gaps.quartiles_days[1], DAYS)},
        bars=bars,
        unit=COUNT,
        label=_("Days"),
        csv_url=csv_address(page.request, "gaps"),
    )


def _finding(curves: tuple[RepeatCurve, ...]) -> str:
    if not curves:
        return _("Nobody has ordered in these days.")
    first = curves[0]
    median = first.quartiles[1].day
    words = _("%(ended)s of %(all)s buyers ordered again") % {
        "ended": show(first.ended, COUNT),
        "all": show(first.subjects, COUNT),
    }
    if median is None:
        return _("%(words)s; fewer than half so far.") % {"words": words}
    return _("%(words)s; half of all buyers do so by day %(day)s.") % {"words": words, "day": show(median, COUNT)}
