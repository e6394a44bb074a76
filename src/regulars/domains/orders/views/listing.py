"""The list of orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.shop.queries import ShopRow
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Cell, Column, Empty, Pager, Row, Table
from regulars.base.web.csv import csv_response
from regulars.base.web.desk import act_of, shop_of
from regulars.base.web.formats import COUNT, INSTANT, Value, money_in, show
from regulars.domains.customers import queries as customers
from regulars.domains.orders import forms, queries, service
from regulars.domains.orders.forms import KIND_NAMES, badges_of
from regulars.domains.orders.types import OrderConditions, OrderRow, OrderTotals
from regulars.kit.errors import NotFound
from regulars.kit.money import decimal_text

EXPORT_CHUNK = 2_000


@access("orders.read", privacy="personal")
def order_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the orders an address asks for."""
    shop = shop_of(request)
    everything = queries.order_totals(OrderConditions()) if shop else None
    if shop is None or everything is None or not everything.orders:
        return render(request, "orders/orders.html", {"heading": _("Orders"), "empty": _nothing_yet(request)})
    asked = forms.read(request.GET, shop)
    contact = may(request.user, "customers.contact")
    if asked.words:
        rows = queries.find_orders(asked.words, limit=asked.size)
        totals, first, total = None, 0, len(rows)
    else:
        totals = queries.order_totals(asked.conditions)
        total = totals.orders
        first = (min(asked.page, max(1, -(-total // asked.size))) - 1) * asked.size
        keys = queries.list_orders(asked.conditions, asked.sort, offset=first, limit=asked.size)
        known = queries.orders_by_id(keys)
        rows = [known[key] for key in keys if key in known]
    table = _table(rows, _labels(rows, contact=contact), asked, totals, shop, first, total)
    if may(request.user, "customers.export") and not asked.words:
        table = replace(table, csv_url=f"{reverse('orders:orders_csv')}{asked.address()}")
    context = {
        "heading": _("Orders"),
        "finding": _finding(totals, everything, shop),
        "filters": forms.filter_bar(asked, queries.order_choices()),
        "unread": ", ".join(asked.unread),
        "table": table,
    }
    return render(request, "orders/orders.html", context)


@access("customers.export", privacy="pseudonymous")
def order_list_csv(request: HttpRequest) -> HttpResponseBase:
    """Stream all orders an address asks for, customers by id only; that somebody did so is kept in the log."""
    shop = shop_of(request)
    if shop is None:
        raise NotFound("shop.not_set_up", _("The shop is not set up yet"))
    asked = forms.read(request.GET, shop)
    rows = queries.order_totals(asked.conditions).orders
    write(service.record_export, act_of(request), rows, forms.without_words(asked.query))
    header = [
        _("Id"), _("Order"), _("Placed"), _("Customer"), _("Kind"), _("Counts"), _("Status in the store"),
        _("Currency"), _("Sold at list price"), _("Discount"), _("Given back"), _("Net"), _("Shipping"), _("Tax"),
        _("Charged"), _("Country"), _("Store"), _("Channel"), _("Source"),
    ]  # fmt: skip
    return csv_response("orders", header, _exported(asked, shop, rows))


def _exported(asked: forms.Asked, shop: ShopRow, rows: int) -> Iterator[list[Any]]:
    for first in range(0, rows, EXPORT_CHUNK):
        keys = queries.list_orders(asked.conditions, asked.sort, offset=first, limit=EXPORT_CHUNK)
        known = queries.orders_by_id(keys)
        for row in (known[key] for key in keys if key in known):
            amounts = (
                row.sold_minor, row.discount_minor, row.refunded_minor, row.net_minor, row.shipping_minor,
                row.tax_minor, row.total_minor,
            )  # fmt: skip
            yield [
                row.public_id, row.number, row.placed_at, shop.public("cus", row.customer) if row.customer else "",
                KIND_NAMES[row.kind], row.is_counted, row.status, row.currency,
                *(decimal_text(amount, row.currency) for amount in amounts),
                row.country, row.store, row.channel, row.source,
            ]  # fmt: skip


def _labels(rows: list[OrderRow], *, contact: bool) -> dict[int, tuple[str, str]]:
    """Return what to call each order's customer, and where their page is."""
    keys = sorted({row.customer for row in rows if row.customer is not None})
    people = customers.customers_by_id(keys, contact=contact)
    labels = customers.labels_of(people, contact=contact)
    return {key: (labels[key], reverse("customers:customer", args=[people[key].public_id])) for key in people}


def _table(
    rows: list[OrderRow],
    people: dict[int, tuple[str, str]],
    asked: forms.Asked,
    totals: OrderTotals | None,
    shop: ShopRow,
    first: int,
    total: int,
) -> Table:
    columns = [
        Column("number", _("Order")),
        Column("placed", _("Placed"), INSTANT, sortable=not asked.words),
        Column("customer", _("Customer")),
        Column("net", _("Net"), money_in(shop.reporting_currency), sortable=not asked.words),
        Column("refunded", _("Given back"), money_in(shop.reporting_currency), sortable=not asked.words),
        Column("kind", _("Notes")),
        Column("channel", _("Channel")),
        Column("country", _("Country")),
        Column("store", _("Store"), hidden=True),
        Column("source", _("Source"), hidden=True),
    ]
    sums: dict[str, Value] = {}
    if totals:
        sums = {"number": _("Of those that count"), "net": totals.net_rep, "refunded": totals.refunded_rep}
    return Table(
        key="orders",
        columns=columns,
        rows=[_row(row, people, shop) for row in rows],
        totals=[sums.get(column.key, "") for column in columns] if sums else (),
        sort="" if asked.words else asked.sort,
        pager=_pager(asked, first, len(rows), total),
        choose_columns=True,
        caption=_("Orders"),
    )


def _row(row: OrderRow, people: dict[int, tuple[str, str]], shop: ShopRow) -> Row:
    label, address = people.get(row.customer or 0, ("", ""))
    own = None if row.currency == shop.reporting_currency else money_in(row.currency)
    notes = badges_of(row)
    return Row(
        [
            row.number,
            row.placed_at,
            Cell(label or None, url=address),
            Cell(row.net_minor, own, tone="" if row.is_counted else "warning"),
            Cell(row.refunded_minor or None, own),
            Cell("", badge=notes[0], note=", ".join(str(one.label) for one in notes[1:])) if notes else "",
            row.channel,
            row.country,
            row.store,
            row.source,
        ],
        url=reverse("orders:order", args=[row.public_id]),
    )


def _finding(totals: OrderTotals | None, everything: OrderTotals, shop: ShopRow) -> str:
    if totals is None:
        return ""
    if not totals.orders:
        return _("None of %(orders)s orders meets all of this.") % {"orders": show(everything.orders, COUNT)}
    words = (
        _("%(orders)s orders, %(counted)s of them count: %(money)s net.")
        if totals.orders == everything.orders
        else _("%(orders)s of %(everything)s orders; %(counted)s of them count: %(money)s net.")
    )
    return words % {
        "orders": show(totals.orders, COUNT),
        "everything": show(everything.orders, COUNT),
        "counted": show(totals.counted, COUNT),
        "money": show(totals.net_rep, money_in(shop.reporting_currency)),
    }


def _pager(asked: forms.Asked, first: int, shown: int, total: int) -> Pager:
    page = first // asked.size + 1
    return Pager(
        (first + 1 if shown else 0, first + shown),
        total,
        previous_url=asked.address(page=str(page - 1)) if page > 1 else "",
        next_url=asked.address(page=str(page + 1)) if first + shown < total else "",
    )


def _nothing_yet(request: HttpRequest) -> Empty:
    able = may(request.user, "imports.run")
    return Empty(
        _("No orders yet"),
        _("Every order will be listed here, with what was sold, given back, and whether it counts."),
        icon="shopping-bag",
        action=Action(_("Import orders"), "/desk/imports", icon="upload", primary=True) if able else None,
    )
