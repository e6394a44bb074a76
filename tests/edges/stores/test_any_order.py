"""Deliveries in any order, several times or not at all end, once compared, where the in-order ones do."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.test import Client

from regulars.edges.fakestore.server import FakeStore
from regulars.edges.fakestore.shop import BEGINS
from regulars.edges.stores.queries import AccountRow
from regulars.kit.clock import FrozenClock
from storeshop import connected, drain, fake_store, pull, reconcile, state

from regulars.base.state import execute  # isort: skip

pytestmark = pytest.mark.usefixtures("shop")


def deliver(store: FakeStore, account: AccountRow, events: list[tuple[Any, str]]) -> None:
    """Bring announcements over the web."""
    client = Client()
    face = store.shopify if account.provider == "shopify" else store.woo
    for event, copy in events:
        announced = face.announce(event, copy)
        assert announced is not None
        headers, body = announced
        kind = headers.pop("Content-Type")
        answer = client.post(f"/hooks/{account.provider}/{account.id}", body, content_type=kind, headers=headers)
        assert answer.status_code == 200


def shuffled(store: FakeStore, seed: int) -> list[tuple[Any, str]]:
    """Each announcement one to four times, some never, in random order; repeats as the store's or as new ones."""
    rng = random.Random(seed)
    found = []
    for event in store.shop.events:
        if rng.random() < 0.1:
            continue
        found += [(event, rng.choice(["", str(copy)])) for copy in range(rng.randint(1, 4))]
    rng.shuffle(found)
    return found


def forget_everything() -> None:
    """Empty what stores brought."""
    for table in (
        "stores_object", "stores_delivery", "stores_stream", "orders_refund_line", "orders_refund", "orders_discount",
        "orders_payment", "orders_line", "orders_order", "customers_name_seen", "customers_identity",
        "customers_customer",
    ):  # fmt: skip
        execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_pull_end_equal(provider: str, seed: int, clock: FrozenClock) -> None:
    compare(provider, seed, 10, clock)


@pytest.mark.slow
@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
@pytest.mark.parametrize("seed", range(int(os.environ.get("STORE_SEEDS", "2"))))
def test_any_order_of_many_orders_ends_equal(provider: str, seed: int, clock: FrozenClock) -> None:
    """2,000 orders by `bench/stores.py shuffle`; fewer in the full run of the tests."""
    compare(provider, 100 + seed, int(os.environ.get("STORE_ORDERS", "120")), clock)


def compare(provider: str, seed: int, count: int, clock: FrozenClock) -> None:
    """Let `count` orders live their lives; in order, shuffled and compared, and pulled they end in one state."""
    with fake_store(count, seed=seed) as store:
        clock.set(BEGINS)
        account = connected(store, provider)
        clock.set(store.shop.clock)
        deliver(store, account, [(event, "") for event in store.shop.events])
        assert drain(account) == len(store.shop.events)
        in_order = state()
        assert len(in_order["orders"]) == count
        forget_everything()
        deliver(store, account, shuffled(store, seed))
        drain(account)
        clock.advance(hours=2)
        reconcile(account)
        differs = {name: set(rows) ^ set(in_order[name]) for name, rows in state().items() if rows != in_order[name]}
        assert differs == {}
        forget_everything()
        pull(account)
        assert state() == in_order
