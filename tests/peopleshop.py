"""A shop of a dozen people for the pages about them: names that must not leak, cells that must not run, every oddity.

`people_shop` is opened once for the tests of a module, in the real database of this test process, and taken out after.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
# Whatever of this stands on a page tells who somebody is.
PERSONAL = (
    "König", "ana@example.com", "+4930123456", "Mainz", "Müller", "cleo@example.com", "Benedikt", "ben@example.com",
    "cmd|", "SECRETCODE", "cracked on arrival", "vip-neighbor", "x7@members.ebay.com", "Nora Neu", "0012345",
)  # fmt: skip
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class PeopleShop:
    """Keys of what was recorded, by the names the tests use."""

    customers: dict[str, int]
    orders: dict[str, int]
    products: dict[str, int]
    refund_alone: int

    def customer(self, name: str) -> str:
        return self._public("cus", self.customers[name])

    def order(self, number: str) -> str:
        return self._public("ord", self.orders[number])

    def product(self, title: str) -> str:
        return self._public("prd", self.products[title])

    def _public(self, prefix: str, number: int) -> str:
        from regulars.base.shop.queries import shop

        return shop().public(prefix, number)


def people() -> dict[str, Any]:
    from regulars.domains.customers.types import PersonFacts

    return {
        "ana": PersonFacts("0012345", "ana@example.com", "+49 30 123456", "Ana König", "DE", "de", "Mainz"),
        "ben": PersonFacts("1002", "ben@example.com", name="=cmd|' /C calc'!A0 Benedikt", country="AT"),
        "cleo": PersonFacts("1003", "cleo@example.com", name="Cleo Müller", country="DE", tags=("vip-neighbor",)),
        "relay": PersonFacts("1004", "x7@members.ebay.com", name="Rita Relay", country="NL"),
        "nora": PersonFacts("1005", "nora@example.com", name="Nora Neu", country="DE"),
    }


def statements() -> list[Any]:
    """Return orders and a refund, oldest first; amounts are EUR cents, prices contain no tax."""
    from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts

    who = people()

    def line(title: str, units: int, price: int) -> Any:
        return LineFacts(title, units * 1000, price * 10_000, sku=title[:3].upper(), category="Tea")

    def order(number: str, day: date, person: str | None, *lines: Any, **more: Any) -> Any:
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        known = who[person] if person else None
        stated = {"paid_at": at, "status": "paid", "country": known.country if known else "DE", **more}
        return OrderFacts(f"x{number}", number, at, "EUR", lines, known, channel="Online", **stated)

    today = NOW.date()
    broken = RefundFacts(
        "r1", NOW - timedelta(days=15), 900, order_external_id="x1003", reason="cracked on arrival",
        lines=(line("Assam", 1, 900),),
    )  # fmt: skip
    alone = RefundFacts("r2", NOW - timedelta(days=9), 250, currency="EUR", role="cancellation", person=who["ana"])
    return [
        order("1000", today - timedelta(days=400), "cleo", line("Earl Grey", 1, 1_000)),
        order("1001", today - timedelta(days=80), "ana", line("Earl Grey", 2, 1_000), line("Assam", 1, 900)),
        order("1002", today - timedelta(days=50), "ana", line("Earl Grey", 1, 1_000), discount_codes=("SECRETCODE",)),
        order(
            "1003", today - timedelta(days=20), "ana", line("Assam", 2, 900), refunds=(broken,),
            payments=(PaymentFacts("card", 1_800),), tags=("vip-neighbor",), acquisition="newsletter / email",
        ),
        order("1004", today - timedelta(days=10), "ben", line("Assam", 1, 900), kind_hint="renewal"),
        order("1005", today - timedelta(days=9), "relay", line("Earl Grey", 1, 1_000), kind_hint="marketplace"),
        order("1006", today - timedelta(days=8), None, line("Earl Grey", 3, 1_000)),
        order("1007", today - timedelta(days=7), "ben", line("Assam", 1, 900), paid_at=None, status="pending"),
        order(
            "1008", today - timedelta(days=6), "ben", line("Assam", 1, 900), status="canceled",
            canceled_at=NOW - timedelta(days=5),
        ),
        order("1009", today - timedelta(days=3), "ben", line("Earl Grey", 1, 0), kind_hint="replacement"),
        alone,
    ]  # fmt: skip


def open_people_shop() -> PeopleShop:
    """Set the shop up, record everything and bring the lake up to date."""
    from regulars.base import lake
    from regulars.base.shop import service as shops
    from regulars.base.state import Act, fetchall, write
    from regulars.domains.catalog import service as catalog
    from regulars.domains.catalog.types import CostFacts, ProductFacts
    from regulars.domains.customers import service as customers
    from regulars.domains.orders import service as orders

    act = Act("cli", "cli", NOW)
    write(shops.set_up_shop, act, "Tea House", "Europe/Berlin", "EUR", prices_include_tax=False)
    source = Act("system", "shopify", NOW, backfill=True)
    sold = [
        ProductFacts("Earl Grey", sku="EAR", category="Tea", vendor="Leaf", price_minor=1_000, currency="EUR"),
        ProductFacts("Assam", sku="ASS", category="Tea", vendor="Leaf", price_minor=900, currency="EUR"),
        ProductFacts("Pot", sku="POT", category="Ware", vendor="Clay"),
    ]
    write(catalog.record_products, source, "shopify", sold)
    write(catalog.record_costs, source, "shopify", [CostFacts(4_000_000, "EUR", sku="EAR")])
    report = write(customers.record_people, source, "shopify", list(people().values()))
    for statement in statements():
        write(orders.record_orders, source, "shopify", [statement])
    lake.sync(NOW)
    return PeopleShop(
        customers=dict(zip(people(), (number for number in report.customers if number), strict=True)),
        orders={row[1]: row[0] for row in fetchall("SELECT id, number FROM orders_order")},
        products={row[1]: row[0] for row in fetchall("SELECT id, title FROM catalog_product")},
        refund_alone=fetchall("SELECT id FROM orders_refund WHERE order_id IS NULL")[0][0],
    )


def clear_people_shop() -> None:
    """Take everything out again: rows, the lake, remembered answers."""
    from django.core.management import call_command

    from regulars.base import lake
    from regulars.base.lake import engine
    from regulars.base.settings import current

    call_command("flush", interactive=False, verbosity=0)
    engine.forget()
    shutil.rmtree(current().home / "lake", ignore_errors=True)
    lake.clear_cache()


@pytest.fixture(scope="module")
def people_shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[PeopleShop]:
    """Open the shop for a module; everything it wrote goes afterwards."""
    from regulars.kit.clock import freeze

    with django_db_blocker.unblock(), freeze(NOW):
        clear_people_shop()
        opened = open_people_shop()
    yield opened
    with django_db_blocker.unblock():
        clear_people_shop()
