"""From nodes of the GraphQL API to the shapes of webhooks, so that one mapping serves both. Pure."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def order_from(node: Node) -> Node:
    """Return an order's node as a webhook would carry it; its refunds are detailed by `refund_from` beforehand."""
    visit = (node.get("customerJourneySummary") or {}).get("firstVisit") or {}
    shipping = node.get("shippingLine")
    return {
        "id": node["legacyResourceId"],
        "name": node.get("name"),
        "created_at": node["createdAt"],
        "updated_at": node["updatedAt"],
        "processed_at": node.get("processedAt"),
        "cancelled_at": node.get("cancelledAt"),
        "financial_status": (node.get("displayFinancialStatus") or "").lower(),
        "currency": node.get("currencyCode"),
        "taxes_included": node.get("taxesIncluded"),
        "test": node.get("test"),
        "source_name": node.get("sourceName"),
        "tags": node.get("tags") or [],
        "email": node.get("email"),
        "phone": node.get("phone"),
        "customer_locale": node.get("customerLocale"),
        "discount_codes": [{"code": code} for code in node.get("discountCodes") or ()],
        "payment_gateway_names": node.get("paymentGatewayNames") or [],
        "total_price": _money(node.get("totalPriceSet")),
        "total_tax": _money(node.get("totalTaxSet")),
        "total_discounts": _money(node.get("totalDiscountsSet")),
        "shipping_lines": [{"price": _money(shipping.get("discountedPriceSet"))}] if shipping else [],
        "note_attributes": [
            {"name": one.get("key"), "value": one.get("value")} for one in node.get("customAttributes") or ()
        ],
        "landing_site": visit.get("landingPage"),
        "referring_site": visit.get("referrerUrl"),
        "customer": customer_from(node["customer"]) if node.get("customer") else None,
        "shipping_address": _address(node.get("shippingAddress")),
        "billing_address": _address(node.get("billingAddress")),
        "line_items": [_line(line) for line in rows(node.get("lineItems"))],
        "refunds": [one if "created_at" in one else refund_from(one) for one in node.get("refunds") or ()],
    }


def customer_from(node: Node) -> Node:
    """Return a customer's node as a webhook would carry it."""
    return {
        "id": node["legacyResourceId"],
        "first_name": node.get("firstName"),
        "last_name": node.get("lastName"),
        "email": node.get("email"),
        "phone": node.get("phone"),
        "created_at": node.get("createdAt"),
        "updated_at": node.get("updatedAt"),
        "tags": node.get("tags") or [],
        "default_address": _address(node.get("defaultAddress")),
        "email_marketing_consent": _consent(node.get("emailMarketingConsent")),
        "sms_marketing_consent": _consent(node.get("smsMarketingConsent")),
    }


def product_from(node: Node) -> Node:
    """Return a product's node as a webhook would carry it."""
    image = node.get("featuredImage")
    return {
        "id": node["legacyResourceId"],
        "title": node.get("title"),
        "handle": node.get("handle"),
        "vendor": node.get("vendor"),
        "product_type": node.get("productType"),
        "status": (node.get("status") or "").lower(),
        "created_at": node.get("createdAt"),
        "updated_at": node["updatedAt"],
        "images": [{"src": image.get("url")}] if image else [],
        "variants": [
            {
                "id": one.get("legacyResourceId"),
                **{name: one.get(name) for name in ("title", "sku", "barcode", "price")},
            }
            for one in rows(node.get("variants"))
        ],
    }


def refund_from(node: Node) -> Node:
    """Return a refund's node as a webhook would carry it."""
    shipping = [_money(one.get("subtotalAmountSet")) for one in rows(node.get("refundShippingLines"))]
    return {
        "id": node["legacyResourceId"],
        "created_at": node["createdAt"],
        "note": node.get("note"),
        "refund_line_items": [
            {
                "id": number_of(one.get("id")),
                "quantity": one.get("quantity"),
                "subtotal": _money(one.get("subtotalSet")),
                "total_tax": _money(one.get("totalTaxSet")),
                "line_item": _line(one.get("lineItem") or {}),
            }
            for one in rows(node.get("refundLineItems"))
        ],
        "order_adjustments": [{"kind": "shipping_refund", "amount": f"-{amount}"} for amount in shipping if amount],
        "transactions": [
            {
                "kind": (one.get("kind") or "").lower(),
                "status": (one.get("status") or "").lower(),
                "amount": _money(one.get("amountSet")),
            }
            for one in rows(node.get("transactions"))
        ],
    }


def rows(connection: Any) -> list[Node]:
    """Return the nodes of a connection, however it comes: as edges, or as the children of a line of a bulk file."""
    if not connection:
        return []
    if isinstance(connection, list):
        return connection
    return [edge["node"] for edge in connection.get("edges") or ()]


def number_of(gid: object) -> str:
    """Return the number in `gid://shopify/LineItem/466157049`."""
    return str(gid or "").rpartition("/")[2].partition("?")[0]


def _line(node: Node) -> Node:
    return {
        "id": number_of(node.get("id")),
        "title": node.get("title"),
        "variant_title": node.get("variantTitle"),
        "sku": node.get("sku"),
        "quantity": node.get("quantity"),
        "vendor": node.get("vendor"),
        "product_id": (node.get("product") or {}).get("legacyResourceId"),
        "variant_id": (node.get("variant") or {}).get("legacyResourceId"),
        "price": _money(node.get("originalUnitPriceSet")),
        "discount_allocations": [
            {"amount": _money(one.get("allocatedAmountSet"))} for one in node.get("discountAllocations") or ()
        ],
        "tax_lines": [{"price": _money(one.get("priceSet"))} for one in node.get("taxLines") or ()],
    }


def _address(node: Node | None) -> Node | None:
    if not node:
        return None
    return {
        "name": node.get("name"),
        "city": node.get("city"),
        "country_code": node.get("countryCodeV2"),
        "phone": node.get("phone"),
    }


def _consent(node: Node | None) -> Node | None:
    if not node:
        return None
    return {
        "state": (node.get("marketingState") or "").lower(),
        "opt_in_level": (node.get("marketingOptInLevel") or "").lower(),
        "consent_updated_at": node.get("consentUpdatedAt"),
    }


def _money(node: Node | None) -> str:
    return str(((node or {}).get("shopMoney") or {}).get("amount") or "")
