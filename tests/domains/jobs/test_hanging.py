"""A handler that hangs is given up: its job fails with a reason, the worker goes on, and what comes back is fenced."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from jobkinds import Ran, act
from regulars.base import jobs
from regulars.base.jobs import hands
from regulars.base.jobs.claims import claim
from regulars.base.jobs.hands import Abandoned, Hand
from regulars.base.jobs.heart import Heart
from regulars.base.jobs.queue import enqueue_job
from regulars.base.jobs.registry import LIMIT, kind_of
from regulars.base.jobs.running import RunningJob, Watch
from regulars.base.jobs.worker import HUNG_MIN, WORN_OUT, Worker
from regulars.base.state import write
from regulars.kit.clock import FrozenClock

pytestmark = pytest.mark.django_db


class Silent(Watch):
    """A watch that is turned forward by hand."""

    late = False

    def is_overdue(self, _moment: float) -> bool:
        return self.late


def in_hand(name: str, count: int = 1) -> tuple[Hand, Silent]:
    """Queue jobs of one kind and take them as a worker does."""
    for number in range(count):
        write(enqueue_job, act(), name, {"n": number})
    kind, watch = kind_of(name), Silent(LIMIT)
    held = [
        RunningJob(one.id, one.name, one.args, one.actor, one.attempt, one.batch, one.claim, kind.lease, watch=watch)
        for one in write(claim, act())
    ]
    assert len(held) == count
    return Hand(held, kind, watch), watch


def hang(hand: Hand, watch: Silent) -> None:
    """Do what the worker does to a hand that is silent for too long."""
    watch.late = True
    assert hand.is_hung()
    assert not hand.is_hung(), "a hand is given up once"
    hand.empty()


def test_a_silent_handler_is_overdue_after_its_limit_and_heard_with_each_report() -> None:
    watch = Watch(timedelta(minutes=5))
    begun = watch._heard
    assert not watch.is_overdue(begun + 300)
    assert watch.is_overdue(begun + 301)
    watch.hear()
    assert watch._heard >= begun


def test_a_job_whose_handler_hangs_is_tried_again_with_a_reason(clock: FrozenClock) -> None:
    hand, watch = in_hand("test.note")
    hang(hand, watch)
    row = jobs.job(hand.jobs[0].id)
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.error == "It said nothing for 1800 seconds and was given up. What it had finished stays."
    assert row.run_after is not None
    assert row.run_after > clock()


def test_a_job_that_hangs_on_its_last_try_is_dead() -> None:
    jobs.register("test.once", lambda job: None, attempts_max=1, limit=timedelta(seconds=90))
    hand, watch = in_hand("test.once")
    hang(hand, watch)
    row = jobs.job(hand.jobs[0].id)
    assert row.state == "failed"
    assert "90 seconds" in row.error


def test_what_had_ended_before_it_is_done_and_what_was_not_begun_goes_back(ran: type[Ran]) -> None:
    hand, watch = in_hand("test.hang", 3)
    hangs = threading.Thread(target=swallow, args=[hand.work], daemon=True)
    hangs.start()
    assert Hanging.begun.wait(10)
    hang(hand, watch)
    states = [(jobs.job(job.id).state, jobs.job(job.id).attempts) for job in hand.jobs]
    assert states == [("done", 1), ("waiting", 1), ("waiting", 0)]
    Hanging.free.set()
    hangs.join(10)
    assert not hangs.is_alive()
    assert isinstance(Hanging.ended, Abandoned)
    assert [jobs.job(job.id).state for job in hand.jobs] == ["done", "waiting", "waiting"], "nothing came back with it"


def test_a_handler_that_comes_back_can_neither_report_nor_write_nor_settle() -> None:
    hand, watch = in_hand("test.note")
    (job,) = hand.jobs
    hang(hand, watch)
    with pytest.raises(jobs.JobStopped):
        job.progress(1)
    with pytest.raises(jobs.JobStopped):
        job.act()


def test_a_group_that_hangs_fails_as_a_whole() -> None:
    hand, watch = in_hand("test.group", 3)
    hang(hand, watch)
    assert [jobs.job(job.id).state for job in hand.jobs] == ["waiting"] * 3
    assert all("given up" in jobs.job(job.id).error for job in hand.jobs)


def test_the_lease_of_a_silent_handler_is_not_renewed(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody minds the worker, as in a drain, the lease ends and another worker takes the job."""
    hand, watch = in_hand("test.note")
    (job,) = hand.jobs
    renewed: list[Any] = []
    monkeypatch.setattr("regulars.base.jobs.heart.write", lambda *words: renewed.append(words))
    heart = Heart()
    heart._thread = object()  # type: ignore[assignment]  # beaten by hand here
    with heart.holding([job]):
        heart._held[id(job)] = (job, 0.0)
        watch.late = True
        heart.beat()
    assert renewed == []
    clock.advance(seconds=job.lease.total_seconds() + 1)
    assert [(one.id, one.attempt) for one in write(claim, act())] == [(job.id, 2)]


def test_handlers_that_hang_are_counted_for_whoever_watches() -> None:
    from regulars.edges.health import hung

    hung.mirror_hung()
    before = hung.hung_total._value.get()
    hand, watch = in_hand("test.note")
    hang(hand, watch)
    hung.mirror_hung()
    hung.mirror_hung()
    assert hung.hung_total._value.get() - before == 1


def test_a_limit_is_some_time() -> None:
    with pytest.raises(ValueError, match="needs some time"):
        jobs.register("test.never", str, limit=timedelta(0))


@pytest.mark.django_db(transaction=True)
def test_the_worker_goes_on_beside_a_handler_that_hangs_and_ends_when_too_many_do(
    ran: type[Ran], watched: list[Silent]
) -> None:
    """A thread cannot be killed: each one left behind is replaced, and the process ends before they pile up."""
    stop = threading.Event()
    outcome: list[int | None] = []
    worker = Worker(stop, threads=1)

    def work() -> None:
        outcome.append(worker.run())
        connections.close_all()

    runs = threading.Thread(target=work, daemon=True)
    write(enqueue_job, act(), "test.stuck", {"n": 1})
    before = hands.Figures.hung
    runs.start()
    for turn in range(HUNG_MIN):
        assert Hanging.begun.wait(10), "the worker took up the next job"
        Hanging.begun.clear()
        if turn + 1 < HUNG_MIN:
            write(enqueue_job, act(), "test.stuck", {"n": 2 + turn})
        watched[-1].late = True
    runs.join(20)
    assert not runs.is_alive()
    assert outcome == [WORN_OUT]
    assert hands.Figures.hung - before == HUNG_MIN
    assert jobs.count_jobs("running") == 0
    Hanging.free.set()
    for place in [*worker._places, *worker._hung]:
        place.thread.join(10)  # their connections end with them
        assert not place.thread.is_alive()


class Hanging:
    """A handler that hangs until it is set free, and how its thread ended."""

    begun, free = threading.Event(), threading.Event()
    ended: BaseException | None = None


def stuck(job: jobs.RunningJob) -> None:
    if job.name == "test.hang" and job.args["n"] == 0:
        return
    Hanging.begun.set()
    Hanging.free.wait(60)


def swallow(work: Callable[[], None]) -> None:
    try:
        work()
    except BaseException as error:
        Hanging.ended = error


@pytest.fixture(autouse=True)
def hanging() -> Iterator[None]:
    """Register what hangs, and let it go afterwards."""
    Hanging.begun, Hanging.free, Hanging.ended = threading.Event(), threading.Event(), None
    jobs.register("test.hang", stuck, together=3)
    jobs.register("test.stuck", stuck)
    yield
    Hanging.free.set()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[Silent]:
    """Give each hand a watch that the test turns, and look every moment."""
    made: list[Silent] = []

    def watch(limit: timedelta) -> Silent:
        made.append(Silent(limit))
        return made[-1]

    monkeypatch.setattr("regulars.base.jobs.worker.Watch", watch)
    monkeypatch.setattr("regulars.base.jobs.worker.SWEEP_SECONDS", 0.02)
    return made
