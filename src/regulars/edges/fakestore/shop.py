"""The invented shop behind the fake store: products, customers, orders and what happens to them, from one seed."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]
CALLED_OFF = "/".join(("orders", "cancelled"))
FIRST_ORDER, FIRST_CUSTOMER, FIRST_PRODUCT = 5_000_000_000_001, 7_000_000_000_001, 8_000_000_000_001
BEGINS = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
NAMES = ("Ana", "Ben", "Cleo", "Dario", "Eva", "Finn", "Greta", "Hugo", "Ida", "Jonas", "Kim", "Lea", "Mats", "Nora")
SURNAMES = (
    "Berg",
    "Costa",
    "Dahl",
    "Ek",
    "Fuchs",
    "Grün",
    "Holm",
    "Iversen",
    "Jung",
    "Koch",
    "Lund",
    "Marić",
    "O'Neill",
)
PLACES = (("Berlin", "DE"), ("Wien", "AT"), ("Zürich", "CH"), ("Lyon", "FR"), ("Porto", "PT"), ("Austin", "US"))
GOODS = ("Filter", "Kettle", "Grinder", "Beans", "Cup", "Scale", "Brush", "Tamper", "Carafe", "Dripper")
ARRIVALS = (
    ("https://shop.example/?utm_source=newsletter&utm_medium=email&utm_campaign=june", ""),
    ("https://shop.example/", "https://www.google.com/search"),
    ("", ""),
    ("https://shop.example/kettle?utm_source=meta&utm_medium=paid", "https://l.instagram.com/"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the store announces: a topic as Shopify names it, and the object as it was at that moment."""

    number: int
    topic: str
    object_id: int
    body: bytes
    at: datetime


@dataclass(slots=True)
class FakeShop:
    """All that the shop has. `clock` moves by itself: every act happens a while after the one before."""

    seed: int = 7
    currency: str = "EUR"
    title: str = "Fake Coffee"
    taxes_included: bool = True
    clock: datetime = BEGINS
    products: dict[int, Json] = field(default_factory=dict)
    customers: dict[int, Json] = field(default_factory=dict)
    orders: dict[int, Json] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    fields: dict[tuple[int, str], str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    is_quiet: bool = False  # keeps no events, for large histories
    rng: random.Random = field(default_factory=random.Random)
    lines_made: int = 0
    refunds_made: int = 0

    def __post_init__(self) -> None:
        self.rng.seed(self.seed)

    def tick(self, most_seconds: int = 90) -> datetime:
        """Let some time pass, now and then none that a clock of seconds shows."""
        self.clock += timedelta(seconds=self.rng.choice([0, 1, self.rng.randint(2, most_seconds)]), milliseconds=7)
        return self.clock

    def add_products(self, count: int = 10) -> None:
        """Add products of one or two variants each."""
        for number in range(count):
            key, now = FIRST_PRODUCT + number, stamp(self.tick())
            title = f"{GOODS[number % len(GOODS)]} {number}"
            variants = [
                {"id": key * 10 + place, "title": name, "sku": f"SKU-{number}-{place}", "barcode": None,
                 "price": f"{self.rng.randint(400, 9000) / 100:.2f}"}
                for place, name in enumerate(["Default Title"] if number % 2 else ["small", "large"])
            ]  # fmt: skip
            self.products[key] = {
                "id": key, "title": title, "handle": title.lower().replace(" ", "-"), "vendor": "Fake Goods",
                "product_type": "Coffee", "status": "active", "created_at": now, "updated_at": now,
                "images": [], "variants": variants,
            }  # fmt: skip
            self._announce("products/create", self.products[key])

    def add_customer(self) -> Json:
        """Add a customer with an account."""
        key, now = FIRST_CUSTOMER + len(self.customers), stamp(self.tick())
        first, last = self.rng.choice(NAMES), self.rng.choice(SURNAMES)
        city, country = self.rng.choice(PLACES)
        said = self.rng.choice(["subscribed", "not_subscribed", "unsubscribed"])
        self.customers[key] = {
            "id": key, "first_name": first, "last_name": last, "email": f"person{key}@mail.example", "phone": None,
            "created_at": now, "updated_at": now, "tags": "", "verified_email": True,
            "default_address": {"name": f"{first} {last}", "city": city, "country_code": country, "phone": None},
            "email_marketing_consent": {
                "state": said, "opt_in_level": "single_opt_in", "consent_updated_at": now},
            "sms_marketing_consent": None,
        }  # fmt: skip
        self._announce("customers/create", self.customers[key])
        return self.customers[key]

    def move_customer(self, key: int) -> None:
        """Let a customer move to another town."""
        customer = self.customers[key]
        city, country = self.rng.choice(PLACES)
        customer["default_address"] = {**customer["default_address"], "city": city, "country_code": country}
        customer["updated_at"] = stamp(self.tick())
        self._announce("customers/update", customer)

    def place_order(self, *, customer: Json | None = None, code: str = "") -> Json:
        """Place an order, unpaid; without a customer by a guest, who leaves an address."""
        key, at = FIRST_ORDER + len(self.orders), self.tick()
        city, country = self.rng.choice(PLACES)
        landing, referrer = self.rng.choice(ARRIVALS)
        email = customer["email"] if customer else f"guest{self.rng.randint(1, 400)}@mail.example"
        address = (
            customer["default_address"] if customer
            else {"name": f"Guest {email[5:-13]}", "city": city, "country_code": country, "phone": None}
        )  # fmt: skip
        order: Json = {
            "id": key, "name": f"#{1000 + len(self.orders)}", "created_at": stamp(at), "processed_at": stamp(at),
            "updated_at": stamp(at), "cancelled_at": None, "financial_status": "pending", "currency": self.currency,
            "taxes_included": self.taxes_included, "test": self.rng.random() < 0.01,
            "source_name": "pos" if self.rng.random() < 0.05 else "web", "tags": "", "email": email, "phone": None,
            "customer_locale": "de", "discount_codes": [{"code": code}] if code else [],
            "payment_gateway_names": ["cards"], "note_attributes": [], "landing_site": landing,
            "referring_site": referrer, "customer": customer, "shipping_address": address,
            "billing_address": address, "line_items": [], "refunds": [],
            "shipping_lines": [{"price": self.rng.choice(["0.00", "4.90"])}],
        }  # fmt: skip
        self.orders[key] = order
        for _line in range(self.rng.randint(1, 4)):
            self._add_line(order, with_discount=bool(code) or self.rng.random() < 0.15)
        self._total(order)
        self._announce("orders/create", order)
        return order

    def pay(self, order: Json) -> None:
        """Let an order be paid."""
        order["financial_status"] = "paid"
        self._changed(order, "orders/paid")

    def edit(self, order: Json) -> None:
        """Add a line to an order."""
        self._add_line(order, with_discount=False)
        self._total(order)
        self._changed(order, "orders/updated")

    def refund(self, order: Json) -> None:
        """Give one piece of a line back."""
        line = order["line_items"][0]
        self.refunds_made += 1
        unit = cents(line["price"])
        tax = unit * 19 // 119 if self.taxes_included else unit * 19 // 100
        paid = unit if self.taxes_included else unit + tax
        at = self.tick()
        order["refunds"].append(
            {"id": 9_000_000_000_000 + self.refunds_made, "order_id": order["id"], "created_at": stamp(at),
             "note": "did not fit", "order_adjustments": [],
             "refund_line_items": [{
                 "id": 9_500_000_000_000 + self.refunds_made, "quantity": 1, "line_item_id": line["id"],
                 "subtotal": text(unit), "total_tax": text(tax), "line_item": deepcopy(line)}],
             "transactions": [{"kind": "refund", "status": "success", "amount": text(paid)}]}
        )  # fmt: skip
        order["financial_status"] = "partially_refunded"
        self._changed(order, "orders/updated")

    def cancel(self, order: Json) -> None:
        """Call an order off."""
        order["cancelled_at"] = stamp(self.tick())
        order["financial_status"] = "voided" if order["financial_status"] == "pending" else order["financial_status"]
        self._changed(order, CALLED_OFF)

    def delete(self, order: Json) -> None:
        """Take an order out of the shop for good."""
        del self.orders[order["id"]]
        self._announce("orders/delete", {"id": order["id"], "updated_at": stamp(self.tick())})

    def _changed(self, order: Json, topic: str) -> None:
        order["updated_at"] = stamp(self.tick())
        if order["customer"]:
            order["customer"]["updated_at"] = order["updated_at"]
        self._announce(topic, order)

    def _add_line(self, order: Json, *, with_discount: bool) -> None:
        self.lines_made += 1
        product = self.rng.choice(list(self.products.values()))
        variant = self.rng.choice(product["variants"])
        quantity = self.rng.randint(1, 3)
        amount = cents(variant["price"]) * quantity
        discount = amount // 10 if with_discount else 0
        paid = amount - discount
        tax = paid * 19 // 119 if self.taxes_included else paid * 19 // 100
        order["line_items"].append(
            {"id": 6_000_000_000_000 + self.lines_made, "title": product["title"], "sku": variant["sku"],
             "variant_title": None if variant["title"] == "Default Title" else variant["title"],
             "product_id": product["id"], "variant_id": variant["id"], "vendor": product["vendor"],
             "quantity": quantity, "price": variant["price"], "total_discount": "0.00",
             "discount_allocations": [{"amount": text(discount)}] if discount else [],
             "tax_lines": [{"price": text(tax)}]}
        )  # fmt: skip

    def _total(self, order: Json) -> None:
        lines = order["line_items"]
        goods = sum(cents(line["price"]) * line["quantity"] for line in lines)
        discount = sum(cents(one["amount"]) for line in lines for one in line["discount_allocations"])
        tax = sum(cents(one["price"]) for line in lines for one in line["tax_lines"])
        shipping = cents(order["shipping_lines"][0]["price"])
        order["total_discounts"], order["total_tax"] = text(discount), text(tax)
        order["total_price"] = text(goods - discount + shipping + (0 if self.taxes_included else tax))

    def _announce(self, topic: str, body: Json) -> None:
        if not self.is_quiet:
            self.events.append(Event(len(self.events) + 1, topic, body["id"], json.dumps(body).encode(), self.clock))


def cents(amount: str) -> int:
    """Return an amount of two decimals as hundredths."""
    whole, _point, rest = amount.partition(".")
    return int(whole) * 100 + int((rest + "00")[:2])


def text(amount: int) -> str:
    """Return hundredths as an amount of two decimals."""
    return f"{amount // 100}.{amount % 100:02d}"


def stamp(at: datetime) -> str:
    """Return an instant as Shopify writes it: whole seconds, with a zone."""
    return at.replace(microsecond=0).isoformat()
