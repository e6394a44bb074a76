"""The reports as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from regulars.base.console import table
from regulars.base.web.formats import COUNT, DAYS, DECIMAL, PERCENT, POINTS, Unit, money_in, show
from regulars.domains.insights.facts.words import NOTES, WHY
from regulars.domains.insights.types.figures import Figure, MetricRow
from regulars.domains.insights.types.reports import OPEN, Cohort, CohortCell, CohortGrid, RfmGrid

SHOWN = ("customers", "share", "revenue", "cumulative")


def unit_of(unit: str, currency: str) -> Unit:
    if unit == "money" and currency:
        return money_in(currency)
    return {"share": PERCENT, "days": DAYS, "ratio": DECIMAL}.get(unit, COUNT)


def metric_lines(rows: Iterable[MetricRow]) -> Iterable[str]:
    rows = list(rows)
    head = [_("metric"), _("value"), _("likely between"), _("unidentified"), _("before"), _("change")]
    yield from table(head, [_metric(row) for row in rows])
    for row in rows:
        if row.series:
            yield ""
            yield str(row.label)
            yield from _series(row)
        if row.groups:
            yield ""
            yield str(row.label)
            yield from _groups(row)
    yield from notes({code for row in rows for code in row.notes})


def cohort_lines(grid: CohortGrid, shown: str) -> Iterable[str]:
    ages = max((len(one.cells) for one in grid.cohorts), default=0)
    lines = [
        [f"{one.label}{'*' if one.holds_old_customers else ''}", show(one.size, COUNT), *_ages(one, grid, shown)]
        for one in grid.cohorts
    ]
    padded = [line + [""] * (ages + 2 - len(line)) for line in lines]
    yield from table([_("cohort"), _("buyers"), *(str(age) for age in range(ages))], padded)
    if any(cell.state == OPEN for one in grid.cohorts for cell in one.cells):
        yield _("~ not yet complete")
    for code in grid.notes:
        yield f"* {NOTES[code]}"


def rfm_lines(grid: RfmGrid) -> Iterable[str]:
    money = money_in(grid.currency) if grid.currency else COUNT
    cells = {(cell.r, cell.f): cell for cell in grid.cells}
    rows = [
        [str(r), *(show(cells[r, f].customers, COUNT) if (r, f) in cells else "" for f in range(5, 0, -1))]
        for r in range(5, 0, -1)
    ]
    yield from table([_("recency \\ frequency"), "5", "4", "3", "2", "1"], rows)
    yield ""
    yield from table(
        [_("segment"), _("customers"), _("share"), _("revenue")],
        [
            [str(one.label), show(one.customers, COUNT), show(one.share, PERCENT), show(one.amount_minor, money)]
            for one in grid.segments
        ],
    )


def notes(codes: Iterable[str]) -> Iterable[str]:
    for code in sorted(codes):
        yield f"- {NOTES[code]}"


def _metric(row: MetricRow) -> list[str]:
    unit = unit_of(row.unit, row.currency)
    figure = row.figure
    before = ""
    if row.previous is not None:
        before = _shown(row.previous, unit)
    change = ""
    if row.change is not None:
        relative = row.unit != "share"
        value = row.change.relative if relative else row.change.difference
        change = show(value, PERCENT if relative else POINTS) if value is not None else ""
    return [
        str(row.label),
        _shown(figure, unit),
        _between(figure, unit),
        "" if figure.unidentified is None else show(figure.unidentified, unit),
        before or (str(WHY[row.previous_why]) if row.previous_why else ""),
        change,
    ]


def _series(row: MetricRow) -> Iterable[str]:
    unit = unit_of(row.unit, row.currency)
    return table(
        [_("period"), _("value"), _("likely between"), ""],
        [
            [point.label, _shown(point.figure, unit), _between(point.figure, unit), _mark(point.is_open, point.is_cut)]
            for point in row.series
        ],
    )


def _groups(row: MetricRow) -> Iterable[str]:
    unit = unit_of(row.unit, row.currency)
    lines = table(
        [row.by, _("value"), _("likely between"), _("of")],
        [
            [str(group.label), _shown(group.figure, unit), _between(group.figure, unit), _of(group.figure, row)]
            for group in row.groups
        ],
    )
    return [*lines, _("and %(count)s more") % {"count": row.groups_left_out}] if row.groups_left_out else lines


def _of(figure: Figure, row: MetricRow) -> str:
    return "" if figure.denominator is None else show(figure.denominator, COUNT)


def _shown(figure: Figure, unit: Unit) -> str:
    if figure.value is None:
        return f"– {WHY[figure.why]}" if figure.why else "–"
    return show(figure.value, unit) + (" " + _("(estimated)") if figure.estimated else "")


def _between(figure: Figure, unit: Unit) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{show(figure.low, unit)} … {show(figure.high, unit)}"


def _mark(is_open: bool, is_cut: bool) -> str:
    return _("open") if is_open else _("part") if is_cut else ""


def _ages(one: Cohort, grid: CohortGrid, shown: str) -> list[str]:
    money = money_in(grid.currency) if grid.currency else COUNT
    return [_cell(cell, shown, money) for cell in one.cells]


def _cell(cell: CohortCell, shown: str, money: Unit) -> str:
    value = {
        "customers": show(cell.active, COUNT),
        "share": show(cell.share, PERCENT),
        "revenue": show(cell.amount_minor, money),
        "cumulative": show(cell.cumulative_per_buyer_minor, money),
    }[shown]
    return f"{value}~" if cell.state == OPEN else value
