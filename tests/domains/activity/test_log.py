"""The log: once per key, in order of commit, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from regulars.base.activity import Fact, read_after, record, record_many, timeline
from regulars.base.activity.models import Activity
from regulars.base.state import Act, verb, write
from regulars.domains.orders.events import OrderCanceled, OrderPaid
from regulars.kit.events import event

AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
PAID = OrderPaid(order=7, total_minor=500, currency="EUR")


def act() -> Act:
    return Act.by("cli", "file", backfill=True).on(AT)


@verb
def pay(act: Act, dedup: str | None = None, customer: int = 1) -> int:
    return record(act, PAID, customer=customer, subject="order:7", dedup=dedup)


@verb
def pay_many(act: Act, count: int) -> None:
    facts = [Fact(PAID, 1, f"order:{place}", AT + timedelta(hours=place)) for place in range(count)]
    record_many(act, facts)


@pytest.mark.django_db
def test_a_fact_keeps_who_when_why_and_what() -> None:
    number = write(pay, act())
    row = Activity.objects.get(pk=number)
    assert (row.kind, row.v, row.actor, row.source, row.trust) == ("order.paid", 1, "cli", "file", "server")
    assert (row.occurred_at, row.customer, row.subject, row.backfill) == (AT, 1, "order:7", True)
    assert row.data == {"order": 7, "total_minor": 500, "currency": "EUR"}


@pytest.mark.django_db
def test_recording_twice_under_one_key_returns_the_first_row() -> None:
    first = write(pay, act(), "order:7:paid")
    assert write(pay, act(), "order:7:paid") == first
    assert Activity.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_of_another_source_is_another_fact() -> None:
    write(pay, act(), "k")
    write(pay, Act.by("cli", "shopify").on(AT), "k")
    assert Activity.objects.count() == 2


@pytest.mark.django_db
def test_recording_outside_a_verb_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="inside a verb"):
        record(act(), PAID)


@pytest.mark.django_db
def test_a_timeline_is_newest_first_and_one_persons_only() -> None:
    write(pay_many, act(), 5)
    write(pay, act(), None, 2)
    rows = timeline((1,), limit=3)
    assert [row.subject for row in rows] == ["order:4", "order:3", "order:2"]
    assert [row.subject for row in timeline((1,), before=(rows[-1].occurred_at, rows[-1].id))] == ["order:1", "order:0"]


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_goes_on_where_it_stopped_sees_every_row_once() -> None:
    for _ in range(4):
        write(pay_many, act(), 3)
    seen: list[int] = []
    place = (0, 0)
    while rows := read_after(*place, limit=5):
        seen.extend(row.id for row in rows)
        place = (rows[-1].changed_seq, rows[-1].id)
    assert len(seen) == len(set(seen)) == 12
    write(pay, act())
    assert len(read_after(*place)) == 1


def test_a_kind_has_one_publisher_and_a_name_of_noun_and_participle() -> None:
    @dataclass(frozen=True)
    class Impostor:
        kind: ClassVar[str] = "order.paid"
        version: ClassVar[int] = 1

    with pytest.raises(ValueError, match="published by"):
        event(Impostor)
    Impostor.kind = "orderpaid"
    with pytest.raises(ValueError, match="past participle"):
        event(Impostor)
    assert OrderCanceled.kind == "order.canceled"
