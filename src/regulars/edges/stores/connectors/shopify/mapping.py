"""From Shopify's objects, in the shapes of its webhooks (REST), to facts. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from regulars.domains.catalog.types import ProductFacts
from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts
from regulars.edges.stores.connector import CUSTOMERS, ORDERS, PRODUCTS, Consent, Stated
from regulars.edges.stores.connectors.reading import (
    Json,
    instant,
    is_canceled,
    is_counted,
    micros,
    minor,
    money_back,
    must,
    origin,
    text,
    unit_micros,
)

MILLI = 1_000


def order_of(body: Json, told_at: datetime | None) -> Stated:
    """Return an order as Shopify states it. Amounts are in the shop's currency."""
    currency = text(body.get("currency")) or "USD"
    status = text(body.get("financial_status"))
    created = must(body["created_at"])
    canceled = instant(body.get("cancelled_at"))
    if canceled is None and is_canceled(status):
        canceled = must(body["updated_at"])
    lines = tuple(_line(line, currency) for line in body.get("line_items") or ())
    in_lines = sum(line.discount_minor for line in lines)
    discounts = minor(body.get("total_discounts"), currency)
    has_allocations = any(line.get("discount_allocations") for line in body.get("line_items") or ())
    acquisition, campaign = _origin(body)
    customer = body.get("customer") or {}
    facts = OrderFacts(
        external_id=text(body["id"]),
        number=text(body.get("name")) or text(body.get("order_number")),
        placed_at=instant(body.get("processed_at")) or created,
        currency=currency,
        lines=lines,
        person=_person_of_order(body),
        paid_at=(instant(body.get("processed_at")) or created) if is_counted(status) and canceled is None else None,
        canceled_at=canceled,
        status=status,
        channel=text(body.get("source_name")),
        country=text((body.get("shipping_address") or body.get("billing_address") or {}).get("country_code")),
        discount_minor=0 if has_allocations else max(0, discounts - in_lines),
        discount_codes=tuple(text(one.get("code")) for one in body.get("discount_codes") or ()),
        shipping_minor=_shipping(body, currency),
        tax_minor=minor(body.get("total_tax"), currency),
        prices_include_tax=bool(body.get("taxes_included")),
        total_minor=minor(body.get("total_price"), currency),
        payments=_payments(body, currency) if is_counted(status) else (),
        refunds=tuple(_refund(one, body, currency) for one in body.get("refunds") or ()),
        tags=_tags(body.get("tags")),
        acquisition=acquisition,
        campaign=campaign,
        kind_hint="staff_test" if body.get("test") else "",
    )
    return Stated(
        ORDERS, facts.external_id, must(body["updated_at"]), told_at, facts,
        created_at=created,
        person_version=instant(customer.get("updated_at")),
        consents=_consents(customer),
    )  # fmt: skip


def customer_of(body: Json, told_at: datetime | None) -> Stated:
    """Return a customer with what the store says of their consent."""
    return Stated(
        CUSTOMERS, text(body["id"]), must(body["updated_at"]), told_at, _person(body),
        created_at=instant(body.get("created_at")),
        consents=_consents(body),
    )  # fmt: skip


def product_of(body: Json, told_at: datetime | None, currency: str) -> Stated:
    """Return a product with all its variants. A shop has one currency for its prices; the payload does not name it."""
    images = body.get("images") or ([body["image"]] if body.get("image") else [])
    image = text(images[0].get("src")) if images else ""
    facts = tuple(
        ProductFacts(
            title=text(body.get("title")),
            external_id=text(body["id"]),
            sku=text(one.get("sku")),
            variant_external_id=text(one.get("id")),
            variant_title="" if text(one.get("title")) == "Default Title" else text(one.get("title")),
            barcode=text(one.get("barcode")),
            category=text(body.get("product_type")),
            vendor=text(body.get("vendor")),
            handle=text(body.get("handle")),
            image_url=image,
            status=text(body.get("status")) or "active",
            price_minor=minor(one.get("price"), currency) if currency and one.get("price") else None,
            currency=currency,
        )
        for one in body.get("variants") or ()
    )
    created = instant(body.get("created_at"))
    return Stated(PRODUCTS, text(body["id"]), must(body["updated_at"]), told_at, facts, created_at=created)


def gone(kind: str, external_id: str, at: datetime) -> Stated:
    """Return the tombstone of an object that was deleted at an instant."""
    return Stated(kind, external_id, at, at, None, is_gone=True)


def _line(line: Json, currency: str) -> LineFacts:
    quantity = int(line.get("quantity") or 0)
    allocated = line.get("discount_allocations") or ()
    discount = sum(minor(one.get("amount"), currency) for one in allocated)
    return LineFacts(
        title=text(line.get("title")),
        quantity_milli=quantity * MILLI,
        unit_price_micros=micros(line.get("price")),
        sku=text(line.get("sku")),
        product_external_id=text(line.get("product_id")),
        variant_external_id=text(line.get("variant_id")),
        variant_title=text(line.get("variant_title")),
        vendor=text(line.get("vendor")),
        discount_minor=discount if allocated else minor(line.get("total_discount"), currency),
        tax_minor=sum(minor(one.get("price"), currency) for one in line.get("tax_lines") or ()),
        external_id=text(line.get("id")),
    )


def _refund(refund: Json, order: Json, currency: str) -> RefundFacts:
    """Return a refund: goods without tax and shipping; money without goods is goods' value as far as it goes."""
    given = refund.get("refund_line_items") or ()
    included = bool(order.get("taxes_included"))
    tax = sum(minor(one.get("total_tax"), currency) for one in given)
    goods = sum(minor(one.get("subtotal"), currency) for one in given) - (tax if included else 0)
    shipping = -sum(
        minor(one.get("amount"), currency)
        for one in refund.get("order_adjustments") or ()
        if one.get("kind") == "shipping_refund"
    )
    money = sum(
        minor(one.get("amount"), currency)
        for one in refund.get("transactions") or ()
        if one.get("kind") == "refund" and one.get("status") in {"success", None}
    )
    if not given and money > shipping:
        total_tax, total = minor(order.get("total_tax"), currency), minor(order.get("total_price"), currency)
        goods, tax = money_back(money - shipping, total_tax, total)
    return RefundFacts(
        external_id=text(refund["id"]),
        refunded_at=must(refund["created_at"]),
        amount_minor=goods,
        currency=currency,
        order_external_id=text(order["id"]),
        tax_minor=tax,
        shipping_minor=shipping,
        lines=tuple(_refund_line(one, currency) for one in given),
        reason=text(refund.get("note")),
    )


def _refund_line(one: Json, currency: str) -> LineFacts:
    line, quantity = one.get("line_item") or {}, int(one.get("quantity") or 0)
    return LineFacts(
        title=text(line.get("title")),
        quantity_milli=quantity * MILLI,
        unit_price_micros=unit_micros(one.get("subtotal"), quantity),
        sku=text(line.get("sku")),
        product_external_id=text(line.get("product_id")),
        variant_external_id=text(line.get("variant_id")),
        variant_title=text(line.get("variant_title")),
        vendor=text(line.get("vendor")),
        external_id=text(one.get("id")),
    )


def _person_of_order(body: Json) -> PersonFacts | None:
    customer = body.get("customer") or {}
    if customer.get("id"):
        return _person(customer)
    address = body.get("billing_address") or body.get("shipping_address") or {}
    email, phone = text(body.get("email") or body.get("contact_email")), text(body.get("phone") or address.get("phone"))
    if not email and not phone:
        return None
    return PersonFacts(
        email=email,
        phone=phone,
        name=text(address.get("name")),
        country=text(address.get("country_code")),
        city=text(address.get("city")),
        language=text(body.get("customer_locale")),
    )


def _person(customer: Json) -> PersonFacts:
    address = customer.get("default_address") or {}
    name = " ".join(filter(None, [text(customer.get("first_name")), text(customer.get("last_name"))]))
    return PersonFacts(
        external_id=text(customer["id"]),
        email=text(customer.get("email")),
        phone=text(customer.get("phone") or address.get("phone")),
        name=name,
        country=text(address.get("country_code")),
        city=text(address.get("city")),
        tags=_tags(customer.get("tags")),
        created_at=instant(customer.get("created_at")),
    )


def _consents(customer: Json) -> tuple[Consent, ...]:
    found = []
    for channel in ("email", "sms"):
        said = customer.get(f"{channel}_marketing_consent")
        if said and said.get("state"):
            at = instant(said.get("consent_updated_at"))
            found.append(Consent(channel, text(said["state"]), text(said.get("opt_in_level")), at))
    if not found and customer.get("accepts_marketing") is not None:
        state = "subscribed" if customer["accepts_marketing"] else "not_subscribed"
        at = instant(customer.get("accepts_marketing_updated_at"))
        found.append(Consent("email", state, text(customer.get("marketing_opt_in_level")), at))
    return tuple(found)


def _shipping(body: Json, currency: str) -> int:
    lines = body.get("shipping_lines") or ()
    return sum(minor(one.get("discounted_price") or one.get("price"), currency) for one in lines)


def _payments(body: Json, currency: str) -> tuple[PaymentFacts, ...]:
    names: list[Any] = list(body.get("payment_gateway_names") or ([body["gateway"]] if body.get("gateway") else []))
    if not names:
        return ()
    paid_at = instant(body.get("processed_at")) or must(body["created_at"])
    return (PaymentFacts(text(names[0]), minor(body.get("total_price"), currency), paid_at),)


def _tags(value: object) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]
    return tuple(sorted({text(word).strip() for word in words if text(word).strip()}))


def _origin(body: Json) -> tuple[str, str]:
    notes = {text(one.get("name")).lstrip("_"): text(one.get("value")) for one in body.get("note_attributes") or ()}
    return origin(
        notes.get("utm_source", ""),
        notes.get("utm_medium", ""),
        notes.get("utm_campaign", ""),
        text(body.get("landing_site")),
        text(body.get("referring_site")) or notes.get("referrer", ""),
    )
