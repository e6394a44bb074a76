"""Reading a store: everything it has, then what changed, whatever goes wrong on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regulars.base.state import fetchall
from regulars.edges.fakestore.faults import Faults
from regulars.edges.stores import queries
from regulars.edges.stores.queries import AccountRow
from regulars.kit import clock as kit_clock
from regulars.kit.errors import TryAgain
from storeshop import connected, fake_store, pull, state

pytestmark = pytest.mark.usefixtures("shop")


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
def test_a_first_pull_brings_everything_that_the_store_has(provider: str) -> None:
    with fake_store(40) as store:
        account = connected(store, provider)
        pull(account)
        found = state()
        assert [row[0] for row in found["orders"]] == sorted(str(key) for key in store.shop.orders)
        assert len(found["lines"]) == sum(len(one["line_items"]) for one in store.shop.orders.values())
        assert len(found["refunds"]) == sum(len(one["refunds"]) for one in store.shop.orders.values()) > 0
        assert all(one.is_filled for one in queries.streams(account.id).values())
        totals = {str(key): one["total_price"] for key, one in store.shop.orders.items()}
        if provider == "shopify":
            assert {row[0]: f"{row[19] // 100}.{row[19] % 100:02d}" for row in found["orders"]} == totals
        events = fetchall("SELECT count(*) FROM activity_log WHERE kind LIKE 'order.%%' AND NOT backfill")
        assert events == [(0,)]  # history starts nothing


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
def test_later_pulls_bring_what_changed_and_repeat_nothing(provider: str) -> None:
    with fake_store(20) as store:
        account = connected(store, provider)
        pull(account)
        assert pull(account).changed == 0
        order = store.shop.place_order()
        store.shop.clock = kit_clock.now() + timedelta(minutes=5)
        store.shop.pay(order)
        done = pull(account)
        assert done.changed >= 1
        row = next(row for row in state()["orders"] if row[0] == str(order["id"]))
        assert row[4] is not None
        assert pull(account).changed == 0


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
def test_a_store_with_every_fault_is_read_whole(provider: str) -> None:
    faults = Faults(busy=0.1, broken=0.1, cut=0.1, throttled=0.1, token_calls=3, bulk_looks=3)
    with fake_store(60, faults=faults) as store:
        pull_until_done(connected(store, provider))
        found = state()
        assert [row[0] for row in found["orders"]] == sorted(str(key) for key in store.shop.orders)
        assert len(found["lines"]) == sum(len(one["line_items"]) for one in store.shop.orders.values())
        assert set(store.faults.seen) == {"busy", "broken", "cut"}


def pull_until_done(account: AccountRow) -> None:
    """Try again as the queue does: a call that changes something is not repeated blindly."""
    for _attempt in range(20):
        try:
            pull(account)
        except TryAgain:
            continue
        return
    pytest.fail("it never came to an end")
