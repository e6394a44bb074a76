"""`write`: one door, everything or nothing, answers kept by key."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from django.db import connection

from regulars.base.shop.models import Source, Store
from regulars.base.state import Act, change_seq, horizon, insert_keyed, verb, write
from regulars.base.state.doors import OutsideWrite
from regulars.kit.errors import Conflict


@dataclass(frozen=True)
class Made:
    name: str
    number: int


@verb
def make_store(act: Act, name: str) -> Made:
    return Made(name, Store.objects.create(name=name).pk)


@verb
def make_and_fail(act: Act, name: str) -> None:
    Store.objects.create(name=name)
    raise ValueError(name)


@verb
def make_two(act: Act, first: str, second: str) -> None:
    make_store(act, first)
    make_store(act, second)


@verb
def number_taken(act: Act) -> int:
    return change_seq()


def act(**extra: object) -> Act:
    return Act.by("cli", "test")


@pytest.mark.django_db
def test_a_verb_outside_the_door_is_a_bug() -> None:
    with pytest.raises(OutsideWrite, match="write\\(make_store, act"):
        make_store(act(), "a")


@pytest.mark.django_db
def test_a_verb_that_fails_leaves_nothing_and_its_caller_gets_the_error() -> None:
    with pytest.raises(ValueError, match="gone"):
        write(make_and_fail, act(), "gone")
    assert not Store.objects.exists()


@pytest.mark.django_db
def test_verbs_called_inside_a_verb_join_it() -> None:
    write(make_two, act(), "a", "b")
    assert Store.objects.count() == 2


@pytest.mark.django_db
def test_the_same_key_gives_the_same_answer_and_one_effect() -> None:
    first = write(make_store, act(), "a", key="k1")
    again = write(make_store, act(), "a", key="k1")
    assert first == again
    assert isinstance(again, Made)
    assert Store.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_request_is_refused() -> None:
    write(make_store, act(), "a", key="k1")
    with pytest.raises(Conflict) as caught:
        write(make_store, act(), "b", key="k1")
    assert caught.value.code == "idempotency.key_reused"
    assert Store.objects.count() == 1


@pytest.mark.django_db
def test_a_dry_run_answers_and_leaves_nothing() -> None:
    answer = write(make_store, Act.by("cli", "test", dry_run=True), "a")
    assert answer.name == "a"
    assert not Store.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_threads_write_and_each_gets_its_own_answer_or_error() -> None:
    answers: dict[int, object] = {}

    def one(place: int) -> None:
        try:
            answers[place] = write(make_store if place % 5 else make_and_fail, act(), f"s{place}")
        except ValueError as error:
            answers[place] = str(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 60
    assert Store.objects.count() == 48
    for place, answer in answers.items():
        assert answer == f"s{place}" if place % 5 == 0 else isinstance(answer, Made)


@pytest.mark.django_db(transaction=True)
def test_numbers_of_transactions_rise_and_the_horizon_covers_what_is_committed() -> None:
    before = horizon()
    first, second = write(number_taken, act()), write(number_taken, act())
    assert before < first < second
    assert horizon() == second


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_verb_does_not_pull_the_number_down() -> None:
    first = write(number_taken, act())
    with pytest.raises(ValueError, match="x"):
        write(make_and_fail, act(), "x")
    assert write(number_taken, act()) > first


@pytest.mark.django_db
def test_sources_are_made_once() -> None:
    from regulars.base.shop.service import ensure_source

    assert write(ensure_source, act(), "file") == write(ensure_source, act(), "file")
    assert Source.objects.count() == 1


@pytest.mark.django_db
def test_rows_inserted_with_keys_taken_first_do_not_collide_with_others() -> None:
    first = Store.objects.create(name="a").pk
    made = insert_keyed("shop_store", ("name",), [("b",), ("c",)])
    again = insert_keyed("shop_store", ("name",), [("d",)])
    last = Store.objects.create(name="e").pk

    assert len({first, *made, *again, last}) == 5
    assert [Store.objects.get(pk=key).name for key in (*made, *again)] == ["b", "c", "d"]
    assert insert_keyed("shop_store", ("name",), []) == []
