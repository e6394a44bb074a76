"""Named readers: at least once, in order, poison set aside, replayable from any place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from regulars.base.activity import ActivityRow, Fact, following, forgetting, readers, record_many, sealing
from regulars.base.activity.models import Activity, Cursor
from regulars.base.activity.readers import Reader
from regulars.base.shop.models import Store
from regulars.base.state import Act, verb, write
from regulars.domains.orders.events import OrderCanceled, OrderPaid
from regulars.kit.errors import NotFound, TryAgain

AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Listener:
    """Remembers what it was given; chokes on what it is told to."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.causes: list[int | None] = []
        self.poison: dict[int, Exception] = {}

    def __call__(self, act: Act, row: ActivityRow) -> None:
        Store.objects.get_or_create(name=f"{row.id}")
        number = int(row.data["order"])
        if number in self.poison:
            raise self.poison[number]
        self.seen.append(number)
        self.causes.append(act.cause)


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    readers.register(Reader("test", found, kinds=("order.paid",), from_start=True))
    yield found
    readers.unregister("test")


def act(*, backfill: bool = False) -> Act:
    return Act.by("cli", "file", backfill=backfill).on(AT)


@verb
def pay(act: Act, *orders: int) -> None:
    record_many(act, [Fact(OrderPaid(one, 500, "EUR"), one, f"order:{one}", AT) for one in orders])
    record_many(act, [Fact(OrderCanceled(one), one, f"order:{one}", AT) for one in orders])


def test_a_reader_is_given_its_kinds_in_order_once_each_with_the_row_as_cause(listener: Listener) -> None:
    write(pay, act(), 1, 2)
    write(pay, act(), 3)
    assert readers.run_reader(act(), "test") == 3
    assert readers.run_reader(act(), "test") == 0
    assert listener.seen == [1, 2, 3]
    paid = Activity.objects.filter(kind="order.paid").order_by("id").values_list("id", flat=True)
    assert listener.causes == list(paid)


def test_many_rows_go_in_batches_and_none_is_lost_between_them(listener: Listener) -> None:
    write(pay, act(), *range(250))
    assert readers.run_reader(act(), "test", batches=1) == readers.BATCH_ROWS
    readers.run_reader(act(), "test")
    assert listener.seen == list(range(250))


def test_history_triggers_nothing_unless_the_reader_takes_it(listener: Listener) -> None:
    write(pay, act(backfill=True), 1)
    write(pay, act(), 2)
    readers.run_reader(act(), "test")
    assert listener.seen == [2]


def test_a_new_reader_begins_at_the_end_unless_it_wants_the_past() -> None:
    late = Listener()
    readers.register(Reader("late", late, kinds=("order.paid",)))
    try:
        write(pay, act(), 1)
        readers.run_reader(act(), "late")
        write(pay, act(), 2)
        readers.run_reader(act(), "late")
    finally:
        readers.unregister("late")
    assert late.seen == [2]


def test_a_row_that_cannot_be_handled_is_parked_with_its_reason_and_the_rest_goes_on(listener: Listener) -> None:
    listener.poison[2] = ValueError("no such product")
    write(pay, act(), 1, 2, 3)
    readers.run_reader(act(), "test")
    assert listener.seen == [1, 3]
    (parked,) = readers.list_parked("test")
    assert (parked.reason, parked.attempts, parked.kind) == ("ValueError: no such product", 1, "order.paid")
    assert not Store.objects.filter(name=str(parked.activity)).exists()  # its half-done work is undone


def test_parked_rows_are_tried_again_on_demand(listener: Listener) -> None:
    listener.poison.update({1: ValueError("a"), 2: ValueError("b")})
    write(pay, act(), 1, 2)
    readers.run_reader(act(), "test")
    del listener.poison[1]
    taken, still, _ = write(readers.retry_parked, act(), "test")
    assert (taken, still) == (1, 1)
    assert [(row.reason, row.attempts) for row in readers.list_parked()] == [("ValueError: b", 2)]
    assert listener.seen == [1]
    assert Activity.objects.get(kind="reader.retried").data == {"reader": "test", "taken": 1, "still": 1}


@pytest.mark.parametrize("error", [TryAgain("state.busy", "busy"), OperationalError("disk")])
def test_trouble_of_the_database_is_nobodys_poison(listener: Listener, error: Exception) -> None:
    write(pay, act(), 1, 2)
    listener.poison[2] = error
    with pytest.raises(type(error)):
        readers.run_reader(act(), "test")
    assert readers.list_parked() == []
    assert not Cursor.objects.filter(name="test", position__gt=0).exists()
    listener.poison.clear()
    listener.seen.clear()
    readers.run_reader(act(), "test")
    assert listener.seen == [1, 2]


def test_a_reader_can_be_set_back_to_any_link_and_reads_again_from_there(listener: Listener) -> None:
    write(pay, act(), 1, 2, 3)
    sealing.seal_all(act())
    readers.run_reader(act(), "test")
    listener.seen.clear()
    write(readers.set_back, act(), "test", 2)
    readers.run_reader(act(), "test")
    assert listener.seen == [2, 3]
    write(readers.set_back, act(), "test", 1)
    readers.run_reader(act(), "test")
    assert listener.seen == [2, 3, 1, 2, 3]
    with pytest.raises(NotFound):
        write(readers.set_back, act(), "test", 500)
    assert Activity.objects.filter(kind="reader.rewound").count() == 2


def test_standing_tells_how_far_behind_a_reader_is(listener: Listener) -> None:
    readers.run_reader(act(), "test")
    write(pay, act(), 1, 2)
    (row,) = [one for one in readers.standing() if one.name == "test"]
    assert (row.waiting, row.parked) == (2, 0)
    assert row.oldest_waiting is not None
    readers.run_reader(act(), "test")
    (row,) = [one for one in readers.standing() if one.name == "test"]
    assert (row.waiting, row.oldest_waiting) == (0, None)


def test_a_forgotten_row_is_handed_to_nobody_again(listener: Listener) -> None:
    write(pay, act(), 1, 2)
    readers.run_reader(act(), "test")
    write(forgetting.forget_customers, act(), [1])
    readers.run_reader(act(), "test")
    assert listener.seen == [1, 2]


def test_a_reader_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(NotFound, match="Nobody listens"):
        readers.run_reader(act(), "nobody")


def test_two_readers_of_one_name_are_a_mistake(listener: Listener) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        readers.register(Reader("test", Listener()))


@pytest.mark.django_db(transaction=True)
def test_whoever_follows_the_log_seals_it_and_hands_it_over_until_stopped(listener: Listener) -> None:
    write(pay, act(), 1, 2)
    stop = threading.Event()
    thread = threading.Thread(target=following.follow, args=(stop,))
    thread.start()
    deadline = 500
    while (len(listener.seen) < 2 or sealing.unsealed_rows(1)) and deadline:
        threading.Event().wait(0.01)
        deadline -= 1
    stop.set()
    thread.join()
    assert listener.seen == [1, 2]
    assert sealing.verify_chain().checked == 4
    assert following.keep_up() == 0
