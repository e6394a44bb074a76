"""`write`: one door, everything or nothing, answers kept by key."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, replace

import pytest
from django.db import IntegrityError, connection

from regulars.base.shop.models import Source, Store
from regulars.base.state import Act, change_seq, horizon, insert_keyed, verb, write
from regulars.base.state.doors import OutsideWrite
from regulars.base.state.savepoints import Swallowed
from regulars.base.state.writer import writer
from regulars.kit.errors import Refused, TryAgain


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
    with pytest.raises(Refused) as caught:
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


@pytest.mark.django_db
def test_the_same_key_of_another_actor_is_refused() -> None:
    write(make_store, act(), "a", key="k1")
    with pytest.raises(Refused, match="used for another request"):
        write(make_store, Act.by("staff:2", "test"), "a", key="k1")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9", "a\nb"])
def test_a_malformed_key_is_refused_and_nothing_is_written(key: str) -> None:
    with pytest.raises(Refused) as caught:
        write(make_store, act(), "a", key=key)
    assert caught.value.code == "idempotency.bad_key"
    assert not Store.objects.exists()


@pytest.mark.django_db
def test_a_keyed_verb_that_fails_stores_no_answer_and_may_come_again() -> None:
    with pytest.raises(ValueError, match="gone"):
        write(make_and_fail, act(), "gone", key="k1")
    assert write(make_store, act(), "gone", key="k1").name == "gone"


@pytest.mark.django_db(transaction=True)
def test_one_key_in_many_threads_at_once_has_one_effect_and_one_answer() -> None:
    answers: list[Made] = []
    gate = threading.Barrier(8)

    def one() -> None:
        gate.wait()
        try:
            answers.append(write(make_store, act(), "once", key="k1"))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Store.objects.count() == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_writer_counts_what_it_does() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no writer")
    before = writer().figures.verbs, writer().figures.commits
    write(make_store, act(), "a")
    assert (writer().figures.verbs - before[0], writer().figures.commits - before[1]) == (1, 1)
    assert sum(writer().figures.holds) == writer().figures.commits
    assert writer().waiting == 0


@pytest.mark.django_db(transaction=True)
def test_a_full_queue_turns_writes_away_with_a_time_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no writer")
    monkeypatch.setattr("regulars.base.state.writer.QUEUE_MAX", 1)
    hold, entered = threading.Event(), threading.Event()

    @verb
    def wait(act: Act) -> None:
        entered.set()
        hold.wait(5)

    def behind(call: object) -> None:
        try:
            write(call, act())  # type: ignore[arg-type]
        finally:
            connection.close()

    first = threading.Thread(target=behind, args=(wait,))
    first.start()
    entered.wait(5)
    second = threading.Thread(target=behind, args=(number_taken,))
    second.start()
    while writer().waiting < 1:
        threading.Event().wait(0.001)
    with pytest.raises(TryAgain) as caught:
        write(make_store, act(), "late")
    hold.set()
    first.join()
    second.join()
    assert caught.value.retry_after_seconds == 1
    assert not Store.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_d7_what_the_database_took_back_is_acknowledged_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite may take back the transaction of the whole group, as it does without memory: the others hear of it."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no groups")
    monkeypatch.setattr("regulars.base.state.writer.HOLD_SECONDS", 60)  # all three in one group, on a busy machine too
    hold, entered = threading.Event(), threading.Event()
    answers: dict[str, object] = {}

    @verb
    def wait(act: Act) -> None:
        entered.set()
        hold.wait(5)

    @verb
    def lose_all(act: Act) -> None:
        connection.connection.execute("ROLLBACK")
        raise MemoryError

    def behind(name: str, call: object, *args: object) -> None:
        try:
            answers[name] = write(call, act(), *args)  # type: ignore[arg-type]
        except (MemoryError, TryAgain) as error:
            answers[name] = type(error)
        finally:
            connection.close()

    calls: list[tuple[object, ...]] = [("wait", wait), ("innocent", make_store, "a"), ("guilty", lose_all)]
    threads = []
    for place, call in enumerate(calls):
        threads.append(threading.Thread(target=behind, args=call))
        threads[-1].start()
        entered.wait(5)
        while writer().waiting < place:
            threading.Event().wait(0.001)
    hold.set()
    for thread in threads:
        thread.join()
    assert (answers["innocent"], answers["guilty"]) == (TryAgain, MemoryError)
    assert not Store.objects.exists()
    assert write(make_store, act(), "b").name == "b"


@verb
def swallow(act: Act) -> str:
    Store.objects.create(name="a")
    with contextlib.suppress(IntegrityError):
        Store.objects.create(name="a")
    return "made"


@pytest.mark.django_db(transaction=True)
def test_d7_a_verb_that_swallows_an_error_of_the_database_is_not_acknowledged() -> None:
    with pytest.raises(Swallowed):
        write(swallow, act())
    assert not Store.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_inside_a_verb_leaves_nothing_either() -> None:
    @verb
    def try_and_make(act: Act, *, dry: bool) -> None:
        write(make_two, replace(act, dry_run=dry), "a", "b")
        make_store(act, "c")

    write(try_and_make, act(), dry=True)
    assert [store.name for store in Store.objects.all()] == ["c"]
    Store.objects.all().delete()
    write(try_and_make, replace(act(), dry_run=True), dry=True)
    assert not Store.objects.exists()
