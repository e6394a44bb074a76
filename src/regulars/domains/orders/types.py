"""What other domains and the edges may hand to, and see of, `orders`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from regulars.domains.customers.types import PersonFacts


class LineFacts(msgspec.Struct, frozen=True, gc=False):
    """One line of an order or of a refund. A struct, because an import makes millions of them.

    `quantity_milli` is thousandths of a unit (may be negative: goods given back in the same order), `unit_price_micros`
    millionths of a major unit of the order's currency. `discount_minor` and `tax_minor` are for the whole line.
    """

    title: str
    quantity_milli: int
    unit_price_micros: int
    sku: str = ""
    product_external_id: str = ""
    variant_external_id: str = ""
    variant_title: str = ""
    category: str = ""
    vendor: str = ""
    discount_minor: int = 0
    tax_minor: int = 0
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """One part of a (possibly split) payment."""

    method: str
    amount_minor: int
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """Money or goods given back. `amount_minor` is positive and the goods' value without tax and shipping.

    A refund may name its order by `order_external_id`, or none (a cancellation that stands as its own row in an
    export): then it counts on its own day, for `person` when the source names one. `role` is `refund`,
    `cancellation`, `return` or `adjustment` (a correction that is not a customer's doing; it may be negative).
    """

    external_id: str
    refunded_at: datetime
    amount_minor: int
    currency: str = ""
    role: str = "refund"
    order_external_id: str = ""
    tax_minor: int = 0
    shipping_minor: int = 0
    lines: tuple[LineFacts, ...] = ()
    reason: str = ""
    person: PersonFacts | None = None
    store: str = ""
    channel: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order as a source states it; amounts are minor units of `currency`, instants are aware.

    `external_id` is the source's own id as text, unique within the source; `number` is what people call it. `paid_at`
    none means that it does not count (pending, failed). `discount_minor` is the order-level discount that is not
    already in the lines. `prices_include_tax` none means as the shop says. `refunds` are this order's own refunds.
    `kind_hint` is one of `rules.KINDS`, where the source knows better than its tags do. `acquisition` is where the
    order came from ("newsletter / email", a referrer's host), empty when unknown.
    """

    external_id: str
    number: str
    placed_at: datetime
    currency: str
    lines: tuple[LineFacts, ...]
    person: PersonFacts | None = None
    paid_at: datetime | None = None
    canceled_at: datetime | None = None
    status: str = ""
    store: str = ""
    channel: str = ""
    country: str = ""
    discount_minor: int = 0
    discount_codes: tuple[str, ...] = ()
    shipping_minor: int = 0
    tax_minor: int = 0
    prices_include_tax: bool | None = None
    total_minor: int | None = None
    payments: tuple[PaymentFacts, ...] = ()
    refunds: tuple[RefundFacts, ...] = ()
    tags: tuple[str, ...] = ()
    acquisition: str = ""
    campaign: str = ""
    kind_hint: str = ""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What one call of `record_orders` did, in orders and standalone refunds."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refunds_created: int = 0
    refunds_unchanged: int = 0
    refunds_updated: int = 0
    lines: int = 0
    customers_created: int = 0


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as the desk shows it; `public_id` is `ord_...`; amounts are minor units of `currency`."""

    id: int
    public_id: str
    number: str
    source: str
    customer: int | None
    kind: str
    status: str
    placed_at: datetime
    is_counted: bool
    currency: str
    sold_minor: int
    discount_minor: int
    shipping_minor: int
    tax_minor: int
    refunded_minor: int
    net_minor: int
    total_minor: int
    country: str
    store: str
    channel: str


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    """One line as the desk shows it; `role` is `sale`, `refund` or `adjustment`."""

    title: str
    variant_title: str
    sku: str
    product: int | None
    quantity_milli: int
    unit_price_micros: int
    sold_minor: int
    net_minor: int
    role: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One part of a payment as the desk shows it."""

    method: str
    amount_minor: int
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class RefundLineRow:
    """What a refund gave back; `amount_minor` is positive."""

    title: str
    product: int | None
    quantity_milli: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund as the desk shows it; amounts as in `RefundFacts`, `order` none where it names none."""

    id: int
    order: int | None
    role: str
    refunded_at: datetime
    currency: str
    amount_minor: int
    tax_minor: int
    shipping_minor: int
    reason: str
    lines: tuple[RefundLineRow, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything the page of one order shows besides its lines."""

    row: OrderRow
    paid_at: datetime | None
    canceled_at: datetime | None
    acquisition: str
    campaign: str
    tags: tuple[str, ...]
    codes: tuple[str, ...]
    prices_include_tax: bool
    included_tax_minor: int
    units_milli: int
    payments: tuple[PaymentRow, ...]
    refunds: tuple[RefundRow, ...]


@dataclass(frozen=True, slots=True)
class OrderConditions:
    """Which orders of a list: everything given must hold. Days are shop-local and included at both ends.

    `nobody` asks for unidentified orders; `counted` false for those that do not count; `refunded` for those of which
    something was given back.
    """

    customers: tuple[int, ...] = ()
    nobody: bool = False
    placed_from: date | None = None
    placed_to: date | None = None
    kinds: tuple[str, ...] = ()
    counted: bool | None = None
    refunded: bool = False
    stores: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    product: int | None = None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One status as a store says it, how many orders have it, how many of them count and how many were canceled."""

    status: str
    orders: int
    counted: int
    canceled: int


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """Sums over a list of orders; money in minor units of the reporting currency, of those that count."""

    orders: int
    counted: int
    net_rep: int
    refunded_rep: int


@dataclass(frozen=True, slots=True)
class BoughtRow:
    """How much of one product somebody bought, or everybody in one month (`month`)."""

    product: int
    units_milli: int
    orders: int
    net_rep: int | None = None
    month: date | None = None
