"""Over random histories of consent and merges the product agrees with a naive model, and parting restores exactly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from histories import PEOPLE, TOPICS, Diary, Step, steps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import ConsentFact, TopicRow
from regulars.kit.clock import FrozenClock, freeze
from regulars.kit.errors import Conflict

pytestmark = pytest.mark.django_db
Person = Callable[..., int]
START = datetime(2026, 6, 15, 9, tzinfo=UTC)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


class Shop:
    """The product and the model side by side, through the same steps."""

    def __init__(self, keys: list[int], clock: FrozenClock) -> None:
        self.keys, self.clock, self.diary = keys, clock, Diary()
        self.merges: list[int] = []

    def take(self, step: Step) -> None:
        self.clock.advance(minutes=1)
        kind, one, other, state, method = step
        if kind == "say":
            self._say(one, other, state, method)
        elif kind == "stop":
            write(service.suppress_address, Act.by("system"), "email", f"p{one}@example.com", other)
            self.diary.stops[one].add(other)
        elif kind == "leave":
            write(service.withdraw, Act.by("customer:1", "portal"), self.keys[one], "email", "*", "one_click")
            self.diary.leave(one)
        elif kind == "merge":
            self._merge(one, other)
        elif self.merges:
            place = one % len(self.merges)
            write(service.unmerge_customers, Act.by("staff:1", "desk"), self.merges.pop(place))
            self.diary.merges.pop(place)

    def _say(self, one: int, topic: str, state: str, method: str) -> None:
        at = self.clock() if method == "import" else None
        fact = ConsentFact(self.keys[one], "email", topic, state, method, evidence="list", occurred_at=at)
        write(service.record_consent, Act.by("staff:1", "desk"), [fact])
        self.diary.say(one, topic, state, method)

    def _merge(self, one: int, other: int) -> None:
        if other in self.diary.family(one):
            with pytest.raises(Conflict):
                write(service.merge_customers, Act.by("staff:1", "desk"), self.keys[one], self.keys[other], "staff")
            return
        before = snapshot()
        number = write(service.merge_customers, Act.by("staff:1", "desk"), self.keys[one], self.keys[other], "staff")
        write(service.unmerge_customers, Act.by("staff:1", "desk"), number)
        assert snapshot() == before, "parting at once restores exactly"
        number = write(service.merge_customers, Act.by("staff:1", "desk"), self.keys[one], self.keys[other], "staff")
        self.merges.append(number)
        self.diary.merges.append((self.diary.root(one), self.diary.root(other)))

    def compare(self) -> None:
        now = self.clock()
        for one in PEOPLE:
            survivor = queries.survivor_of(self.keys[one])
            assert survivor == self.keys[self.diary.root(one)]
            for topic in TOPICS:
                expected = self.diary.may_write(one, topic)
                found = queries.reachable(self.keys[one], "email", topic, now)
                assert found.is_allowed is expected, (one, topic, found)
                live = queries.explain(self.keys[one], [topic], ["email"], now)[0]
                assert (live.is_allowed, live.reason) == (found.is_allowed, found.reason)
                told = queries.standing_at(self.keys[one], "email", topic, now)
                assert told.state == self.diary.standing(one, topic)
                sql, params = queries.reachable_sql("c.id", "email", topic, now)
                sent = fetchall(
                    f"SELECT 1 FROM customers_customer c WHERE c.id = %s AND {sql}", [self.keys[one], *params]
                )
                assert bool(sent) is expected


def snapshot() -> list[Any]:
    """Return everything that a merge and its end must leave as it was."""
    return [
        sorted(fetchall(sql), key=repr)
        for sql in (
            "SELECT merged, survivor FROM customers_resolution",
            "SELECT id, customer_id, kind, source, value, proven_at FROM customers_identity",
            "SELECT customer, channel, topic, is_allowed, reason, state, target, paused_until FROM customers_reachable",
            "SELECT id, customer, origin, topic, state, method, address FROM customers_consent",
            "SELECT id, channel, reason, lifted_at FROM customers_suppression",
            "SELECT id, name, email, phone, country, tags, is_shared, voided_at FROM customers_customer",
            "SELECT customer, frequency, paused_until FROM customers_preference",
        )
    ]


@pytest.fixture
def four(person: Person) -> list[int]:
    act = Act.by("staff:1", "desk")
    write(service.save_topic, act, TopicRow("sale", {"en": "Sale"}, {}, (), 20))
    return [person(f"p{one}@example.com") for one in PEOPLE]


def run(keys: list[int], history: list[Step], *, at_every_step: bool) -> None:
    with freeze(START + timedelta(days=1)) as clock, transaction.atomic():
        shop = Shop(keys, clock)
        for step in history:
            shop.take(step)
            if at_every_step:
                shop.compare()
        shop.compare()
        transaction.set_rollback(True)


@settings(max_examples=50, deadline=None, suppress_health_check=QUIET)
@given(history=steps)
def test_the_product_agrees_with_the_naive_model(four: list[int], history: list[Step]) -> None:
    run(four, history, at_every_step=False)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=QUIET)
@given(history=steps)
def test_the_product_agrees_with_the_naive_model_after_every_step(four: list[int], history: list[Step]) -> None:
    run(four, history, at_every_step=True)


@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(history=steps, who=st.sampled_from(PEOPLE), rest=steps)
def test_after_a_withdrawal_nothing_but_a_fresh_yes_makes_anybody_reachable(
    four: list[int], history: list[Step], who: int, rest: list[Step]
) -> None:
    """Files, stores, forms, merges and partings in any order: 0 allowed states after a no to everything."""
    harmless = [
        step
        for step in rest
        if not (step[0] == "say" and step[3] == "granted" and step[4] not in ("import", "store", "form"))
    ]
    with freeze(START + timedelta(days=1)) as clock, transaction.atomic():
        shop = Shop(four, clock)
        for step in [*history, ("leave", who, None, None, None)]:
            shop.take(step)
        for step in harmless:
            shop.take(step)
            for topic in TOPICS:
                assert not queries.reachable(four[who], "email", topic, clock()).is_allowed, step
        transaction.set_rollback(True)
