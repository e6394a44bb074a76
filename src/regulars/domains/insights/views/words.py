"""Sentences of the reports."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base.web.formats import COUNT, DAYS, PERCENT, POINTS, Unit, day, show, signed
from regulars.domains.insights.types.figures import MetricRow
from regulars.domains.insights.views.page import likely_words, shown

GRAIN_NAMES = {
    "day": gettext_lazy("day"),
    "week": gettext_lazy("week"),
    "month": gettext_lazy("month"),
    "quarter": gettext_lazy("quarter"),
    "year": gettext_lazy("year"),
}


def repeat_finding(rate: MetricRow, second: MetricRow) -> str:
    """Who ordered again, and how long that takes."""
    figure = rate.figure
    if figure.value is None:
        return ""
    words = _("%(again)s of %(all)s buyers ordered again (%(share)s).") % {
        "again": show(figure.numerator, COUNT),
        "all": show(figure.denominator, COUNT),
        "share": show(figure.value, PERCENT),
    }
    if second.figure.value is None:
        return words
    half = _("Half of all buyers do so within %(days)s.") % {"days": show(second.figure.value, DAYS)}
    return f"{words} {half}"


def finding_of(row: MetricRow, unit: Unit) -> str:
    """What one metric says: its value, the change, how sure."""
    if row.figure.value is None:
        return shown(row.figure, unit)
    words = [_("%(value)s from %(first)s to %(last)s") % _where(row, unit)]
    if row.span == "at_end":
        words = [_("%(value)s at the end of %(last)s") % _where(row, unit)]
    if row.change is not None and row.previous is not None:
        words.append(change_words(row))
    if certainty := likely_words(row.figure, unit):
        words.append(certainty)
    return ", ".join(words) + "."


def change_words(row: MetricRow) -> str:
    """The change against what is compared with, its days named."""
    assert row.change is not None
    assert row.previous_period is not None
    points = row.unit == "share"
    value = row.change.difference if points else row.change.relative
    if value is None:
        return _("against nothing before")
    return _("%(change)s on %(first)s to %(last)s") % {
        "change": signed(value, POINTS if points else PERCENT).replace("+±", "±"),
        "first": day(row.previous_period.start),
        "last": day(row.previous_period.last_day),
    }


def people(count: int) -> str:
    return ngettext("%(count)s customer", "%(count)s customers", count) % {"count": show(count, COUNT)}


def _where(row: MetricRow, unit: Unit) -> dict[str, str]:
    last = min(row.period.last_day, row.as_of)
    return {"value": show(row.figure.value, unit), "first": day(row.period.start), "last": day(last)}
