"""Webhooks: proven over the raw bytes, kept before they are answered, each delivery once."""

from __future__ import annotations

import pytest
from django.test import Client

from regulars.base.state import fetchall
from regulars.edges.stores import queries
from storeshop import connected, drain, fake_store, state

pytestmark = pytest.mark.usefixtures("shop")
JSON = "application/json"


def kept() -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in fetchall("SELECT topic, state FROM stores_delivery ORDER BY id")]


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
def test_a_wrong_signature_is_answered_401_and_nothing_is_kept(provider: str) -> None:
    """W1: bad or missing signature: 401, nothing stored."""
    with fake_store(1) as store:
        account = connected(store, provider)
        face = store.shopify if provider == "shopify" else store.woo
        announced = face.announce(store.shop.events[-1])
        assert announced is not None
        headers, body = announced
        headers.pop("Content-Type")
        url = f"/hooks/{provider}/{account.id}"
        assert Client().post(url, body + b" ", content_type=JSON, headers=headers).status_code == 401
        assert Client().post(url, body, content_type=JSON).status_code == 401
        assert kept() == []
        assert Client().post(url, body, content_type=JSON, headers=headers).status_code == 200
        assert len(kept()) == 1


def test_a_delivery_that_comes_again_is_answered_200_and_kept_once() -> None:
    with fake_store(1) as store:
        account = connected(store)
        headers, body = store.shopify.announce(store.shop.events[-1])
        headers.pop("Content-Type")
        for _time in range(3):
            answer = Client().post(f"/hooks/shopify/{account.id}", body, content_type=JSON, headers=headers)
            assert answer.status_code == 200
        assert len(kept()) == 1
        assert fetchall("SELECT count(*) FROM jobs_job WHERE name = 'stores.process'") == [(1,)]


def test_the_secret_before_a_rotation_counts_too() -> None:
    with fake_store(1) as store:
        account = connected(store)
        headers, body = store.shopify.announce(store.shop.events[-1])
        from regulars.base.state import Act, write
        from regulars.edges.stores.service import accounts

        renewed = {"client_id": "x", "client_secret": "newer", "old_client_secret": "fake-secret"}
        write(accounts.keep_secrets, Act.by("cli"), account.id, renewed)
        headers.pop("Content-Type")
        answer = Client().post(f"/hooks/shopify/{account.id}", body, content_type=JSON, headers=headers)
        assert answer.status_code == 200


def test_the_unsigned_ping_of_woocommerce_is_answered_and_not_kept() -> None:
    with fake_store(0) as store:
        account = connected(store, "woocommerce")
        form = "application/x-www-form-urlencoded"
        answer = Client().post(f"/hooks/woocommerce/{account.id}", b"webhook_id=7", content_type=form)
        assert answer.status_code == 200
        assert kept() == []


def test_what_cannot_be_read_is_set_aside_and_holds_up_nothing() -> None:
    with fake_store(2) as store:
        account = connected(store)
        for event in store.shop.events[-2:]:
            headers, body = store.shopify.announce(event)
            headers.pop("Content-Type")
            Client().post(f"/hooks/shopify/{account.id}", body, content_type=JSON, headers=headers)
        from regulars.base.state import execute

        execute("UPDATE stores_delivery SET body = '{\"id\": 1}' WHERE id = (SELECT min(id) FROM stores_delivery)")
        drain(account)
        assert sorted(one[1] for one in kept()) == ["done", "failed"]
        assert queries.failed_deliveries(account.id) == 1
        assert len(state()["orders"]) == 1


def test_a_deleted_order_counts_no_more_however_late_its_older_words_come() -> None:
    with fake_store(3) as store:
        account = connected(store)
        order = next(iter(store.shop.orders.values()))
        store.shop.delete(order)
        mine = [event for event in store.shop.events if event.object_id == order["id"]]
        for event in reversed(mine):
            headers, body = store.shopify.announce(event)
            headers.pop("Content-Type")
            Client().post(f"/hooks/shopify/{account.id}", body, content_type=JSON, headers=headers)
        drain(account)
        assert state()["orders"] == []


def test_keys_are_nowhere_in_the_database_as_they_are() -> None:
    with fake_store(0) as store:
        account = connected(store)
        sealed = bytes(fetchall("SELECT sealed FROM stores_account")[0][0])
        assert b"fake-secret" not in sealed
        assert queries.secrets_of(account.id)["client_secret"] == "fake-secret"
