"""Shops to write a brief about: a real wholesaler, the demo shop, and shops in which nothing is the matter."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from domains.insights.test_online_retail import LOAD
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.types import Filters
from regulars.domains.orders.facts import sales
from regulars.domains.orders.types import OrderFacts
from regulars.edges.demo.generator.shop import DemoShop
from tinyshop import SCHEMAS, TinyLake, TinyShop, context_of

CUSTOMERS = {
    "id": "int64", "changed_seq": "int64", "deleted": "boolean", "created_on": "date", "country": "string",
    "language": "string", "is_shared": "boolean", "is_relay": "boolean",
}  # fmt: skip
RETAIL_AS_OF, RETAIL_SINCE = date(2011, 12, 9), date(2010, 12, 1)
BERLIN = ZoneInfo("Europe/Berlin")
GIVEN_AWAY = ("replacement", "staff_test")


def with_customers(lake: TinyLake, flagged: Iterable[int] = ()) -> TinyLake:
    """Add the table of customers: nobody in it but shared addresses."""
    lake.schemas["customers"] = CUSTOMERS
    kinds = {"string": "VARCHAR", "boolean": "BOOLEAN"}
    columns = ", ".join(f"{name} {kinds.get(kind, kind)}" for name, kind in CUSTOMERS.items())
    lake.connection.execute(f"CREATE TABLE customers ({columns})")
    for number in flagged:
        lake.connection.execute("INSERT INTO customers VALUES (?, 1, false, NULL, '', '', true, false)", [number])
    return lake


def retail_lake(shared_data: Path) -> TinyLake:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    kinds = {"string": "VARCHAR", "boolean": "BOOLEAN", "timestamp('UTC', 6)": "TIMESTAMPTZ", "int32": "INTEGER"}
    for name, schema in SCHEMAS.items():
        columns = ", ".join(f"{column} {kinds.get(kind, kind)}" for column, kind in schema.items())
        connection.execute(f"CREATE TABLE {name} ({columns})")
    connection.execute(LOAD.format(file=shared_data / "online-retail" / "online_retail.parquet"))
    lake = TinyLake(connection)
    lake.derive("sales", sales(lake.table))
    return with_customers(lake)


def retail_context(lake: TinyLake, **filters: Any) -> Context:
    found = context_of(lake, Filters(**{"basis": "sold", **filters}), RETAIL_AS_OF, RETAIL_SINCE)
    return Context(found.lake, found.filters, found.as_of, found.since, "GBP")


def even_shop(seed: int, *, buyers: int = 4_500, months: int = 26, returning: float = 0.4) -> tuple[TinyShop, date]:
    """A shop in which everybody is alike: one chance to return, one rhythm, products, countries, channels at random."""
    rng = random.Random(seed)
    shop, first = TinyShop(), date(2023, 1, 1)
    last = first + timedelta(days=round(30.4 * months))
    for product in range(1, 21):
        shop.product(product, f"Product {product}", f"Category {product % 4}")
    orders = []
    for customer in range(1, buyers + 1):
        day = first + timedelta(days=int(rng.random() * (last - first).days))
        place = {
            "country": rng.choices(["DE", "AT", "NL"], [6, 3, 1])[0],
            "channel": rng.choices(["Online", "Market"], [3, 1])[0],
        }
        while day <= last:
            orders.append((day, customer if rng.random() > 0.03 else None, place))
            if rng.random() > returning:
                break
            day += timedelta(days=1 + int(rng.expovariate(1 / 40)))
    for day, customer, place in sorted(orders, key=lambda order: order[0]):
        product, amount = rng.randint(1, 20), round(rng.lognormvariate(8, 0.4))
        shop.order(customer, day, amount, lines=[(product, amount)], **place)
    return shop, last


def demo_tiny(shop: DemoShop) -> TinyShop:
    """The demo shop's orders as they are placed; refunds and duties left out, for they tell no story."""
    tiny, people, products = TinyShop(), dict[str, int](), dict[str, int]()
    for order in shop.orders():
        if not isinstance(order, OrderFacts) or order.paid_at is None or order.canceled_at is not None:
            continue
        lines = [
            (
                products.setdefault(line.product_external_id or line.sku, len(products) + 1),
                line.quantity_milli * line.unit_price_micros // 10_000_000,
            )
            for line in order.lines
        ]
        amount = sum(each for _, each in lines)
        if amount <= 0 or order.kind_hint in GIVEN_AWAY:
            continue
        key = (order.person.external_id or order.person.email) if order.person else ""
        customer = people.setdefault(key, len(people) + 1) if key else None
        day = order.placed_at.astimezone(BERLIN).date()
        tiny.order(
            customer, day, amount, lines=lines, country=order.country, channel=order.channel, kind=order.kind_hint,
            discount=amount // 10 if order.discount_codes else 0,
        )  # fmt: skip
    for name, number in products.items():
        tiny.product(number, name)
    return tiny
