"""The cohort grid: who came when, and how many of them came again."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from regulars.base.extends import Text
from regulars.base.web.access import access, may
from regulars.base.web.components import Grid, GridCell, GridRow
from regulars.base.web.csv import csv_address
from regulars.base.web.formats import COUNT, PERCENT, Number, Unit, day, likely, show
from regulars.base.web.waiting import patient
from regulars.domains.insights.forms import select
from regulars.domains.insights.queries.cohorts import AGES, COHORT_GRAINS, cohorts_in
from regulars.domains.insights.rules.cohorts import age_days
from regulars.domains.insights.types.reports import OPEN, Cohort, CohortCell, CohortGrid
from regulars.domains.insights.views.page import Report, report
from regulars.kit.periods import Grain, Period

SHOWN: Mapping[str, Text] = {
    "share": gettext_lazy("Share who ordered"),
    "customers": gettext_lazy("Customers who ordered"),
    "revenue": gettext_lazy("Revenue"),
    "cumulative": gettext_lazy("Revenue so far for each buyer"),
}
GRAIN_NAMES: Mapping[str, Text] = {
    "month": gettext_lazy("month"),
    "week": gettext_lazy("week"),
    "quarter": gettext_lazy("quarter"),
    "year": gettext_lazy("year"),
}
AGE_NAMES: Mapping[str, Text] = {
    "calendar": gettext_lazy("calendar periods"),
    "days30": gettext_lazy("blocks of 30 days"),
}
MOST_AGES = 36


@access("reports.read", privacy="none")
@patient
def cohorts(request: HttpRequest) -> HttpResponseBase:
    """Show buyers by the period of their first order, and what they did at each age."""
    with report(request) as page:
        heading = _("Cohorts")
        if page.is_empty:
            will_be = _("Buyers by the month of their first order, and how many of them ordered again in later months.")
            return page.nothing_yet(heading, will_be)
        grain = page.asked.text("grain", COHORT_GRAINS, "month")
        ages = page.asked.text("ages", AGES, "calendar")
        measure = page.asked.text("show", list(SHOWN), "share")
        found = cohorts_in(page.context, grain=grain, ages=ages)
        grid = _grid(page, found, measure)
        extra = [
            select(page.asked, "show", _("Show"), SHOWN, default="share"),
            select(page.asked, "grain", _("Buyers won in a"), GRAIN_NAMES, default="month"),
            select(page.asked, "ages", _("Age in"), AGE_NAMES, default="calendar", primary=False),
        ]
        return page.answer(
            [grid],
            heading=heading,
            finding=_finding(found),
            filters=page.bar(*extra),
            picture=grid,
            explained=[
                _("Age 0 is the period of the first order. An empty cell has not begun; a hatched one is not over yet.")
            ],
        )


def _grid(page: Report, found: CohortGrid, measure: str) -> Grid:
    unit = {"share": PERCENT, "customers": COUNT}.get(measure, page.money)
    width = min(MOST_AGES, max((len(one.cells) for one in found.cohorts), default=0))
    linked = may(page.request.user, "customers.read") and not page.context.picks
    rows = [_row(page, found, one, measure, unit, width, linked=linked) for one in found.cohorts]
    pooled = None
    if found.overall:
        cells = [_cell(cell, measure, unit) for cell in found.overall[:width]]
        blanks = [GridCell(None, "blank")] * (width - len(cells))
        pooled = GridRow(_("Comparable"), None, [*cells, *blanks])
    return Grid(
        key="cohorts",
        title=str(SHOWN[measure]),
        corner=_("First order"),
        columns=[str(age) for age in range(width)],
        rows=rows,
        unit=unit,
        size_label=_("Buyers"),
        columns_label=_("Age in %(ages)s") % {"ages": AGE_NAMES[found.ages]},
        totals=pooled,
        note=_note(found),
        csv_url=csv_address(page.request, "cohorts"),
        skip_columns=1 if measure in ("share", "customers") else 0,
    )


def _row(
    page: Report, found: CohortGrid, one: Cohort, measure: str, unit: Unit, width: int, *, linked: bool
) -> GridRow:
    cells = []
    for cell in one.cells[:width]:
        url = _people(page, found, one.period, cell.age) if linked and cell.active else ""
        cells.append(_cell(cell, measure, unit, url))
    blanks = [GridCell(None, "blank")] * (width - len(cells))
    label = f"{one.label} *" if one.holds_old_customers else one.label
    return GridRow(label, one.size, [*cells, *blanks])


def _cell(cell: CohortCell, measure: str, unit: Unit, url: str = "") -> GridCell:
    values: dict[str, Number | None] = {
        "share": cell.share,
        "customers": cell.active,
        "revenue": cell.amount_minor,
        "cumulative": cell.cumulative_per_buyer_minor,
    }
    title = ""
    if measure == "share" and cell.low is not None:
        counted = _("%(active)s customers") % {"active": show(cell.active, COUNT)}
        title = f"{counted}, {likely(cell.low, cell.high, PERCENT)}"
    return GridCell(values[measure], "open" if cell.state == OPEN else "seen", title=title, url=url)


def _people(page: Report, found: CohortGrid, period: Period, age: int) -> str:
    """The list of the people of a cell; blocks of 30 days begin on each buyer's own day and make no such list."""
    if found.ages != "calendar":
        return ""
    then = age_days(period, Grain(found.grain), age)
    query: dict[str, object] = {"first_from": period.start, "first_to": period.last_day}
    if age:
        query |= {"ordered_from": then.start, "ordered_to": min(then.last_day, page.context.as_of)}
    if page.context.filters.basis != "net":
        query["basis"] = page.context.filters.basis
    return f"{reverse('traits:customers')}?{urlencode(query)}"


def _note(found: CohortGrid) -> str:
    words = _("The last line takes only cohorts from %(day)s on, and only ages that are over.") % {
        "day": day(found.settled_from)
    }
    if any(one.holds_old_customers for one in found.cohorts):
        words += " " + _("* may hold old customers, who look new where the history begins.")
    return words


def _finding(found: CohortGrid) -> str:
    """How many buyers of the cohorts that can be compared came back at the first age, and at the sixth."""
    words = []
    if len(found.overall) > 1:
        sentence = _AFTER_ONE[found.grain if found.ages == "calendar" else "days30"]
        words.append(_(sentence) % _shares(found, 1))
    if len(found.overall) > 6:
        words.append(_("%(share)s at age 6") % _shares(found, 6))
    return ", ".join(words) + "." if words else _("No cohort is old enough yet to be compared.")


def _shares(found: CohortGrid, age: int) -> dict[str, str]:
    return {"share": show(found.overall[age].share, PERCENT)}


_AFTER_ONE: Mapping[str, str] = {
    "month": gettext_noop("%(share)s of buyers ordered again in the month after their first order"),
    "week": gettext_noop("%(share)s of buyers ordered again in the week after their first order"),
    "quarter": gettext_noop("%(share)s of buyers ordered again in the quarter after their first order"),
    "year": gettext_noop("%(share)s of buyers ordered again in the year after their first order"),
    "days30": gettext_noop("%(share)s of buyers ordered again 30 to 59 days after their first order"),
}
