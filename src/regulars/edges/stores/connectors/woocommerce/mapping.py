"""From WooCommerce's objects to facts. Pure.

Amounts of lines are without tax whatever the shop's prices are; an order's total is with tax and shipping.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.domains.catalog.types import ProductFacts
from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts
from regulars.edges.stores.connector import CUSTOMERS, ORDERS, PRODUCTS, Consent, Stated
from regulars.edges.stores.connectors.reading import (
    Json,
    instant,
    is_canceled,
    is_counted,
    minor,
    money_back,
    must,
    origin,
    text,
    unit_micros,
)

MILLI = 1_000
ATTRIBUTION = "_wc_order_attribution_"
CHANNELS = {"checkout": "web", "store-api": "web", "pos-rest-api": "pos"}


def order_of(body: Json, refunds: Sequence[Json], told_at: datetime | None) -> Stated:
    """Return an order as WooCommerce states it; `refunds` are its refunds in full, which the order only names."""
    currency, status = text(body.get("currency")), text(body.get("status"))
    created, changed = must(body["date_created_gmt"]), must(body["date_modified_gmt"])
    paid = instant(body.get("date_paid_gmt"))
    is_off = is_canceled(status)
    acquisition, campaign = _origin(body)
    via = text(body.get("created_via"))
    address = body.get("shipping") or {}
    facts = OrderFacts(
        external_id=text(body["id"]),
        number=text(body.get("number")),
        placed_at=created,
        currency=currency,
        lines=tuple(_line(line, currency) for line in (*body.get("line_items", ()), *_fees(body))),
        person=_person_of_order(body),
        paid_at=(paid or created) if is_counted(status) and not is_off else None,
        canceled_at=changed if is_off else None,
        status=status,
        channel=CHANNELS.get(via, via),
        country=text(address.get("country") or (body.get("billing") or {}).get("country")),
        discount_codes=tuple(text(one.get("code")) for one in body.get("coupon_lines") or ()),
        shipping_minor=minor(body.get("shipping_total"), currency),
        tax_minor=minor(body.get("total_tax"), currency),
        prices_include_tax=False,
        total_minor=minor(body.get("total"), currency),
        payments=_payments(body, currency, paid),
        refunds=tuple(_refund(one, body, currency) for one in refunds),
        acquisition=acquisition,
        campaign=campaign,
    )
    return Stated(ORDERS, facts.external_id, changed, told_at, facts, created_at=created)


def customer_of(body: Json, told_at: datetime | None) -> Stated:
    """Return a customer. Core has no consent; plugins keep it in meta data, which is handed on as it is."""
    billing = body.get("billing") or {}
    name = " ".join(filter(None, [text(body.get("first_name")), text(body.get("last_name"))]))
    person = PersonFacts(
        external_id=text(body["id"]),
        email=text(body.get("email")),
        phone=text(billing.get("phone")),
        name=name or _name(billing),
        country=text(billing.get("country")),
        city=text(billing.get("city")),
        created_at=instant(body.get("date_created_gmt")),
    )
    changed = instant(body.get("date_modified_gmt")) or must(body["date_created_gmt"])
    consents = tuple(
        Consent("email", text(one.get("value")), text(one.get("key")))
        for one in body.get("meta_data") or ()
        if "marketing" in text(one.get("key")).lower() or "newsletter" in text(one.get("key")).lower()
    )
    created = instant(body.get("date_created_gmt"))
    return Stated(CUSTOMERS, person.external_id, changed, told_at, person, created_at=created, consents=consents)


def product_of(body: Json, variations: Sequence[Json], told_at: datetime | None, currency: str) -> Stated:
    """Return a product with its variations, or as its own only variant."""
    images = body.get("images") or []
    categories = body.get("categories") or []
    image = text(images[0].get("src")) if images else ""
    facts = tuple(
        ProductFacts(
            title=text(body.get("name")),
            external_id=text(body["id"]),
            sku=text(one.get("sku")),
            variant_external_id=text(one.get("id")) if variations else "",
            variant_title=", ".join(text(part.get("option")) for part in one.get("attributes") or ())
            if variations
            else "",
            category=text(categories[0].get("name")) if categories else "",
            handle=text(body.get("slug")),
            image_url=image,
            status="active" if body.get("status") == "publish" else text(body.get("status")),
            price_minor=minor(one.get("price"), currency) if currency and one.get("price") else None,
            currency=currency,
        )
        for one in (variations or [body])
    )
    changed = instant(body.get("date_modified_gmt")) or must(body["date_created_gmt"])
    created = instant(body.get("date_created_gmt"))
    return Stated(PRODUCTS, text(body["id"]), changed, told_at, facts, created_at=created)


def gone(kind: str, external_id: str, at: datetime) -> Stated:
    """Return the tombstone of an object that was deleted at an instant."""
    return Stated(kind, external_id, at, at, None, is_gone=True)


def _line(line: Json, currency: str) -> LineFacts:
    quantity = int(line.get("quantity") or 1)
    before = minor(line.get("subtotal") or line.get("total"), currency)
    return LineFacts(
        title=_title(line),
        quantity_milli=quantity * MILLI,
        unit_price_micros=unit_micros(line.get("subtotal") or line.get("total"), quantity),
        sku=text(line.get("sku")),
        product_external_id=text(line.get("product_id") or ""),
        variant_external_id=text(line.get("variation_id") or ""),
        discount_minor=max(0, before - minor(line.get("total"), currency)),
        tax_minor=minor(line.get("total_tax"), currency),
        external_id=text(line.get("id")),
    )


def _fees(body: Json) -> list[Json]:
    """Fees above zero are goods of their own (gift wrap); what is below is a discount by hand, a line below zero."""
    return [{**fee, "quantity": 1, "subtotal": fee.get("total")} for fee in body.get("fee_lines") or ()]


def _title(line: Json) -> str:
    words = text(line.get("name"))
    return words.replace("&ndash;", "-").replace("&amp;", "&")


def _refund(refund: Json, order: Json, currency: str) -> RefundFacts:
    lines = refund.get("line_items") or ()
    goods = -sum(minor(one.get("total"), currency) for one in lines)
    tax = -sum(minor(one.get("total_tax"), currency) for one in lines)
    shipping = -sum(minor(one.get("total"), currency) for one in refund.get("shipping_lines") or ())
    money = abs(minor(refund.get("amount") or refund.get("total"), currency))
    if not lines and money > shipping:
        total_tax, total = minor(order.get("total_tax"), currency), minor(order.get("total"), currency)
        goods, tax = money_back(money - shipping, total_tax, total)
    return RefundFacts(
        external_id=text(refund["id"]),
        refunded_at=must(refund["date_created_gmt"]),
        amount_minor=goods,
        currency=currency,
        order_external_id=text(order["id"]),
        tax_minor=tax,
        shipping_minor=shipping,
        lines=tuple(_refund_line(one) for one in lines),
        reason=text(refund.get("reason")),
    )


def _refund_line(one: Json) -> LineFacts:
    quantity = abs(int(one.get("quantity") or 0))
    total = text(one.get("total")).lstrip("-")
    return LineFacts(
        title=_title(one),
        quantity_milli=quantity * MILLI,
        unit_price_micros=unit_micros(total, quantity),
        sku=text(one.get("sku")),
        product_external_id=text(one.get("product_id") or ""),
        variant_external_id=text(one.get("variation_id") or ""),
        external_id=text(one.get("id")),
    )


def _person_of_order(body: Json) -> PersonFacts | None:
    billing = body.get("billing") or {}
    account = text(body.get("customer_id") or "")
    if not account and not billing.get("email") and not billing.get("phone"):
        return None
    return PersonFacts(
        external_id=account,
        email=text(billing.get("email")),
        phone=text(billing.get("phone")),
        name=_name(billing),
        country=text(billing.get("country")),
        city=text(billing.get("city")),
    )


def _name(billing: Json) -> str:
    return " ".join(filter(None, [text(billing.get("first_name")), text(billing.get("last_name"))]))


def _payments(body: Json, currency: str, paid: datetime | None) -> tuple[PaymentFacts, ...]:
    method = text(body.get("payment_method_title") or body.get("payment_method"))
    if paid is None or not method:
        return ()
    return (PaymentFacts(method, minor(body.get("total"), currency), paid),)


def _origin(body: Json) -> tuple[str, str]:
    said = {
        text(one.get("key")).removeprefix(ATTRIBUTION): text(one.get("value"))
        for one in body.get("meta_data") or ()
        if text(one.get("key")).startswith(ATTRIBUTION)
    }
    source = said.get("utm_source", "")
    return origin(
        "" if source == "(direct)" else source,
        said.get("utm_medium", ""),
        said.get("utm_campaign", ""),
        said.get("session_entry", ""),
        said.get("referrer", ""),
    )
