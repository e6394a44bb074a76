"""The filters of the brief: what money counts, and which part of the shop."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from regulars.base.web.components import Chip, Choice, FilterBar, FilterField
from regulars.base.web.formats import show
from regulars.domains.insights import queries
from regulars.domains.insights.types import NONE, Filters
from regulars.edges.desk.brief import words

PARTS = ("store", "channel", "country", "category")


def bar(filters: Filters) -> FilterBar:
    """A GET form; what has one value only is not offered."""
    choices = queries.choices()
    basis = [Choice("", _("net")), Choice("sold", _("as sold"))]
    fields = [FilterField("basis", _("Money"), "select", _basis(filters), basis, primary=True)]
    for name in PARTS:
        values, chosen = choices.values.get(name, ()), getattr(filters, name)
        if len(values) > 1 or chosen:
            offered = [Choice("", _("all")), *(Choice(value or NONE, _value(name, value)) for value in values)]
            current = (chosen[0] or NONE) if chosen else ""
            fields.append(FilterField(name, _label(name), "select", current, offered, primary=name in PARTS[:3]))
    chips = tuple(_chips(filters))
    return FilterBar(fields, chips, reset_url="?" if chips else "")


def _basis(filters: Filters) -> str:
    return "" if filters.basis == "net" else filters.basis


def _chips(filters: Filters) -> Iterator[Chip]:
    for name in PARTS:
        chosen = getattr(filters, name)
        if chosen:
            shown = ", ".join(_value(name, value) for value in chosen)
            yield Chip(f"{_label(name)}: {shown}", _without(filters, name))
    if filters.as_of is not None:
        yield Chip(_("as of %(day)s") % {"day": show(filters.as_of)}, _without(filters, "as_of"))


def _without(filters: Filters, name: str) -> str:
    """The address without one of its filters."""
    return "?" + urlencode([(key, value) for key, value in filters.to_query() if key != name])


def _label(name: str) -> str:
    return {"store": _("Store"), "channel": _("Channel"), "country": _("Country"), "category": _("Category")}[name]


def _value(name: str, value: str) -> str:
    if not value:
        return _("(not known)")
    return words.country(value) if name == "country" else value
