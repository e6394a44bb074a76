"""Consent and merges under several writers at once: PostgreSQL only, where verbs do not queue for one writer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections

from regulars.base.shop import service as shops
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import ConsentFact, PersonFacts
from regulars.kit.clock import now
from regulars.kit.errors import Problem

pytestmark = [pytest.mark.engines, pytest.mark.django_db(transaction=True)]
ROUNDS = 12


@pytest.fixture
def pair() -> tuple[int, int]:
    write(shops.set_up_shop, Act.by("cli", "cli"), "Tea House", "Europe/Berlin", "EUR")
    facts = [PersonFacts("1", "1@example.com"), PersonFacts("2", "2@example.com")]
    one, two = write(service.record_people, Act.by("system", "shopify"), "shopify", facts).customers
    assert one is not None
    assert two is not None
    return one, two


def at_once(*calls: Callable[[], Any]) -> None:
    """Run calls in threads of their own, all let go at the same moment."""
    gate, errors = threading.Barrier(len(calls)), []

    def go(call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            call()
        except Problem:
            pass
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_into_b_and_b_into_a_at_once_end_in_one_survivor(pair: tuple[int, int]) -> None:
    one, two = pair
    act = Act.by("staff:1", "desk")
    for _round in range(ROUNDS):
        at_once(
            lambda: write(service.merge_customers, act, one, two, "staff"),
            lambda: write(service.merge_customers, act, two, one, "staff"),
        )
        assert queries.survivor_of(one) == queries.survivor_of(two)
        assert fetchall("SELECT count(*) FROM customers_resolution") == [(1,)]
        (held,) = fetchall("SELECT id FROM customers_merge WHERE undone_at IS NULL")
        write(service.unmerge_customers, act, held[0])


def test_a_stop_beside_a_yes_leaves_no_answer_that_is_not_the_ledger_s(pair: tuple[int, int]) -> None:
    one, two = pair

    def say(customer: int, state: str) -> None:
        fact = ConsentFact(customer, "email", "news", state, "import", evidence="list", occurred_at=now())
        write(service.record_consent, Act.by("cli", "file"), [fact])

    for last in ("granted", "withdrawn") * (ROUNDS // 2):
        at_once(
            lambda: say(one, "granted"),
            lambda: say(two, "granted"),
            lambda: write(service.suppress_address, Act.by("system"), "email", "1@example.com", "complaint"),
            lambda: write(service.merge_customers, Act.by("staff:1", "desk"), one, two, "staff"),
            partial(say, two, last),
        )
        for case in queries.cases([one, two]):
            meant = {key: case.reach(*key).is_allowed for key in case.pairs()}
            assert queries.stored_answers(case.root) == meant
        for (held,) in fetchall("SELECT id FROM customers_merge WHERE undone_at IS NULL"):
            write(service.unmerge_customers, Act.by("staff:1", "desk"), held)
