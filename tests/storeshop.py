"""A connected fake store, and its state as the shop sees it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from regulars.base.state import Act, fetchall, write
from regulars.edges.fakestore.faults import Faults
from regulars.edges.fakestore.server import FakeStore, running
from regulars.edges.fakestore.shop import FakeShop
from regulars.edges.fakestore.stories import live
from regulars.edges.stores import queries
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service import accounts, inbox, pulling
from regulars.edges.stores.service.opening import Opened

SECRETS = {
    "shopify": {"client_id": "fake-client", "client_secret": "fake-secret"},
    "woocommerce": {"consumer_key": "ck_fake", "consumer_secret": "cs_fake", "webhook_secret": "fake-webhook-secret"},
}
STATE = {
    "orders": "SELECT o.external_id, o.number, o.status, o.placed_at, o.paid_at, o.canceled_at, o.currency, o.channel, "
    "o.country, o.acquisition, o.campaign, o.kind, o.sold_minor, o.discount_minor, o.included_tax_minor, "
    "o.shipping_minor, o.tax_minor, o.refunded_minor, o.net_minor, o.total_minor, o.line_count, c.email "
    "FROM orders_order o LEFT JOIN customers_customer c ON c.id = o.customer_id WHERE o.voided_at IS NULL ORDER BY 1",
    "lines": "SELECT o.external_id, l.position, l.title, l.role, l.quantity_milli, l.unit_price_micros, l.sold_minor, "
    "l.discount_minor, l.tax_minor, l.net_minor, p.title FROM orders_line l JOIN orders_order o ON o.id = l.order_id "
    "LEFT JOIN catalog_product p ON p.id = l.product_id "
    "WHERE l.voided_at IS NULL AND o.voided_at IS NULL ORDER BY 1, 2",
    "refunds": "SELECT r.external_id, o.external_id, r.refunded_at, r.amount_minor, r.tax_minor, r.shipping_minor, "
    "r.reason FROM orders_refund r JOIN orders_order o ON o.id = r.order_id WHERE r.voided_at IS NULL ORDER BY 1",
    "codes": "SELECT o.external_id, d.code FROM orders_discount d JOIN orders_order o ON o.id = d.order_id "
    "WHERE o.voided_at IS NULL ORDER BY 1, 2",
    "customers": "SELECT email, name, phone, country, city, created_at FROM customers_customer "
    "WHERE voided_at IS NULL ORDER BY 1",
}


def no_pause(seconds: float) -> None:
    """Wait for nobody."""


@contextmanager
def fake_store(orders: int = 0, seed: int = 7, faults: Faults | None = None, **shop: Any) -> Iterator[FakeStore]:
    """Serve an invented shop in which `orders` orders lived their lives."""
    made = FakeShop(seed=seed, **shop)
    if orders:
        live(made, orders)
    with running(made, faults) as store:
        yield store


def connected(store: FakeStore, provider: str = "shopify", name: str = "") -> AccountRow:
    """Connect the store."""
    secrets = SECRETS[provider] | {"currency": store.shop.currency}
    number = write(
        accounts.connect, Act.by("cli", "cli"), provider, name or provider, store.address, secrets, "Fake", ("read",)
    )
    return queries.account(number)


def opened(account: AccountRow) -> Opened:
    """Open a connected store; it waits for nobody."""
    return Opened(account, no_pause)


def act_of(account: AccountRow) -> Act:
    """The act of work on a store."""
    return Act.by("system", account.source)


def pull(account: AccountRow) -> pulling.Pulled:
    """Read the store as the job does."""
    row = queries.account(account.id)
    return pulling.pull(opened(row), lambda backfill: Act.by("system", row.source, backfill=backfill), _silent)


def reconcile(account: AccountRow) -> pulling.Pulled:
    """Compare with the store as the nightly job does."""
    row = queries.account(account.id)
    return pulling.reconcile(opened(row), lambda: act_of(row), _silent)


def drain(account: AccountRow) -> int:
    """Work off what was delivered."""
    return inbox.drain(opened(account), lambda: act_of(account), _silent)


def state() -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that counts of what stores brought, without our own keys and times."""
    return {name: [tuple(row) for row in fetchall(sql)] for name, sql in STATE.items()}


def _silent(done: int, total: int | None, note: str) -> None:
    pass
