"""From facts to rows: the arithmetic of one order or refund, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import msgspec

from regulars.base.state import instant_value
from regulars.domains.catalog.types import ProductFacts
from regulars.domains.orders import rules
from regulars.domains.orders.types import LineFacts, OrderFacts, RefundFacts
from regulars.kit.money import minor_digits

Place = tuple[int | None, int | None]
Sold = tuple[str, str, str, str]
NOWHERE: Place = (None, None)
ORDER_COLUMNS = (
    "source", "external_id", "number", "customer_id", "kind", "status", "placed_at", "paid_at", "canceled_at",
    "currency", "store", "channel", "country", "acquisition", "campaign", "tags", "prices_include_tax", "sold_minor",
    "discount_minor", "included_tax_minor", "shipping_minor", "tax_minor", "refunded_minor", "net_minor",
    "total_minor", "units_milli", "line_count", "has_code", "digest", "recorded_at", "import_id", "voided_at",
    "changed_seq",
)  # fmt: skip
LINE_COLUMNS = (
    "order_id", "position", "product_id", "variant_id", "title", "role", "quantity_milli", "unit_price_micros",
    "sold_minor", "discount_minor", "tax_minor", "net_minor", "voided_at", "changed_seq",
)  # fmt: skip
REFUND_COLUMNS = (
    "source", "external_id", "order_id", "customer_id", "role", "refunded_at", "currency", "amount_minor", "tax_minor",
    "shipping_minor", "reason", "store", "channel", "country", "digest", "recorded_at", "import_id", "voided_at",
    "changed_seq",
)  # fmt: skip
REFUND_LINE_COLUMNS = ("refund_id", "product_id", "variant_id", "title", "quantity_milli", "amount_minor")


@dataclass(slots=True)
class Worked:
    """One order, worked out: its row without what only the database knows, and its lines' amounts."""

    facts: OrderFacts
    digest: bytes
    totals: rules.Totals
    amounts: list[rules.LineAmounts]
    sold: list[Sold]  # by which words each line names its product
    kind: str
    prices_include_tax: bool
    total_minor: int


def digest_of(facts: OrderFacts | RefundFacts) -> bytes:
    """Return 16 bytes that are the same for the same statement of a source, whenever and however it comes."""
    return hashlib.blake2b(msgspec.msgpack.encode(facts), digest_size=16).digest()


def sold_key(line: LineFacts) -> Sold:
    """Return the words by which a line names what it sold; the title only where it gives no id."""
    if line.sku or line.variant_external_id:
        return (line.variant_external_id, line.sku, line.product_external_id, line.variant_title)
    return (line.title, "", line.product_external_id, line.variant_title)


def sold_as(line: LineFacts) -> ProductFacts:
    """Return what a line says of the product it sold."""
    return ProductFacts(
        title=line.title,
        external_id=line.product_external_id,
        sku=line.sku,
        variant_external_id=line.variant_external_id,
        variant_title=line.variant_title,
        category=line.category,
        vendor=line.vendor,
    )


def work_out(facts: OrderFacts, digest: bytes, source: str, shop_prices_include_tax: bool) -> Worked:
    """Do an order's arithmetic."""
    digits = minor_digits(facts.currency)
    amounts = [
        rules.LineAmounts(
            rules.role_of(line.quantity_milli, line.unit_price_micros),
            rules.line_amount(line.quantity_milli, line.unit_price_micros, digits),
            line.quantity_milli,
            line.discount_minor,
            line.tax_minor,
        )
        for line in facts.lines
    ]
    included = shop_prices_include_tax if facts.prices_include_tax is None else facts.prices_include_tax
    tax = facts.tax_minor or sum(amount.tax for amount in amounts)
    totals = rules.totals(
        amounts,
        order_discount=facts.discount_minor,
        order_tax=facts.tax_minor,
        shipping=facts.shipping_minor,
        prices_include_tax=included,
        later_refunds=sum(refund.amount_minor for refund in facts.refunds),
    )
    charged = totals.sold - totals.discount + facts.shipping_minor + (0 if included else tax)
    return Worked(
        facts=facts,
        digest=digest,
        totals=totals,
        amounts=amounts,
        sold=[sold_key(line) for line in facts.lines],
        kind=rules.kind_of(facts.kind_hint, (*facts.tags, facts.channel, source)),
        prices_include_tax=included,
        total_minor=charged if facts.total_minor is None else facts.total_minor,
    )


def order_row(worked: Worked, source: str, customer: int | None, common: tuple[Any, ...]) -> list[Any]:
    """Return an order's row in `ORDER_COLUMNS`; `common` is recorded_at, import_id, voided_at, changed_seq."""
    facts, totals = worked.facts, worked.totals
    tax = facts.tax_minor or sum(amount.tax for amount in worked.amounts)
    return [
        source,
        facts.external_id[:120],
        facts.number[:120] or facts.external_id[:120],
        customer,
        worked.kind,
        facts.status[:60],
        instant_value(facts.placed_at),
        instant_value(facts.paid_at),
        instant_value(facts.canceled_at),
        facts.currency,
        facts.store[:120],
        facts.channel[:120],
        facts.country[:60],
        facts.acquisition[:200],
        facts.campaign[:200],
        json.dumps(list(facts.tags)),
        worked.prices_include_tax,
        totals.sold,
        totals.discount,
        totals.included_tax,
        facts.shipping_minor,
        tax,
        totals.refunded,
        totals.net,
        worked.total_minor,
        totals.units_milli,
        len(facts.lines),
        bool(facts.discount_codes),
        worked.digest,
        *common,
    ]


def line_rows(worked: Worked, order: int, places: dict[Sold, Place], seq: int) -> list[tuple[Any, ...]]:
    """Return an order's lines in `LINE_COLUMNS`."""
    rows = []
    nets = worked.totals.line_nets
    for position, (line, amount, sold) in enumerate(zip(worked.facts.lines, worked.amounts, worked.sold, strict=True)):
        product, variant = places.get(sold, NOWHERE)
        rows.append(
            (
                order,
                position,
                product,
                variant,
                line.title[:300],
                amount.role,
                line.quantity_milli,
                line.unit_price_micros,
                amount.amount if amount.role == rules.SALE else 0,
                line.discount_minor,
                line.tax_minor,
                nets[position],
                None,
                seq,
            )
        )
    return rows


def refund_row(
    facts: RefundFacts, source: str, order: int | None, customer: int | None, currency: str, common: tuple[Any, ...]
) -> list[Any]:
    """Return a refund's row in `REFUND_COLUMNS`; `common` is digest, recorded_at, import_id, voided_at, changed_seq."""
    return [
        source,
        facts.external_id[:160],
        order,
        customer,
        facts.role,
        instant_value(facts.refunded_at),
        facts.currency or currency,
        facts.amount_minor,
        facts.tax_minor,
        facts.shipping_minor,
        facts.reason[:300],
        facts.store[:120],
        facts.channel[:120],
        facts.country[:60],
        *common,
    ]


def refund_line_rows(
    facts: RefundFacts, refund: int, currency: str, places: dict[Sold, Place]
) -> list[tuple[Any, ...]]:
    """Return what a refund gave back in `REFUND_LINE_COLUMNS`; amounts are positive."""
    digits = minor_digits(facts.currency or currency)
    return [
        (
            refund,
            *places.get(sold_key(line), NOWHERE),
            line.title[:300],
            line.quantity_milli,
            abs(rules.line_amount(line.quantity_milli, line.unit_price_micros, digits)),
        )
        for line in facts.lines
    ]
