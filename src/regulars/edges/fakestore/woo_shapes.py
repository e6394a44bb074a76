"""The shop's objects as WooCommerce writes them: amounts without tax, instants without a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from regulars.edges.fakestore.shop import Json, cents, text

STATUS = {"pending": "pending", "paid": "processing", "partially_refunded": "processing", "voided": "cancelled"}


def gmt(stamp: str) -> str:
    """Return an instant as fields called `_gmt` have it."""
    return datetime.fromisoformat(stamp).astimezone(UTC).replace(tzinfo=None).isoformat()


def as_order(order: Json) -> Json:
    """Return an order."""
    included = order["taxes_included"]
    lines = [_line(line, included) for line in order["line_items"]]
    tax = sum(cents(line["total_tax"]) for line in lines)
    shipping = cents(order["shipping_lines"][0]["price"])
    goods = sum(cents(line["total"]) for line in lines)
    discount = sum(cents(line["subtotal"]) for line in lines) - goods
    status = "cancelled" if order["cancelled_at"] else STATUS[order["financial_status"]]
    customer = order["customer"] or {}
    address = order["billing_address"]
    first, _space, last = (address["name"] or "").partition(" ")
    billing = {
        "first_name": first, "last_name": last, "city": address["city"], "country": address["country_code"],
        "email": order["email"], "phone": "",
    }  # fmt: skip
    is_paid = order["financial_status"] in {"paid", "partially_refunded"}
    return {
        "id": order["id"], "parent_id": 0, "number": order["name"].lstrip("#"), "created_via": "checkout",
        "status": status, "currency": order["currency"], "date_created_gmt": gmt(order["created_at"]),
        "date_modified_gmt": gmt(order["updated_at"]), "discount_total": text(discount),
        "shipping_total": text(shipping), "shipping_tax": "0.00", "total": text(goods + tax + shipping),
        "total_tax": text(tax), "prices_include_tax": included, "customer_id": customer.get("id", 0),
        "billing": billing, "shipping": {key: billing[key] for key in ("first_name", "last_name", "city", "country")},
        "payment_method": "cards", "payment_method_title": "Cards",
        "date_paid_gmt": gmt(order["processed_at"]) if is_paid else None, "meta_data": _attribution(order),
        "line_items": lines, "shipping_lines": [{"total": text(shipping), "total_tax": "0.00"}], "fee_lines": [],
        "coupon_lines": [{"code": one["code"].lower()} for one in order["discount_codes"]],
        "refunds": [
            {"id": one["id"], "reason": one["note"], "total": f"-{one['transactions'][0]['amount']}"}
            for one in order["refunds"]
        ],
    }  # fmt: skip


def as_refund(refund: Json, order: Json) -> Json:
    """Return a refund of an order with its lines; quantities and amounts are negative."""
    included = order["taxes_included"]
    lines = []
    for one in refund["refund_line_items"]:
        amount, tax = cents(one["subtotal"]), cents(one["total_tax"])
        net = amount - tax if included else amount
        lines.append(_named(one["line_item"]) | {
            "id": one["id"], "quantity": -one["quantity"], "subtotal": f"-{text(net)}", "total": f"-{text(net)}",
            "total_tax": f"-{text(tax)}"})  # fmt: skip
    return {
        "id": refund["id"], "date_created_gmt": gmt(refund["created_at"]), "reason": refund["note"],
        "amount": refund["transactions"][0]["amount"], "line_items": lines, "shipping_lines": [], "fee_lines": [],
    }  # fmt: skip


def as_customer(customer: Json) -> Json:
    """Return a customer."""
    address = customer["default_address"]
    names = {"first_name": customer["first_name"], "last_name": customer["last_name"]}
    return names | {
        "id": customer["id"], "email": customer["email"], "role": "customer",
        "date_created_gmt": gmt(customer["created_at"]), "date_modified_gmt": gmt(customer["updated_at"]),
        "billing": names | {"city": address["city"], "country": address["country_code"], "email": customer["email"],
                            "phone": ""},
        "meta_data": [],
    }  # fmt: skip


def as_product(product: Json) -> Json:
    """Return a product; one with several variants is `variable`."""
    variants = product["variants"]
    is_simple = len(variants) == 1
    return {
        "id": product["id"], "name": product["title"], "slug": product["handle"],
        "type": "simple" if is_simple else "variable", "status": "publish",
        "sku": variants[0]["sku"] if is_simple else "", "price": variants[0]["price"],
        "date_created_gmt": gmt(product["created_at"]), "date_modified_gmt": gmt(product["updated_at"]),
        "categories": [{"id": 1, "name": product["product_type"]}], "images": [],
        "variations": [] if is_simple else [variant["id"] for variant in variants],
    }  # fmt: skip


def as_variation(variant: Json, product: Json) -> Json:
    """Return one variant of a variable product."""
    return {
        "id": variant["id"], "sku": variant["sku"], "price": variant["price"], "status": "publish",
        "attributes": [{"name": "Size", "option": variant["title"]}], "image": None,
    }  # fmt: skip


def _line(line: Json, included: bool) -> Json:
    amount = cents(line["price"]) * line["quantity"]
    discount = sum(cents(one["amount"]) for one in line["discount_allocations"])
    tax = sum(cents(one["price"]) for one in line["tax_lines"])
    whole_tax = amount * 19 // 119 if included else amount * 19 // 100
    before = amount - whole_tax if included else amount
    after = amount - discount - tax if included else amount - discount
    return _named(line) | {
        "id": line["id"], "quantity": line["quantity"], "subtotal": text(before), "subtotal_tax": text(whole_tax),
        "total": text(after), "total_tax": text(tax), "price": cents(line["price"]) / 100,
    }  # fmt: skip


def _named(line: Json) -> Json:
    is_variant = line["variant_title"] is not None
    name = f"{line['title']} - {line['variant_title']}" if is_variant else line["title"]
    return {"name": name, "product_id": line["product_id"], "sku": line["sku"],
            "variation_id": line["variant_id"] if is_variant else 0}  # fmt: skip


def _attribution(order: Json) -> list[Json]:
    query = parse_qs(urlsplit(order["landing_site"]).query)
    names = ("utm_source", "utm_medium", "utm_campaign")
    found = {name: query[name][0] for name in names if name in query}
    if order["referring_site"]:
        found["referrer"] = order["referring_site"]
    return [{"id": 1, "key": f"_wc_order_attribution_{name}", "value": value} for name, value in found.items()]
