"""The shop's objects as nodes of Shopify's GraphQL API."""

from __future__ import annotations

from typing import Any

from regulars.edges.fakestore.shop import Json

GID = "gid://shopify/"


def connection(nodes: list[Json], after: str | None = None) -> Json:
    """Return nodes as a whole connection."""
    return {"pageInfo": {"hasNextPage": False, "endCursor": after}, "edges": [{"node": one} for one in nodes]}


def order_node(order: Json) -> Json:
    """Return an order as its node, without its lines."""
    return {
        "id": f"{GID}Order/{order['id']}",
        "legacyResourceId": str(order["id"]),
        "name": order["name"],
        "createdAt": order["created_at"],
        "updatedAt": order["updated_at"],
        "processedAt": order["processed_at"],
        "cancelledAt": order["cancelled_at"],
        "displayFinancialStatus": order["financial_status"].upper(),
        "currencyCode": order["currency"],
        "taxesIncluded": order["taxes_included"],
        "test": order["test"],
        "sourceName": order["source_name"],
        "tags": [],
        "email": order["email"],
        "phone": order["phone"],
        "customerLocale": order["customer_locale"],
        "discountCodes": [one["code"] for one in order["discount_codes"]],
        "paymentGatewayNames": order["payment_gateway_names"],
        "totalPriceSet": money(order["total_price"]),
        "totalTaxSet": money(order["total_tax"]),
        "totalDiscountsSet": money(order["total_discounts"]),
        "shippingLine": {"discountedPriceSet": money(order["shipping_lines"][0]["price"])},
        "customAttributes": [],
        "customerJourneySummary": {
            "firstVisit": {"landingPage": order["landing_site"], "referrerUrl": order["referring_site"]}
        },
        "customer": customer_node(order["customer"]) if order["customer"] else None,
        "shippingAddress": _address(order["shipping_address"]),
        "billingAddress": _address(order["billing_address"]),
        "refunds": [
            {"id": f"{GID}Refund/{one['id']}", "legacyResourceId": str(one["id"]), "createdAt": one["created_at"],
             "note": one["note"]}
            for one in order["refunds"]
        ],
    }  # fmt: skip


def line_node(line: Json) -> Json:
    """Return a line as its node."""
    return {
        "id": f"{GID}LineItem/{line['id']}",
        "title": line["title"],
        "variantTitle": line["variant_title"],
        "sku": line["sku"],
        "quantity": line["quantity"],
        "vendor": line["vendor"],
        "product": {"legacyResourceId": str(line["product_id"])},
        "variant": {"legacyResourceId": str(line["variant_id"])},
        "originalUnitPriceSet": money(line["price"]),
        "discountAllocations": [{"allocatedAmountSet": money(one["amount"])} for one in line["discount_allocations"]],
        "taxLines": [{"priceSet": money(one["price"])} for one in line["tax_lines"]],
    }


def refund_node(refund: Json) -> Json:
    """Return a refund with what it gave back."""
    return {
        "id": f"{GID}Refund/{refund['id']}",
        "legacyResourceId": str(refund["id"]),
        "createdAt": refund["created_at"],
        "note": refund["note"],
        "refundLineItems": connection(
            [
                {"id": f"{GID}RefundLineItem/{one['id']}", "quantity": one["quantity"],
                 "subtotalSet": money(one["subtotal"]), "totalTaxSet": money(one["total_tax"]),
                 "lineItem": line_node(one["line_item"])}
                for one in refund["refund_line_items"]
            ]
        ),
        "orderAdjustments": connection([]),
        "refundShippingLines": connection([]),
        "transactions": connection(
            [
                {"kind": one["kind"].upper(), "status": one["status"].upper(), "amountSet": money(one["amount"])}
                for one in refund["transactions"]
            ]
        ),
    }  # fmt: skip


def customer_node(customer: Json) -> Json:
    """Return a customer as their node."""
    said = customer["email_marketing_consent"]
    return {
        "id": f"{GID}Customer/{customer['id']}",
        "legacyResourceId": str(customer["id"]),
        "firstName": customer["first_name"],
        "lastName": customer["last_name"],
        "email": customer["email"],
        "phone": customer["phone"],
        "createdAt": customer["created_at"],
        "updatedAt": customer["updated_at"],
        "tags": [tag for tag in customer["tags"].split(", ") if tag],
        "emailMarketingConsent": {
            "marketingState": said["state"].upper(),
            "marketingOptInLevel": said["opt_in_level"].upper(),
            "consentUpdatedAt": said["consent_updated_at"],
        },
        "smsMarketingConsent": None,
        "defaultAddress": _address(customer["default_address"]),
    }


def product_node(product: Json) -> Json:
    """Return a product as its node, without its variants."""
    return {
        "id": f"{GID}Product/{product['id']}",
        "legacyResourceId": str(product["id"]),
        "title": product["title"],
        "handle": product["handle"],
        "vendor": product["vendor"],
        "productType": product["product_type"],
        "status": product["status"].upper(),
        "createdAt": product["created_at"],
        "updatedAt": product["updated_at"],
        "featuredImage": None,
    }


def variant_node(variant: Json) -> Json:
    """Return a variant as its node."""
    names = ("title", "sku", "barcode", "price")
    head = {"id": f"{GID}ProductVariant/{variant['id']}", "legacyResourceId": str(variant["id"])}
    return head | {name: variant[name] for name in names}


def whole(kind: str, one: Json) -> Json:
    """Return an object of a kind with its children as connections."""
    if kind == "orders":
        return order_node(one) | {"lineItems": connection([line_node(line) for line in one["line_items"]])}
    if kind == "products":
        return product_node(one) | {"variants": connection([variant_node(v) for v in one["variants"]])}
    return customer_node(one)


def lines_of_bulk(kind: str, one: Json) -> list[Json]:
    """Return an object as the lines that a bulk file has of it."""
    if kind == "orders":
        head, children = order_node(one), [line_node(line) for line in one["line_items"]]
    elif kind == "products":
        head, children = product_node(one), [variant_node(variant) for variant in one["variants"]]
    else:
        head, children = customer_node(one), []
    return [head, *({**child, "__parentId": head["id"]} for child in children)]


def money(amount: str) -> Json:
    """Return an amount as a set of which the shop's own currency is one."""
    return {"shopMoney": {"amount": amount}}


def _address(address: Json | None) -> Json | None:
    if not address:
        return None
    given: dict[str, Any] = {name: address.get(name) for name in ("name", "city", "phone")}
    return given | {"countryCodeV2": address.get("country_code")}
