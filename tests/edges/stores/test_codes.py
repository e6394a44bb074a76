"""Codes are in the store before they are shown, end there when they are taken back, and are matched to their order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regulars.base.activity import readers
from regulars.base.jobs.worker import drain as work_off
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers.queries.knowing import customer_known_as
from regulars.domains.offers import queries
from regulars.domains.offers import service as offers
from regulars.domains.offers.jobs import COMPARE
from regulars.domains.offers.types import CodeTerms
from regulars.edges.stores.service.errands import tell_stores
from regulars.kit import clock
from storeshop import connected, fake_store, pull

pytestmark = pytest.mark.usefixtures("shop")


def terms() -> CodeTerms:
    return CodeTerms("Welcome back", clock.now(), clock.now() + timedelta(days=14), percent_bps=1_000)


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
def test_a_code_is_in_the_store_before_it_is_shown_and_is_matched_to_its_order(provider: str) -> None:
    with fake_store(6) as store:
        account = connected(store, provider)
        pull(account)
        readers.run_readers(Act.by("system"))  # as the worker does all the time
        person = next(one for one in store.shop.customers.values() if _ordered(store, one["id"]))
        customer = customer_known_as(account.source, str(person["id"]))
        assert customer is not None
        number = write(offers.issue_code, Act.by("cli"), customer, terms(), account.source, "hello")
        assert queries.shown_code(number) is None
        work_off()
        code = queries.shown_code(number)
        assert code is not None
        assert code.startswith("HELLO-")
        held = {name.upper(): one for name, one in store.shop.codes.items()}[code]
        if provider == "shopify":
            assert held["usageLimit"] == 1
            assert held["customerSelection"]["customers"]["add"] == [f"gid://shopify/Customer/{person['id']}"]
        else:
            assert (held["usage_limit"], held["email_restrictions"]) == (1, [person["email"]])
        store.shop.clock = clock.now() + timedelta(minutes=1)
        store.shop.pay(store.shop.place_order(customer=person, code=code))
        pull(account)
        readers.run_readers(Act.by("system"))
        row = queries.code(number)
        assert row is not None
        assert row.state == "used"
        assert queries.shown_code(number) is None
        kinds = [row[0] for row in fetchall("SELECT kind FROM activity_log WHERE kind LIKE 'code.%%' ORDER BY id")]
        assert kinds == ["code.issued", "code.live", "code.used"]


@pytest.mark.parametrize("provider", ["shopify", "woocommerce"])
def test_a_code_that_is_taken_back_ends_in_the_store(provider: str) -> None:
    with fake_store(6) as store:
        account = connected(store, provider)
        pull(account)
        person = next(one for one in store.shop.customers.values() if _ordered(store, one["id"]))
        customer = customer_known_as(account.source, str(person["id"])) or 0
        number = write(offers.issue_code, Act.by("cli"), customer, terms(), account.source)
        work_off()
        write(offers.retract_code, Act.by("cli"), number)
        assert queries.shown_code(number) is None
        work_off()
        (held,) = store.shop.codes.values()
        assert held["status"] in {"EXPIRED", "draft"}
        row = queries.code(number)
        assert row is not None
        assert row.state == "disabled"


def test_a_code_that_the_store_lost_is_made_again_by_the_nightly_comparison() -> None:
    with fake_store(6) as store:
        account = connected(store)
        pull(account)
        person = next(one for one in store.shop.customers.values() if _ordered(store, one["id"]))
        customer = customer_known_as(account.source, str(person["id"])) or 0
        number = write(offers.issue_code, Act.by("cli"), customer, terms(), account.source)
        work_off()
        store.shop.codes.clear()
        from regulars.base.jobs import enqueue
        from regulars.base.state import verb

        @verb
        def ask(act: Act) -> int:
            return enqueue(COMPARE, {}, act=act)

        write(ask, Act.by("cli"))
        work_off()
        assert list(store.shop.codes) == [queries.shown_code(number)]


def test_a_store_is_told_the_latest_word_only() -> None:
    with fake_store(6) as store:
        account = connected(store)
        pull(account)
        person = next(one for one in store.shop.customers.values() if _ordered(store, one["id"]))
        customer = customer_known_as(account.source, str(person["id"])) or 0
        before = store.calls
        write(tell_stores, Act.by("cli"), customer, {"vip": True}, {"points": "10"})
        write(tell_stores, Act.by("cli"), customer, {"vip": False, "regular": True}, {"points": "25"})
        work_off()
        assert person["tags"] == "regular"
        assert store.shop.fields == {(person["id"], "points"): "25"}
        assert store.calls - before <= 4


def _ordered(store: object, customer: int) -> bool:
    orders = store.shop.orders.values()  # type: ignore[attr-defined]
    return any((one["customer"] or {}).get("id") == customer for one in orders)
