"""Savepoints of verbs keep to what `transaction.atomic` promises."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from regulars.base.shop.models import Store
from regulars.base.state import execute, fetchall
from regulars.base.state.savepoints import Swallowed, savepoint

pytestmark = pytest.mark.django_db


def add(name: str) -> None:
    execute("INSERT INTO shop_store (name) VALUES (%s)", [name])


def names() -> list[str]:
    return [row[0] for row in fetchall("SELECT name FROM shop_store ORDER BY id")]


def fail_after(*added: str) -> None:
    with savepoint():
        for name in added:
            add(name)
        with savepoint():
            add("deeper")
        raise ZeroDivisionError


def test_what_a_failed_block_wrote_is_taken_back_and_the_rest_stays() -> None:
    add("first")
    with pytest.raises(ZeroDivisionError):
        fail_after("second")
    with savepoint():
        add("third")
    assert names() == ["first", "third"]


def test_an_inner_failure_leaves_the_outer_block_alone() -> None:
    with savepoint():
        add("outer")
        with pytest.raises(IntegrityError):
            fail_after("inner", "outer")
        add("after")
    assert names() == ["outer", "after"]


def test_the_orm_and_its_own_blocks_work_inside() -> None:
    with savepoint():
        Store.objects.create(name="orm")
        with pytest.raises(IntegrityError), transaction.atomic():
            Store.objects.create(name="orm")
        with savepoint():
            Store.objects.create(name="deeper")
    assert names() == ["orm", "deeper"]


def fail_inside() -> None:
    with transaction.atomic(savepoint=False):
        raise ZeroDivisionError


def swallow_inside() -> None:
    with savepoint():
        add("kept by nobody")
        with contextlib.suppress(ZeroDivisionError):
            fail_inside()


def test_an_error_that_was_swallowed_takes_its_block_back_and_says_so() -> None:
    """After a failed statement without a savepoint nothing of the block may stay, and nobody may believe it does."""
    with pytest.raises(Swallowed):
        swallow_inside()
    assert names() == []
    add("and the transaction goes on")
    assert len(names()) == 1


def call_and_fail(called: list[str]) -> None:
    with savepoint():
        transaction.on_commit(lambda: called.append("taken back"))
        raise ZeroDivisionError


def test_calls_after_the_commit_go_with_their_block(django_capture_on_commit_callbacks: Any) -> None:
    called: list[str] = []
    with django_capture_on_commit_callbacks(execute=True):
        with savepoint():
            transaction.on_commit(lambda: called.append("kept"))
        with pytest.raises(ZeroDivisionError):
            call_and_fail(called)
    assert called == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_block_is_one() -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after("gone")
    with savepoint():
        add("stays")
    assert names() == ["stays"]
