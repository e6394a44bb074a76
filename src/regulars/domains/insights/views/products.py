"""Which first product leads to a second order, and who brings the money."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.shop.queries import ShopRow
from regulars.base.web.access import access
from regulars.base.web.components import Cell, Column, LineChart, Row, Series, Stat, Table, Tone
from regulars.base.web.csv import csv_address
from regulars.base.web.desk import shop_of
from regulars.base.web.formats import COUNT, DECIMAL, PERCENT, POINTS, interval, show
from regulars.base.web.waiting import patient
from regulars.domains.insights.forms import select
from regulars.domains.insights.queries.cohorts import products_in
from regulars.domains.insights.queries.curves import concentration_in
from regulars.domains.insights.types.reports import Concentration, ProductRow, ProductTable
from regulars.domains.insights.views.page import Report, report

SHOWN = 50
DAYS = ("30", "60", "90", "180", "365")


@access("reports.read", privacy="none")
@patient
def products(request: HttpRequest) -> HttpResponseBase:
    """Show products of first orders by how many of their buyers ordered again."""
    with report(request) as page:
        heading = _("First products")
        if page.is_empty:
            return page.nothing_yet(heading, _("Which product in a first order is followed by a second order."))
        within = page.asked.text("within", DAYS, "90")
        found = products_in(page.context, within_days=int(within), limit=SHOWN)
        table = _table(page, found)
        choices = {days: _("%(days)s days") % {"days": days} for days in DAYS}
        return page.answer(
            [table],
            heading=heading,
            finding=_finding(found),
            filters=page.bar(select(page.asked, "within", _("Again within"), choices, default="90")),
            tables=[table],
            explained=[
                _("The difference is to all other buyers. It is no proof: these buyers may differ in other ways.")
            ],
        )


def _table(page: Report, found: ProductTable) -> Table:
    ours = shop_of(page.request)
    columns = [
        Column("title", _("Product"), wide=True),
        Column("buyers", _("Buyers"), COUNT, sortable=True),
        Column("share", _("Ordered again"), PERCENT, sortable=True, term="repeat purchase rate"),
        Column("likely", _("Likely"), term="likely"),
        Column("difference", _("Against others"), POINTS, sortable=True),
        Column("bounds", _("Likely difference"), hidden=True),
        Column("old", _("Watched long enough"), COUNT, sortable=True, hidden=True),
        Column("repeated", _("Ordered again so far"), COUNT, sortable=True, hidden=True),
        Column("per_buyer", _("Revenue each"), page.money, sortable=True),
    ]
    return Table(
        key="products",
        columns=columns,
        rows=[_row(row, ours) for row in found.rows],
        caption=_("Products of first orders"),
        csv_url=csv_address(page.request, "products"),
        local_sort=True,
        choose_columns=True,
        note=_("%(count)s more are left out.") % {"count": show(found.left_out, COUNT)} if found.left_out else "",
    )


def _row(row: ProductRow, ours: ShopRow | None) -> Row:
    difference = Cell(row.difference, tone=_tone(row))
    bounds = ""
    if row.difference_low is not None:
        bounds = interval(row.difference_low, row.difference_high, POINTS)
    address = reverse("catalog:product", args=[ours.public("prd", row.product)]) if ours else ""
    return Row(
        [
            Cell(row.title or _("(not known)"), url=address),
            row.buyers,
            row.share,
            Cell(interval(row.low, row.high, PERCENT) if row.low is not None else ""),
            difference,
            Cell(bounds),
            row.old,
            row.repeated,
            row.per_buyer_minor,
        ]
    )


def _tone(row: ProductRow) -> Tone:
    """Colored only where the difference is more than chance explains."""
    if row.difference_low is not None and row.difference_low > 0:
        return "good"
    return "bad" if row.difference_high is not None and row.difference_high < 0 else ""


def _finding(found: ProductTable) -> str:
    if not found.old:
        return _("No buyer of these days has been watched for %(days)s days yet.") % {"days": found.within_days}
    return _("%(again)s of %(old)s buyers (%(share)s) ordered again within %(days)s days of their first order.") % {
        "again": show(found.again, COUNT),
        "old": show(found.old, COUNT),
        "share": show(found.again / found.old, PERCENT),
        "days": found.within_days,
    }


@access("reports.read", privacy="none")
@patient
def concentration(request: HttpRequest) -> HttpResponseBase:
    """Show how much of the money the best customers bring."""
    with report(request) as page:
        heading = _("Concentration")
        if page.is_empty:
            return page.nothing_yet(heading, _("How much of the revenue comes from your best customers."))
        found = concentration_in(page.context)
        chart = _curve(page, found)
        return page.answer(
            [chart],
            heading=heading,
            finding=_share_words(found),
            filters=page.bar(),
            stats=_stats(page, found),
            picture=chart,
            scripts=True,
        )


def _stats(page: Report, found: Concentration) -> list[Stat]:
    return [
        Stat(_("Customers"), found.customers, COUNT),
        Stat(_("Revenue"), found.amount_minor, page.money),
        Stat(_("The best tenth brings"), found.top_decile_share, PERCENT, term="concentration"),
        Stat(_("Gini coefficient"), found.gini, DECIMAL),
    ]


def _curve(page: Report, found: Concentration) -> LineChart | None:
    if not found.points:
        return None
    return LineChart(
        key="concentration",
        title=_share_words(found),
        x=[round(point.part * 100, 1) for point in found.points],
        series=[
            Series(_("Share of revenue"), [point.share for point in found.points]),
            Series(_("If all were equal"), [point.part for point in found.points], dashed=True),
        ],
        unit=PERCENT,
        x_label=_("Best customers, percent"),
        x_unit=COUNT,
        csv_url=csv_address(page.request, "concentration"),
    )


def _share_words(found: Concentration) -> str:
    if found.top_decile_share is None:
        return _("Nobody has ordered in these days.")
    return _("%(people)s buyers, the best tenth, bring %(share)s of the revenue.") % {
        "people": show(found.top_decile_customers, COUNT),
        "share": show(found.top_decile_share, PERCENT),
    }
