"""What the lake gets of orders: amounts also in the reporting currency, dates in the shop's zone, costs where known.

An order of a merged person is exported under the id that lives on, one of a shared address as unidentified.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from regulars.base.lake import Column, Config, Dataset, local_columns
from regulars.base.lake.declare import Row
from regulars.base.shop.queries import Rates, find_shop
from regulars.base.state import as_instant, dialect
from regulars.domains.catalog.queries import Costs, cost_state
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

HEAD = (Column("id", "int64"), Column("changed_seq", "int64"), Column("deleted", "bool"))
PERSON = (
    "CASE WHEN c.is_shared THEN NULL ELSE coalesce(m.survivor, o.customer_id) END FROM {table} o "
    "LEFT JOIN customers_customer c ON c.id = o.customer_id "
    "LEFT JOIN customers_resolution m ON m.merged = o.customer_id"
)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "string", of=f"orders.Order.{name}") for name in names)


def _numbers(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "int64") for name in names)


ORDER_COLUMNS = (
    *HEAD,
    *_texts("source"),
    *_numbers("customer"),
    *_texts("kind"),
    Column("placed_at", "timestamp"),
    Column("ordered_on", "date"),
    Column("month", "date"),
    Column("iso_week", "date"),
    Column("hour", "int32"),
    *_texts("store", "channel", "country", "currency", "acquisition", "campaign"),
    Column("counted", "bool"),
    *_numbers(
        "sold_minor", "discount_minor", "included_tax_minor", "shipping_minor", "tax_minor", "refunded_minor",
        "net_minor", "sold_rep", "net_rep", "discount_rep", "refunded_rep", "cost_rep",
    ),
    Column("cost_estimated", "bool"),
    *_numbers("units_milli"),
    Column("lines", "int32"),
    Column("has_code", "bool"),
)  # fmt: skip


def _order_select() -> str:
    joined = "group_concat({0}, ' ')" if dialect() == "sqlite" else "string_agg({0}, ' ')"
    each = "coalesce(l.variant_id, 0) || ':' || l.quantity_milli || ':' || l.net_minor"
    sold = joined.format(each)
    return (
        "SELECT o.id, o.changed_seq, o.voided_at IS NOT NULL, o.source, o.kind, o.placed_at, o.store, o.channel, "
        "o.country, o.currency, o.acquisition, o.campaign, o.paid_at IS NOT NULL AND o.canceled_at IS NULL, "
        "o.sold_minor, o.discount_minor, o.included_tax_minor, o.shipping_minor, o.tax_minor, o.refunded_minor, "
        "o.net_minor, o.units_milli, o.line_count, o.has_code, "
        "CASE WHEN EXISTS (SELECT 1 FROM catalog_unit_cost) THEN "
        f"(SELECT {sold} FROM orders_line l WHERE l.order_id = o.id AND l.role = 'sale' AND l.voided_at IS NULL) END, "
        f"{PERSON.format(table='orders_order')} "
        "WHERE o.changed_seq > %s AND o.changed_seq <= %s ORDER BY o.changed_seq, o.id"
    )


def _config(now: datetime) -> dict[str, Any]:
    shop = find_shop()
    if shop is None:
        return {"zone": "UTC", "currency": "EUR", "rates": "", "costs": "", "margin": None}
    rates = Rates(shop.reporting_currency)
    return {
        "zone": shop.zone,
        "currency": shop.reporting_currency,
        "rates": rates.fingerprint(),
        "costs": cost_state(),
        "margin": shop.margin_rate_bps,
    }


class _Money:
    """Amounts in the reporting currency; exact, rounded half to even once."""

    def __init__(self, config: Config) -> None:
        self._currency = str(config["currency"])
        self._digits = minor_digits(self._currency)
        self.rates = Rates(self._currency)
        self.costs = Costs(self.rates)
        self.margin = config["margin"]

    def factor(self, currency: str, day: date) -> Fraction | None:
        """Return what one minor unit of `currency` is in minor units of the reporting currency, or none."""
        if currency == self._currency:
            return Fraction(1)
        rate = self.rates.on(currency, day)
        return None if rate is None else rate * Fraction(10**self._digits, 10 ** minor_digits(currency))

    def cost(self, sold: str | None, net: int, factor: Fraction | None, day: date) -> tuple[int | None, bool]:
        """Return an order's cost of goods and whether any of it is estimated by the margin rate.

        `sold` lists `variant:quantity_milli:net_minor`; without unit costs it is none and the whole is estimated.
        """
        if factor is None:
            return None, False
        share = None if self.margin is None else Fraction(10_000 - int(self.margin), 10_000)
        if not sold:
            return (None, False) if share is None else (_rounded(max(net, 0) * share * factor), True)
        total, estimated = Fraction(0), False
        for part in sold.split(" "):
            variant, quantity_milli, line_net = (int(value) for value in part.split(":"))
            unit = self.costs.on(variant, day)
            if unit is not None:
                total += unit * quantity_milli / 10 ** (9 - self._digits)
            elif share is None:
                return None, False
            else:
                total, estimated = total + max(line_net, 0) * share * factor, True
        return _rounded(total), estimated


def _rounded(amount: Fraction) -> int:
    return half_even(amount.numerator, amount.denominator)


def _times(amount: int, factor: Fraction | None) -> int | None:
    if factor is None or factor == 1:
        return None if factor is None else amount
    return _rounded(amount * factor)


def _order_converter(config: Config) -> Callable[[Row], Row]:
    local, money = local_columns(str(config["zone"])), _Money(config)

    def row(raw: Row) -> Row:
        (
            number, seq, deleted, source, kind, placed_at, store, channel, country, currency, acquisition, campaign,
            counted, sold, discount, included, shipping, tax, refunded, net, units, lines, has_code, parts, customer,
        ) = raw  # fmt: skip
        there = local(placed_at)
        factor = money.factor(currency, there.day)
        cost, estimated = money.cost(parts, net, factor, there.day)
        return (
            number, seq, bool(deleted), source, customer, kind, as_instant(placed_at), there.day, there.month,
            there.week, there.hour, store, channel, country, currency, acquisition, campaign, bool(counted), sold,
            discount, included, shipping, tax, refunded, net, _times(sold, factor), _times(net, factor),
            _times(discount, factor), _times(refunded, factor), cost, estimated, units, lines, bool(has_code),
        )  # fmt: skip

    return row


ORDERS = Dataset("orders", ORDER_COLUMNS, _order_select, convert=_order_converter, config=_config)

LINE_COLUMNS = (
    *HEAD,
    *_numbers("order_id", "product", "variant", "quantity_milli", "sold_minor", "net_minor", "sold_rep", "net_rep"),
    Column("role", "string"),
)
LINE_SELECT = (
    "SELECT l.id, l.changed_seq, l.voided_at IS NOT NULL, l.order_id, l.product_id, l.variant_id, l.quantity_milli, "
    "l.sold_minor, l.net_minor, l.role, o.currency, o.placed_at FROM orders_line l "
    "JOIN orders_order o ON o.id = l.order_id "
    "WHERE l.changed_seq > %s AND l.changed_seq <= %s ORDER BY l.changed_seq, l.id"
)


def _line_converter(config: Config) -> Callable[[Row], Row]:
    local, money, ours = local_columns(str(config["zone"])), _Money(config), str(config["currency"])

    def row(raw: Row) -> Row:
        number, seq, deleted, order, product, variant, quantity, sold, net, role, currency, placed_at = raw
        if currency == ours:
            sold_rep, net_rep = sold, net
        else:
            factor = money.factor(currency, local(placed_at).day)
            sold_rep, net_rep = _times(sold, factor), _times(net, factor)
        return (number, seq, bool(deleted), order, product, variant, quantity, sold, net, sold_rep, net_rep, role)

    return row


ORDER_LINES = Dataset("order_lines", LINE_COLUMNS, LINE_SELECT, convert=_line_converter, config=_config)

REFUND_COLUMNS = (
    *HEAD,
    *_numbers("order_id", "customer"),
    Column("refunded_on", "date"),
    Column("month", "date"),
    *_texts("currency"),
    *_numbers("amount_minor", "amount_rep"),
    Column("role", "string"),
    *_texts("source", "store", "channel", "country"),
)
REFUND_SELECT = (
    "SELECT o.id, o.changed_seq, o.voided_at IS NOT NULL, o.order_id, o.refunded_at, o.currency, o.amount_minor, "
    f"o.role, o.source, o.store, o.channel, o.country, {PERSON.format(table='orders_refund')} "
    "WHERE o.changed_seq > %s AND o.changed_seq <= %s ORDER BY o.changed_seq, o.id"
)


def _refund_converter(config: Config) -> Callable[[Row], Row]:
    local, money = local_columns(str(config["zone"])), _Money(config)

    def row(raw: Row) -> Row:
        number, seq, deleted, order, refunded_at, currency, amount, role, source, store, channel, country, person = raw
        there = local(refunded_at)
        amount_rep = _times(amount, money.factor(currency, there.day))
        return (
            number, seq, bool(deleted), order, person, there.day, there.month, currency, amount, amount_rep, role,
            source, store, channel, country,
        )  # fmt: skip

    return row


REFUNDS = Dataset("refunds", REFUND_COLUMNS, REFUND_SELECT, convert=_refund_converter, config=_config)
