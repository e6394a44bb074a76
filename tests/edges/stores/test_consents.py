"""What a store says about consent reaches the ledger once, and undoes no no (field guide A, 13.1 to 13.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries as people
from regulars.domains.customers import service as customers
from regulars.domains.customers.queries.knowing import customer_known_as
from regulars.edges.fakestore.shop import FakeShop, stamp
from regulars.edges.stores.queries import AccountRow
from regulars.kit import clock
from storeshop import connected, fake_store, pull

pytestmark = pytest.mark.usefixtures("shop")


def rows() -> list[tuple[Any, ...]]:
    return fetchall("SELECT customer, channel, topic, state, method, trust FROM customers_consent ORDER BY id")


def say(shop: FakeShop, one: dict[str, Any], state: str) -> None:
    shop.clock = max(shop.clock, clock.now()) + timedelta(minutes=5)
    now = stamp(shop.clock)
    one["email_marketing_consent"] = {
        "state": state, "opt_in_level": "single_opt_in", "consent_updated_at": now,
    }  # fmt: skip
    one["updated_at"] = now


def may(account: AccountRow, one: dict[str, Any]) -> bool:
    customer = customer_known_as(account.source, str(one["id"]))
    assert customer is not None
    return people.reachable(customer, "email", "news", clock.now()).is_allowed


def test_a_yes_of_the_store_is_a_statement_with_its_source_and_date_and_no_word_is_none() -> None:
    with fake_store(12) as store:
        some = list(store.shop.customers.values())
        for number, one in enumerate(some):
            say(store.shop, one, "subscribed" if number % 2 else "not_subscribed")
        account = connected(store)
        pull(account)
        found = rows()
        assert {row[1:] for row in found} == {("email", "news", "granted", "store", "store")}
        assert len(found) == len(some) // 2 > 0
        assert [may(account, one) for one in some] == [bool(number % 2) for number, _one in enumerate(some)]
        pull(account)
        assert rows() == found


def test_a_no_in_the_store_is_a_no_here_and_its_later_yes_does_not_undo_ours() -> None:
    with fake_store(6) as store:
        one = next(iter(store.shop.customers.values()))
        say(store.shop, one, "subscribed")
        account = connected(store)
        pull(account)
        assert may(account, one)
        say(store.shop, one, "unsubscribed")
        pull(account)
        assert not may(account, one)
        say(store.shop, one, "subscribed")
        pull(account)
        assert not may(account, one)  # the most restrictive holds until the person acts again
        assert [row[3] for row in rows() if row[2] in {"news", "*"}].count("withdrawn") == 1


def test_a_no_at_the_desk_stays_whatever_the_store_says() -> None:
    with fake_store(6) as store:
        one = next(iter(store.shop.customers.values()))
        account = connected(store)
        pull(account)
        customer = customer_known_as(account.source, str(one["id"]))
        assert customer is not None
        write(customers.withdraw, Act.by("staff:1", "desk"), customer, "email", evidence="by phone")
        say(store.shop, one, "subscribed")
        pull(account)
        assert not may(account, one)
