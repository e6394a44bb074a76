"""The page of one order: what was sold, what was charged, what came back, and whether and why it counts."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base.activity import of_subject
from regulars.base.saying import say_all
from regulars.base.shop.queries import shop
from regulars.base.web.access import access, may
from regulars.base.web.components import Badge, Cell, Column, Event, Fact, Facts, Row, Stat, Table, Timeline
from regulars.base.web.desk import viewer_of
from regulars.base.web.formats import COUNT, DECIMAL, INSTANT, Value, money_in
from regulars.domains.catalog import queries as catalog
from regulars.domains.customers import queries as customers
from regulars.domains.orders import queries
from regulars.domains.orders.forms import ROLE_NAMES, badges_of, standing_of
from regulars.domains.orders.types import OrderDetail, OrderLineRow, RefundRow
from regulars.kit.errors import NotFound
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

EVENTS_MAX = 50


@access("orders.read", privacy="personal")
def order_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one order."""
    ours = shop()
    detail = queries.order_detail(ours.number("ord", public_id))
    row = detail.row
    contact = may(request.user, "customers.contact")
    facts = of_subject(f"order:{row.id}", limit=EVENTS_MAX)
    events = [
        Event(fact.occurred_at, said.title, said.detail, said.icon, said.url, said.tone)  # type: ignore[arg-type]
        for fact, said in zip(facts, say_all(facts, viewer_of(request)), strict=True)
        if said is not None
    ]
    context = {
        "heading": _("Order %(number)s") % {"number": row.number},
        "finding": standing_of(detail),
        "badges": badges_of(row),
        "stats": _stats(detail),
        "lines": lines_table(queries.lines_of((row.id,)).get(row.id, []), row.currency),
        "amounts": _amounts(detail),
        "refunds": [_refund(one, contact=contact) for one in detail.refunds],
        "facts": _facts(detail, contact=contact),
        "timeline": Timeline(sorted(events, key=lambda event: event.at, reverse=True)),
    }
    return render(request, "orders/order.html", context)


def lines_table(lines: Sequence[OrderLineRow], currency: str) -> Table:
    """Return an order's lines; those given back in the same order are marked."""
    money = money_in(currency)
    products = catalog.products_by_id(line.product for line in lines if line.product)
    columns = [
        Column("title", _("Product"), wide=True),
        Column("sku", _("Stock number")),
        Column("quantity", _("Units"), DECIMAL),
        Column("price", _("Price"), money),
        Column("sold", _("Sold"), money),
        Column("net", _("Net"), money),
    ]
    rows = []
    for line in lines:
        product = products.get(line.product or 0)
        badge = None if line.role == "sale" else Badge(_("Given back") if line.role == "refund" else _("Correction"))
        rows.append(
            Row(
                [
                    Cell(
                        line.title or (product.title if product else _("(no name)")),
                        url=reverse("catalog:product", args=[product.public_id]) if product else "",
                        note=line.variant_title,
                        image=f"/desk/files/{product.picture}" if product and product.picture else "",
                        badge=badge,
                    ),
                    line.sku,
                    line.quantity_milli / 1000 if line.quantity_milli % 1000 else line.quantity_milli // 1000,
                    half_even(line.unit_price_micros, 10 ** (6 - minor_digits(currency))),
                    line.sold_minor,
                    line.net_minor,
                ]
            )
        )
    units, sold, net = (
        sum(getattr(line, name) for line in lines) for name in ("quantity_milli", "sold_minor", "net_minor")
    )
    totals: list[Value] = [_("All together"), "", units / 1000, "", sold, net] if len(lines) > 1 else []
    return Table("lines", columns, rows, caption=_("What was ordered"), totals=totals)


def _stats(detail: OrderDetail) -> list[Stat]:
    row, money = detail.row, money_in(detail.row.currency)
    back = Stat(_("Given back"), row.refunded_minor, money) if row.refunded_minor else None
    return [
        Stat(_("Net"), row.net_minor, money, term="net sales", note=_("what figures count")),
        Stat(_("Charged"), row.total_minor, money, note=_("with tax and shipping")),
        *([back] if back else []),
        Stat(_("Units"), detail.units_milli / 1000 if detail.units_milli % 1000 else detail.units_milli // 1000, COUNT),
    ]


def _amounts(detail: OrderDetail) -> Facts:
    """Return the way from what was sold to what figures count, and to what was charged."""
    row, money = detail.row, money_in(detail.row.currency)
    facts = [
        Fact(_("Sold at list price"), row.sold_minor, money),
        Fact(_("Discount"), -row.discount_minor, money),
        Fact(_("Tax contained in prices"), -detail.included_tax_minor, money),
        Fact(_("Given back"), -row.refunded_minor, money),
    ]
    kept = [facts[0], *(fact for fact in facts[1:] if fact.value)]
    return Facts(
        [
            *kept,
            Fact(_("Net"), row.net_minor, money, note=_("what figures count")),
            Fact(_("Shipping"), row.shipping_minor, money),
            Fact(
                _("Tax"),
                row.tax_minor,
                money,
                note=_("within the prices") if detail.prices_include_tax else _("on top"),
            ),
            Fact(_("Charged"), row.total_minor, money),
            *(
                Fact(_("Paid by %(method)s") % {"method": one.method}, one.amount_minor, money)
                for one in detail.payments
            ),
        ]
    )


def _refund(one: RefundRow, *, contact: bool) -> dict[str, object]:
    money = money_in(one.currency)
    lines = [
        Fact(
            line.title,
            line.amount_minor,
            money,
            note=_("%(units)s given back") % {"units": line.quantity_milli // 1000},
        )
        for line in one.lines
    ]
    sums = [
        Fact(_("Goods"), one.amount_minor, money),
        Fact(_("Tax"), one.tax_minor, money),
        Fact(_("Shipping"), one.shipping_minor, money),
    ]
    reason = [Fact(_("Reason"), one.reason)] if contact and one.reason else []
    return {
        "title": ROLE_NAMES[one.role],
        "at": one.refunded_at,
        "facts": Facts([*lines, *(fact for fact in sums if fact.value), *reason]),
    }


def _facts(detail: OrderDetail, *, contact: bool) -> Facts:
    row = detail.row
    facts = [*_customer(row.customer, contact=contact), Fact(_("Placed"), row.placed_at, INSTANT)]
    facts += [
        Fact(_("Paid"), detail.paid_at, INSTANT),
        Fact(_("Canceled"), detail.canceled_at, INSTANT),
        Fact(_("Status in the store"), row.status),
        Fact(_("Store"), row.store),
        Fact(_("Channel"), row.channel),
        Fact(_("Country"), row.country),
        Fact(_("Came from"), detail.acquisition),
        Fact(_("Campaign"), detail.campaign),
        Fact(_("Source"), row.source),
        Fact(_("Id"), row.public_id),
    ]
    if contact:
        facts.append(Fact(_("Codes used"), ", ".join(detail.codes)))
        facts.append(Fact(_("Tags"), ", ".join(detail.tags)))
    return Facts([fact for fact in facts if fact.value])


def _customer(number: int | None, *, contact: bool) -> list[Fact]:
    if number is None:
        return [Fact(_("Customer"), _("Unidentified"), note=_("The order has no account, e-mail or phone."))]
    try:
        row = customers.customer(number, contact=contact)
    except NotFound:
        return []
    label = customers.labels_of({row.id: row}, contact=contact)[row.id]
    return [Fact(_("Customer"), label, url=reverse("customers:customer", args=[row.public_id]))]
