"""The list of customers: everybody, or whom an address asks for; as a page and as a CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base import extends
from regulars.base.shop.queries import ShopRow
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Chip, Empty, Pager, Tab, Tabs
from regulars.base.web.csv import csv_response
from regulars.base.web.desk import act_of, shop_of
from regulars.base.web.formats import COUNT, money_in, show
from regulars.domains.catalog import queries as catalog
from regulars.domains.customers import queries as customers
from regulars.domains.customers import service as customer_service
from regulars.domains.traits import forms, queries
from regulars.domains.traits.types import STATE_NAMES, Conditions
from regulars.domains.traits.views import rows
from regulars.kit.errors import NotFound

if TYPE_CHECKING:
    from regulars.domains.traits.queries.people import Keys

EXPORT_CHUNK = 1_000
TABS = ("active", "at_risk", "lapsed", "returned", "none", "shared")


@dataclass(frozen=True, slots=True)
class _List:
    """Who an address asks for, in its order; `picked` says that other than conditions chose them."""

    asked: forms.Asked
    shop: ShopRow
    contact: bool
    keys: Keys
    named: extends.CustomerList | None
    is_picked: bool

    @property
    def totals(self) -> queries.Totals:
        return queries.totals_of(self.asked.conditions, self.keys if self.is_picked else None)


@access("customers.read", privacy="personal")
def customer_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the customers an address asks for."""
    shop = shop_of(request)
    if shop is None:
        return render(request, "traits/customers.html", {"heading": _("Customers"), "empty": _nobody_yet(request)})
    found = _find(request, shop)
    asked = found.asked
    totals = found.totals
    first = (min(asked.page, _pages(len(found.keys), asked.size)) - 1) * asked.size
    shown = found.keys[first : first + asked.size].tolist()
    offered = queries.choices()
    titles = catalog.product_titles(
        [*(one for one, _count in offered.first_products), *asked.conditions.first_products]
    )
    everybody = totals if not asked.is_filtered else queries.totals_of(Conditions(basis=asked.conditions.basis))
    context = {
        "heading": found.named.title if found.named else _("Customers"),
        "finding": _finding(found, totals, everybody),
        "back": found.named.back_url if found.named else "",
        "note": found.named.note if found.named else "",
        "unread": _unread(asked),
        "tabs": None if found.is_picked else _tabs(asked),
        "filters": forms.filter_bar(asked, offered, titles, shop, by_name=found.contact, named=_chip(found)),
        "table": rows.customer_table(
            _rows(found, shown),
            asked.sort,
            totals=totals,
            currency=shop.reporting_currency,
            contact=found.contact,
            pager=_pager(asked, first, len(shown), len(found.keys)),
            csv_url=f"{reverse('traits:customers_csv')}{asked.address()}" if _may_export(request) else "",
        )
        if everybody.people
        else None,
        "empty": None if everybody.people else _nobody_yet(request),
    }
    return render(request, "traits/customers.html", context)


@access("customers.export", privacy="personal")
def customer_list_csv(request: HttpRequest) -> HttpResponseBase:
    """Stream everybody an address asks for; that somebody did so is kept in the log."""
    shop = shop_of(request)
    if shop is None:
        raise NotFound("shop.not_set_up", _("The shop is not set up yet"))
    found = _find(request, shop)
    conditions = forms.without_words(found.asked.query)
    write(customer_service.record_export, act_of(request), len(found.keys), found.contact, conditions)
    header = rows.csv_header(shop.reporting_currency, contact=found.contact)
    return csv_response("customers", header, _exported(found))


def _find(request: HttpRequest, shop: ShopRow) -> _List:
    contact = may(request.user, "customers.contact")
    asked = forms.read(request.GET, shop, by_name=contact)
    named = _named_list(asked.list_name)
    if asked.sort.removeprefix("-") == "name":
        keys = queries.keep(_by_name(descending=asked.sort.startswith("-")), queries.rank_people(asked.conditions))
    else:
        keys = queries.rank_people(asked.conditions, asked.sort)
    if named is not None:
        keys = queries.keep(keys, named.customers)
    if asked.words:
        keys = queries.keep(keys, customers.search_ids(asked.words, contact=contact))
    return _List(asked, shop, contact, keys, named, bool(asked.words or named))


def _by_name(*, descending: bool) -> Any:
    import numpy as np

    from regulars.base.lake import cached

    keys = cached("people by name", lambda: np.array(customers.ids_by_name(), dtype=np.int64))
    return keys[::-1] if descending else keys


def _named_list(text: str) -> extends.CustomerList | None:
    """Return the list that `?list=<provider>.<name>` opens.

    Raises:
        NotFound: nobody knows it (any more).
    """
    if not text:
        return None
    provider_key, _dot, name = text.partition(".")
    provider = extends.lists.get(provider_key)
    found = provider.find(name) if provider is not None else None
    if found is None:
        raise NotFound("list.unknown", _("This list does not exist any more"), field="list", value=text)
    return found


def _rows(found: _List, shown: Sequence[int]) -> list[rows.Line]:
    people = queries.list_people(shown, found.asked.conditions.basis)
    known = customers.customers_by_id(shown, contact=found.contact)
    labels = customers.labels_of(known, contact=found.contact)
    titles = catalog.product_titles(row.first_product for row in people.values() if row.first_product)
    return [
        rows.Line(known[key], labels[key], people[key], titles.get(people[key].first_product or 0, ""))
        for key in shown
        if key in known and key in people
    ]


def _exported(found: _List) -> Iterator[list[Any]]:
    keys: list[int] = found.keys.tolist()
    for first in range(0, len(keys), EXPORT_CHUNK):
        for line in _rows(found, keys[first : first + EXPORT_CHUNK]):
            yield rows.csv_row(line, found.shop.reporting_currency, contact=found.contact)


def _finding(found: _List, totals: queries.Totals, everybody: queries.Totals) -> str:
    money = show(totals.net_rep, money_in(found.shop.reporting_currency))
    if not everybody.people:
        return ""
    if not found.asked.is_filtered:
        return _("%(people)s customers; %(buyers)s of them placed %(orders)s orders worth %(money)s net.") % {
            "people": show(totals.people, COUNT),
            "buyers": show(totals.buyers, COUNT),
            "orders": show(totals.orders, COUNT),
            "money": money,
        }
    if not totals.people:
        return _("Nobody of %(everybody)s customers meets all of this.") % {"everybody": show(everybody.people, COUNT)}
    words = ngettext(
        "%(people)s of %(everybody)s customers: %(orders)s orders worth %(money)s net so far.",
        "%(people)s of %(everybody)s customers: together %(orders)s orders worth %(money)s net so far.",
        totals.people,
    )
    return words % {
        "people": show(totals.people, COUNT),
        "everybody": show(everybody.people, COUNT),
        "orders": show(totals.orders, COUNT),
        "money": money,
    }


def _tabs(asked: forms.Asked) -> Tabs:
    counts = queries.state_counts(asked.conditions)
    chosen = asked.conditions.states
    tabs = [Tab(_("All"), asked.address(state=""), not chosen, sum(counts.values()))]
    for state in TABS:
        if counts.get(state) or state in chosen:
            name = _(STATE_NAMES[state])
            tabs.append(Tab(name, asked.address(state=state), chosen == (state,), counts.get(state, 0)))
    return Tabs(tabs, label=_("State"))


def _chip(found: _List) -> Chip | None:
    return Chip(_("A list of its own"), found.asked.address(list="")) if found.named else None


def _unread(asked: forms.Asked) -> str:
    if not asked.unread:
        return ""
    words = _("These parts of the address could not be read and are left out: %(names)s.")
    return words % {"names": ", ".join(asked.unread)}


def _pages(total: int, size: int) -> int:
    return max(1, -(-total // size))


def _pager(asked: forms.Asked, first: int, shown: int, total: int) -> Pager:
    page = first // asked.size + 1
    return Pager(
        (first + 1 if shown else 0, first + shown),
        total,
        previous_url=asked.address(page=str(page - 1)) if page > 1 else "",
        next_url=asked.address(page=str(page + 1)) if first + shown < total else "",
    )


def _may_export(request: HttpRequest) -> bool:
    return may(request.user, "customers.export")


def _nobody_yet(request: HttpRequest) -> Empty:
    """Say what will be here; the step that fills it is for those who may take it."""
    able = may(request.user, "imports.run")
    return Empty(
        _("Nobody here yet"),
        _("Everybody who ordered will be listed here, with how often, how recently and for how much they buy."),
        icon="users",
        action=Action(_("Import orders"), "/desk/imports", icon="upload", primary=True) if able else None,
    )
