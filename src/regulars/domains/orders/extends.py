"""What orders add to screens of others: the search box, what a customer bought, how a product sold, and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.counting import Counted
from regulars.base.extends import Hit, PanelContent, Said, Viewer
from regulars.base.saying import plain
from regulars.base.shop.queries import shop
from regulars.base.web import nav
from regulars.base.web.components import LineChart, Series, Stat
from regulars.base.web.formats import COUNT, DECIMAL, MONTH, money_in, show
from regulars.base.web.formats import day as day_of
from regulars.base.web.formats import money as money_text
from regulars.domains.catalog import queries as catalog
from regulars.domains.customers import queries as customers
from regulars.domains.orders import queries
from regulars.domains.orders.forms import ROLE_NAMES, badges_of
from regulars.domains.orders.types import BoughtRow, OrderLineRow, OrderRow, RefundRow
from regulars.kit import clock
from regulars.kit.periods import Grain, is_open, span

ORDERS_SHOWN = 8
LINES_SHOWN = 6
PERMISSION = "orders.read"


class OrderSearch:
    """Finds an order by its number."""

    key, permission = "orders", PERMISSION

    def search(self, words: str, limit: int, viewer: Viewer) -> Sequence[Hit]:
        return [
            Hit(
                _("Order %(number)s") % {"number": row.number},
                reverse("orders:order", args=[row.public_id]),
                _("Orders"),
                f"{day_of(row.placed_at)} · {money_text(row.total_minor, row.currency)}",
                "shopping-bag",
                4.0,
            )
            for row in queries.find_orders(words, limit)
        ]


class BoughtPanel:
    """A person's orders with their lines and what came back, newest first."""

    key, title, order, permission = "orders", gettext_lazy("What they bought"), 20, PERMISSION

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        ids = customers.ids_of(customer)
        rows = queries.orders_of(ids, limit=100_000)
        alone = queries.refunds_alone(ids)
        if not rows and not alone:
            return None
        shown = rows[:ORDERS_SHOWN]
        numbers = tuple(row.id for row in shown)
        lines, refunds = queries.lines_of(numbers), queries.refunds_of(numbers)
        pictures = _pictures(line.product for own in lines.values() for line in own)
        drawn = [_order(row, lines.get(row.id, []), refunds.get(row.id, []), pictures) for row in shown]
        context = {
            "orders": drawn,
            "more": len(rows) - len(shown),
            "all_url": f"{reverse('orders:orders')}?customer={shop().public('cus', customer)}",
            "refunds": [_back(one) for one in alone],
        }
        return PanelContent("orders/bought_panel.html", context)


class FavoritesPanel:
    """What a person bought most."""

    key, title, order, permission = "favorites", gettext_lazy("Bought most"), 15, PERMISSION

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        bought = queries.bought_by(customers.ids_of(customer))
        if not bought:
            return None
        products = catalog.products_by_id(one.product for one in bought)
        context = {
            "bought": [
                {
                    "title": products[one.product].title,
                    "url": reverse("catalog:product", args=[products[one.product].public_id]),
                    "picture": _picture(products[one.product].picture),
                    "units": show(_whole(one.units_milli), DECIMAL),
                    "orders": one.orders,
                }
                for one in bought
                if one.product in products
            ]
        }
        return PanelContent("orders/favorites_panel.html", context, place="aside")


class SoldPanel:
    """How a product sold."""

    key, title, order, permission = "sold", gettext_lazy("How it sold"), 20, PERMISSION

    def draw(self, product: int, viewer: Viewer) -> PanelContent | None:
        months = queries.sold_by_month(product)
        if not months:
            return None
        ours = shop()
        money = money_in(ours.reporting_currency)
        net = sum(one.net_rep or 0 for one in months)
        units = sum(one.units_milli for one in months)
        url = f"{reverse('orders:orders')}?product={ours.public('prd', product)}"
        title = _("%(units)s units for %(money)s net since %(month)s") % {
            "units": show(_whole(units), DECIMAL),
            "money": show(net, money),
            "month": show(months[0].month, MONTH),
        }
        stats = [
            Stat(_("Orders"), sum(one.orders for one in months), url=url),
            Stat(_("Buyers"), queries.buyers_of(product), COUNT),
            Stat(_("Units"), _whole(units), DECIMAL),
            Stat(_("Net sales"), net, money, term="net sales"),
        ]
        return PanelContent("orders/sold_panel.html", {"stats": stats, "chart": _sold_chart(title, months)})


@dataclass(frozen=True, slots=True)
class OrderSentence:
    """Says one kind of fact about an order, with the number people know it by."""

    key: str
    icon: str
    words: Callable[[dict[str, str], dict[str, Any]], str]
    tone: str = ""

    def say(self, facts: Sequence[ActivityRow], viewer: Viewer) -> list[Said]:
        ours = shop()
        keys = [int(one) for fact in facts if (one := fact.data.get("order")) is not None]
        numbers = queries.order_numbers(keys)
        return [self._said(fact, numbers, ours.public) for fact in facts]

    def _said(self, fact: ActivityRow, numbers: dict[int, str], public: Callable[[str, int], str]) -> Said:
        data = fact.data
        order = data.get("order")
        amount = data.get("total_minor", data.get("amount_minor"))
        given = {
            "number": numbers.get(int(order or 0), ""),
            "amount": money_text(int(amount), str(data["currency"])) if amount is not None else "",
        }
        alive = self.key not in {"order.voided", "order.deleted"}
        url = reverse("orders:order", args=[public("ord", int(order))]) if order is not None and alive else ""
        return Said(self.words(given, data), "", self.icon, url, self.tone)


def _refunded(given: dict[str, str], data: dict[str, Any]) -> str:
    if data.get("role") in {"cancellation", "return"}:
        words = _("Goods given back: %(amount)s of order %(number)s")
        alone = _("Goods given back: %(amount)s")
    else:
        words, alone = _("%(amount)s refunded for order %(number)s"), _("%(amount)s refunded")
    return (words if given["number"] else alone) % given


def _voided(given: dict[str, str], data: dict[str, Any]) -> str:
    words = _("Order %(number)s was taken back, because its import was undone")
    return words % given if given["number"] else _("A refund was taken back, because its import was undone")


def _list_exported(fact: ActivityRow, viewer: Viewer) -> Said:
    rows = int(fact.data.get("rows", 0))
    words = ngettext("A list of %(rows)s order was exported", "A list of %(rows)s orders was exported", rows)
    url = f"{reverse('orders:orders')}?{fact.data.get('conditions', '')}"
    return Said(words % {"rows": show(rows, COUNT)}, _("without names"), "download", url)


SENTENCES = (
    OrderSentence(
        "order.placed", "shopping-cart", lambda given, _data: _("Order %(number)s placed, not paid: %(amount)s") % given
    ),
    OrderSentence("order.paid", "shopping-bag", lambda given, _data: _("Order %(number)s: %(amount)s") % given, "good"),
    OrderSentence(
        "order.changed", "refresh-cw", lambda given, _data: _("Order %(number)s is now %(amount)s") % given
    ),
    OrderSentence("order.canceled", "circle-x", lambda given, _data: _("Order %(number)s canceled") % given, "warning"),
    OrderSentence("order.refunded", "undo-2", _refunded, "warning"),
    OrderSentence("order.voided", "undo-2", _voided, "warning"),
    OrderSentence(
        "order.deleted", "circle-x", lambda given, _data: _("Order %(number)s deleted in the store") % given, "warning"
    ),
)  # fmt: skip


def _sold_chart(title: str, months: Sequence[BoughtRow]) -> LineChart:
    """Draw units by month, months without a sale as zero, the month still running hatched."""
    as_of = queries.last_full_day(clock.now())
    sold = {one.month: _whole(one.units_milli) for one in months}
    first = months[0].month
    assert first is not None
    periods = list(span(first, as_of + timedelta(days=1), Grain.MONTH))
    open_from = next((place for place, period in enumerate(periods) if is_open(period, as_of)), None)
    return LineChart(
        key="sold-by-month",
        title=title,
        x=[period.start for period in periods],
        series=[Series(_("Units"), [sold.get(period.start, 0) for period in periods])],
        unit=DECIMAL,
        x_label=_("Month"),
        x_unit=MONTH,
        y_label=_("Units"),
        form="columns",
        open_from=open_from,
    )


def _order(
    row: OrderRow, lines: list[OrderLineRow], refunds: list[RefundRow], pictures: dict[int, str]
) -> dict[str, Any]:
    money = money_in(row.currency)
    return {
        "number": row.number,
        "url": reverse("orders:order", args=[row.public_id]),
        "placed_at": row.placed_at,
        "amount": row.net_minor,
        "money": money,
        "badges": badges_of(row),
        "lines": [
            {
                "title": line.title,
                "variant": line.variant_title,
                "units": show(_whole(line.quantity_milli), DECIMAL),
                "amount": line.net_minor,
                "picture": pictures.get(line.product or 0, ""),
                "back": line.role == "refund",
            }
            for line in lines[:LINES_SHOWN]
        ],
        "more": max(0, len(lines) - LINES_SHOWN),
        "refunds": [_back(one) for one in refunds],
    }


def _back(one: RefundRow) -> dict[str, Any]:
    return {
        "title": ROLE_NAMES[one.role],
        "at": one.refunded_at,
        "amount": one.amount_minor,
        "money": money_in(one.currency),
        "what": ", ".join(line.title for line in one.lines[:LINES_SHOWN]),
    }


def _pictures(products: Any) -> dict[int, str]:
    found = catalog.products_by_id(one for one in products if one)
    return {key: _picture(row.picture) for key, row in found.items()}


def _picture(sha256: str) -> str:
    return f"/desk/files/{sha256}" if sha256 else ""


def _whole(quantity_milli: int) -> float | int:
    return quantity_milli / 1000 if quantity_milli % 1000 else quantity_milli // 1000


INVARIANTS = (
    Counted(
        "order_lines",
        gettext_lazy("What an order sold is the sum of its lines."),
        "SELECT count(*) FROM orders_order WHERE voided_at IS NULL",
        "SELECT o.id AS what FROM orders_order o LEFT JOIN orders_line l ON l.order_id = o.id AND l.voided_at IS NULL "
        "WHERE o.voided_at IS NULL GROUP BY o.id, o.sold_minor HAVING o.sold_minor <> coalesce(sum(l.sold_minor), 0)",
        "order %(row)s sold another amount than its lines",
    ),
    Counted(
        "order_net",
        gettext_lazy("An order's net amount is what it sold less discounts, included tax and refunds."),
        "SELECT count(*) FROM orders_order WHERE voided_at IS NULL",
        "SELECT id AS what FROM orders_order WHERE voided_at IS NULL "
        "AND net_minor <> sold_minor - discount_minor - included_tax_minor - refunded_minor",
        "order %(row)s has a net amount that does not follow from its parts",
    ),
)


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for invariant in INVARIANTS:
        extends.invariants.register(invariant)
    nav.add(
        nav.NavItem(
            room="customers",
            label=gettext_lazy("Orders"),
            url_name="orders:orders",
            permission=PERMISSION,
            order=20,
            words="invoices sales transactions refunds returns",
        )
    )
    extends.search.register(OrderSearch())
    extends.panels.register(BoughtPanel())
    extends.panels.register(FavoritesPanel())
    extends.product_panels.register(SoldPanel())
    for sentence in SENTENCES:
        extends.sentences.register(sentence)
    extends.sentences.register(plain("order_list.exported", "download", _list_exported))
