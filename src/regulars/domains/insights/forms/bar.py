"""The bar of filters above every report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.extends import Text
from regulars.base.web.components import Chip, Choice, FilterBar, FilterField
from regulars.base.web.formats import day
from regulars.domains.insights.forms.asked import Asked
from regulars.domains.insights.queries.choices import Choices
from regulars.domains.insights.types import NONE
from regulars.kit.periods import Period

PRESETS: Mapping[str, Text] = {
    "": gettext_lazy("all"),
    "last-30-days": gettext_lazy("last 30 days"),
    "last-90-days": gettext_lazy("last 90 days"),
    "last-12-months": gettext_lazy("last 12 months"),
    "this-month": gettext_lazy("this month"),
    "last-month": gettext_lazy("last month"),
    "this-quarter": gettext_lazy("this quarter"),
    "last-quarter": gettext_lazy("last quarter"),
    "this-year": gettext_lazy("this year"),
    "last-year": gettext_lazy("last year"),
}
COMPARED: Mapping[str, Text] = {
    "": gettext_lazy("with nothing"),
    "previous": gettext_lazy("with the time just before"),
    "year": gettext_lazy("with a year before"),
}
BASIS_NAMES: Mapping[str, Text] = {"": gettext_lazy("net"), "sold": gettext_lazy("as sold")}
SWITCHES: Mapping[str, Text] = {
    "": gettext_lazy("as the shop has set"),
    "yes": gettext_lazy("count"),
    "no": gettext_lazy("do not count"),
}
DIMENSION_NAMES: Mapping[str, Text] = {
    "store": gettext_lazy("Store"),
    "channel": gettext_lazy("Channel"),
    "country": gettext_lazy("Country"),
    "currency": gettext_lazy("Currency"),
    "category": gettext_lazy("Category"),
    "acquisition": gettext_lazy("Came from"),
    "first_product": gettext_lazy("First product"),
    "kind": gettext_lazy("Kind of order"),
}


def select(
    asked: Asked, name: str, label: Text, names: Mapping[str, Text], *, default: str = "", primary: bool = True
) -> FilterField:
    """One choice of `names`; the default is written as nothing, so that an address says only what was chosen."""
    chosen = asked.query.get(name, "")
    choices = [Choice("" if value == default else value, words) for value, words in names.items()]
    return FilterField(name, label, "select", "" if chosen == default else chosen, choices, primary=primary)


def filter_bar(
    asked: Asked, choices: Choices, period: Period, *extra: FilterField, dates: bool = True, compare: bool = False
) -> FilterBar:
    """The filters as they stand; `extra` are fields of the page itself, `dates` and `compare` what it has use for."""
    given = asked.query
    fields = [*extra]
    if dates:
        fields += [
            FilterField("dates", _("Days"), "select", given.get("dates", ""), _dates(asked, period), primary=True),
            *([select(asked, "compare", _("Compare"), COMPARED)] if compare else []),
            FilterField("from", _("From"), "date", given.get("from", "")),
            FilterField("to", _("To"), "date", given.get("to", "")),
        ]
    fields.append(select(asked, "basis", _("Money"), BASIS_NAMES))
    for name in ("store", "channel", "country", "currency", "category", "acquisition"):
        values = choices.values.get(name, ())
        if len(values) > 1 or given.get(name):
            offered = {"": _("all"), **{value or NONE: value or _("(not known)") for value in values}}
            fields.append(select(asked, name, DIMENSION_NAMES[name], offered, primary=False))
    if choices.products:
        titles = {"": _("all"), **{str(number): title for number, title in choices.products}}
        fields.append(select(asked, "first_product", DIMENSION_NAMES["first_product"], titles, primary=False))
    fields += [
        select(asked, "renewals", _("Renewals"), SWITCHES, primary=False),
        select(asked, "wholesale", _("Wholesale"), SWITCHES, primary=False),
        FilterField("as_of", _("As it stood before"), "date", given.get("as_of", "")),
    ]
    chips = tuple(_chips(asked, choices, dates=dates))
    reset = asked.address(**dict.fromkeys({name for name, _value in asked.filters.to_query()} | {"from", "to"}, ""))
    return FilterBar(fields, chips, reset if chips else "", summary=_period_text(period) if dates else "")


def _dates(asked: Asked, period: Period) -> Sequence[Choice]:
    """The usual stretches, and the one in the address when it is none of them."""
    own = asked.query.get("dates", "")
    named = [Choice(value, label) for value, label in PRESETS.items()]
    return named if own in PRESETS else [*named, Choice(own, _period_text(period))]


def _period_text(period: Period) -> str:
    first, last = day(period.start), day(period.end - timedelta(days=1))
    return first if first == last else f"{first} – {last}"


def _chips(asked: Asked, choices: Choices, *, dates: bool) -> Iterator[Chip]:
    filters, titles = asked.filters, dict(choices.products)
    for name in ("store", "channel", "country", "currency", "category", "acquisition"):
        values = getattr(filters, name)
        if values:
            shown = ", ".join(value or _("(not known)") for value in values)
            yield Chip(f"{DIMENSION_NAMES[name]}: {shown}", asked.address(**{name: ""}))
    if filters.first_product:
        shown = ", ".join(titles.get(number, str(number)) for number in filters.first_product)
        yield Chip(f"{DIMENSION_NAMES['first_product']}: {shown}", asked.address(first_product=""))
    if filters.renewals is not None:
        label = _("Renewals count") if filters.renewals else _("Without renewals")
        yield Chip(label, asked.address(renewals=""))
    if filters.wholesale is not None:
        label = _("Wholesale counts") if filters.wholesale else _("Without wholesale")
        yield Chip(label, asked.address(wholesale=""))
    if filters.as_of is not None:
        shown = _("As of %(day)s") % {"day": day(filters.as_of)}
        yield Chip(shown, asked.address(as_of=""))
    if dates and (asked.query.get("from") or asked.query.get("to")):
        yield Chip(_("Own days"), asked.address(**{"from": "", "to": ""}))
