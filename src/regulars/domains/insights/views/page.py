"""What all report pages share: the address read, one snapshot opened, filters drawn, an empty page with its step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.web.access import may
from regulars.base.web.components import Action, Empty, FilterBar, FilterField
from regulars.base.web.csv import Part, csv_part
from regulars.base.web.formats import COUNT, DAYS, DECIMAL, PERCENT, Unit, day, interval, likely, money_in, show
from regulars.domains.insights import forms
from regulars.domains.insights.facts.words import NOTES, WHY
from regulars.domains.insights.queries.choices import Choices, choices_in
from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.types.figures import Figure

TEMPLATE = "insights/report.html"


@dataclass(frozen=True, slots=True)
class Report:
    """One report being answered."""

    request: HttpRequest
    asked: forms.Asked
    context: Context
    choices: Choices

    @property
    def is_empty(self) -> bool:
        """Whether the shop has not sold anything yet."""
        return not self.choices.values.get("currency")

    @property
    def money(self) -> Unit:
        return money_in(self.context.currency) if self.context.currency else COUNT

    def unit(self, name: str) -> Unit:
        """The unit of a metric as the desk shows it."""
        if name == "money":
            return self.money
        return {"share": PERCENT, "days": DAYS, "ratio": DECIMAL}.get(name, COUNT)

    def bar(self, *extra: FilterField, dates: bool = True, compare: bool = False) -> FilterBar:
        """The filters, with those of the page itself in front."""
        return forms.filter_bar(self.asked, self.choices, self.context.period, *extra, dates=dates, compare=compare)

    def answer(self, parts: Sequence[Part | None], **context: Any) -> HttpResponseBase:
        """The page, or the CSV of one of its parts when the address asks for that."""
        if found := csv_part(self.request, *parts):
            return found
        notes = [str(NOTES[code]) for code in context.pop("notes", ())]
        words = {"as_of": day(self.context.as_of), "notes": notes, "unread": self.asked.unread}
        return render(self.request, TEMPLATE, words | context)

    def nothing_yet(self, heading: str, will_be: str) -> HttpResponse:
        """The page before there are orders: what will be here, and the step that fills it."""
        able = may(self.request.user, "imports.run")
        action = Action(_("Import orders"), reverse("imports:start"), icon="upload", primary=True) if able else None
        empty = Empty(_("No orders yet"), will_be, icon="chart-line", action=action)
        return render(self.request, TEMPLATE, {"heading": heading, "empty": empty})


@contextmanager
def report(request: HttpRequest) -> Iterator[Report]:
    """Read the address and pin one snapshot for the whole page."""
    asked = forms.read(request.GET)
    with reporting(asked.filters) as context:
        yield Report(request, asked, context, choices_in(context))


def shown(figure: Figure, unit: Unit) -> str:
    """The value in words, or why there is none."""
    if figure.value is None:
        return str(WHY[figure.why]) if figure.why else show(None, unit)
    return show(figure.value, unit)


def likely_words(figure: Figure, unit: Unit) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return likely(whole(figure.low, unit), whole(figure.high, unit), unit)


def range_words(figure: Figure, unit: Unit) -> str:
    """The interval for a column whose header says what it is."""
    if figure.low is None or figure.high is None:
        return ""
    return interval(whole(figure.low, unit), whole(figure.high, unit), unit)


def whole(bound: float | None, unit: Unit) -> int | float | None:
    """A bound as its unit counts: money and days are whole numbers."""
    if bound is None:
        return None
    return round(bound) if unit.kind in {"money", "days", "count"} else bound
