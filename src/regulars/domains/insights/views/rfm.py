"""Buyers by recency and frequency."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.extends import Text
from regulars.base.web.access import access, may
from regulars.base.web.components import Cell, Column, Grid, GridCell, GridRow, Row, Table
from regulars.base.web.csv import csv_address
from regulars.base.web.formats import COUNT, DAYS, PERCENT, Number, Unit, show
from regulars.base.web.waiting import patient
from regulars.domains.insights.facts.words import SEGMENT_WORDS
from regulars.domains.insights.forms import select
from regulars.domains.insights.queries.grid import rfm_in
from regulars.domains.insights.types.reports import RfmCell, RfmGrid
from regulars.domains.insights.views.page import Report, report

SHOWN: Mapping[str, Text] = {
    "customers": gettext_lazy("Customers"),
    "revenue": gettext_lazy("Revenue"),
    "mean": gettext_lazy("Revenue of each"),
}
SCORES = (5, 4, 3, 2, 1)


@access("reports.read", privacy="none")
@patient
def rfm(request: HttpRequest) -> HttpResponseBase:
    """Show the grid of recency by frequency, the segments it makes and what the scores mean."""
    with report(request) as page:
        heading = _("Recency and frequency")
        if page.is_empty:
            return page.nothing_yet(heading, _("Your customers by how recently and how often they buy."))
        measure = page.asked.text("show", list(SHOWN), "customers")
        found = rfm_in(page.context)
        grid, segments, bands = _grid(page, found, measure), _segments(page, found), _bands(page, found)
        extra = select(page.asked, "show", _("Show"), SHOWN, default="customers")
        return page.answer(
            [grid, segments, bands],
            heading=heading,
            finding=_finding(found),
            filters=page.bar(extra, dates=False),
            picture=grid,
            tables=[segments, bands],
            explained=[_explained(found)],
        )


def _linked(page: Report) -> bool:
    """Whether the list of customers shows the same people: it knows no filters of orders, and no other day."""
    return may(page.request.user, "customers.read") and not page.context.picks and page.context.filters.as_of is None


def _people(basis: str, **query: object) -> str:
    """The list of the people of a cell or segment; without a basis the list counts net."""
    named = {"basis": basis} if basis != "net" else {}
    return f"{reverse('traits:customers')}?{urlencode({**query, **named})}"


def _grid(page: Report, found: RfmGrid, measure: str) -> Grid:
    cells = {(cell.r, cell.f): cell for cell in found.cells}
    linked = _linked(page)
    rows = [
        GridRow(
            _range(found, "r", r),
            None,
            [_cell(cells.get((r, f)), measure, found.basis if linked else "") for f in SCORES],
        )
        for r in SCORES
    ]
    return Grid(
        key="rfm",
        title=str(SHOWN[measure]),
        corner=_("Last purchase"),
        columns=[_range(found, "f", f) for f in SCORES],
        columns_label=_("Purchase days"),
        rows=rows,
        unit=COUNT if measure == "customers" else page.money,
        csv_url=csv_address(page.request, "rfm"),
        square=True,
    )


def _cell(cell: RfmCell | None, measure: str, linked_basis: str) -> GridCell:
    if cell is None:
        return GridCell(None, "blank")
    values: dict[str, Number] = {
        "customers": cell.customers,
        "revenue": cell.amount_minor,
        "mean": cell.mean_minor,
    }
    name = str(SEGMENT_WORDS[cell.segment][0])
    url = _people(linked_basis, r=cell.r, f=cell.f) if linked_basis else ""
    return GridCell(values[measure], title=show(cell.share, PERCENT), note=name, url=url)


def _range(found: RfmGrid, letter: str, score: int) -> str:
    """What a score means: days ago, or purchase days."""
    band = next((one for one in found.bands if (one.letter, one.score) == (letter, score)), None)
    if band is None:
        return _("%(score)s: nobody") % {"score": score}
    ends = show(band.low, COUNT) if band.low == band.high else f"{show(band.low, COUNT)}–{show(band.high, COUNT)}"
    if letter == "r":
        return _("%(score)s: %(days)s days ago") % {"score": score, "days": ends}
    return f"{score}: {ends}"


def _segments(page: Report, found: RfmGrid) -> Table:
    linked = _linked(page)
    columns = [
        Column("segment", _("Segment"), wide=True),
        Column("customers", _("Customers"), COUNT),
        Column("share", _("Of all"), PERCENT),
        Column("revenue", _("Revenue"), page.money),
        Column("revenue_share", _("Of all revenue"), PERCENT),
        Column("advice", _("What to do"), wide=True),
    ]
    rows = [
        Row(
            [
                Cell(str(one.label), url=_people(found.basis, group=one.key) if linked else ""),
                Cell(one.customers, bar=one.share),
                one.share,
                one.amount_minor,
                one.amount_share,
                str(one.advice),
            ]
        )
        for one in found.segments
    ]
    return Table(
        key="segments",
        columns=columns,
        rows=rows,
        caption=_("Segments"),
        totals=[_("Together"), found.customers, "", found.amount_minor, "", ""],
        csv_url=csv_address(page.request, "segments"),
    )


def _bands(page: Report, found: RfmGrid) -> Table:
    letters: dict[str, tuple[str, Unit]] = {
        "r": (_("Days since the last purchase day"), DAYS),
        "f": (_("Purchase days"), COUNT),
        "m": (_("Revenue"), page.money),
    }
    columns = [
        Column("letter", _("Score of")),
        Column("score", _("Score"), COUNT),
        Column("low", _("From"), COUNT),
        Column("high", _("To"), COUNT),
        Column("customers", _("Customers"), COUNT),
    ]
    rows = [
        Row(
            [
                letters[band.letter][0],
                band.score,
                Cell(band.low, letters[band.letter][1]),
                Cell(band.high, letters[band.letter][1]),
                band.customers,
            ]
        )
        for band in found.bands
    ]
    return Table(
        key="bands",
        columns=columns,
        rows=rows,
        caption=_("What the scores mean"),
        csv_url=csv_address(page.request, "bands"),
    )


def _finding(found: RfmGrid) -> str:
    best = next((one for one in found.segments if one.key == "best_regulars"), None)
    if best is None or best.amount_share is None:
        return _("%(count)s buyers.") % {"count": show(found.customers, COUNT)}
    return _("%(count)s best regulars, %(share)s of buyers, bring %(money)s of the revenue.") % {
        "count": show(best.customers, COUNT),
        "share": show(best.share, PERCENT),
        "money": show(best.amount_share, PERCENT),
    }


def _explained(found: RfmGrid) -> str:
    if found.own_cuts:
        return _("Your own cuts score the buyers; 5 is best.")
    words = _("Each score holds about a fifth of all buyers, 5 is best; equal values get equal scores.")
    held = {letter: {band.score for band in found.bands if band.letter == letter} for letter in ("r", "f")}
    if all(len(scores) == len(SCORES) for scores in held.values()):
        return words
    more = _(
        "A score that nobody has is left over by ties: so many buyers share one value that their common rank lies "
        "in the middle of several fifths. Cuts of your own, under Settings > What counts, fill the scores as you like."
    )
    return f"{words} {more}"
