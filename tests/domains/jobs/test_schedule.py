"""Regular work: once for each time it is due, whoever looks and however long nobody did; and a driven clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jobkinds import Ran
from regulars.base import jobs
from regulars.base.jobs import worker
from regulars.base.jobs.scheduling import Ticker, list_regular
from regulars.kit.clock import FrozenClock
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
START = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ticks(*tickers: Ticker) -> int:
    """Let each worker look, and run what they queued."""
    queued = sum(ticker.tick() for ticker in tickers)
    assert worker.drain() == queued
    return queued


def test_regular_work_runs_at_first_sight_and_then_once_each_interval(clock: FrozenClock, ran: type[Ran]) -> None:
    jobs.every("test.note", HOUR)
    ticker = Ticker()
    assert [ticks(ticker) for _look in range(2)] == [1, 0]
    clock.advance(minutes=59)
    assert ticks(ticker) == 0
    clock.advance(minutes=1)
    assert ticks(ticker) == 1


def test_two_workers_queue_one_run(clock: FrozenClock) -> None:
    jobs.every("test.note", HOUR)
    one, two = Ticker(), Ticker()
    for _hour in range(3):
        assert ticks(one, two) == 1
        assert ticks(two, one) == 0
        clock.advance(hours=1)


def test_a_restart_neither_repeats_nor_forgets_a_run(clock: FrozenClock) -> None:
    jobs.every("test.note", HOUR)
    assert ticks(Ticker()) == 1
    clock.advance(minutes=30)
    assert ticks(Ticker()) == 0
    clock.advance(minutes=30)
    assert ticks(Ticker()) == 1


def test_runs_missed_while_nobody_worked_are_made_up_by_one_and_the_beat_is_kept(clock: FrozenClock) -> None:
    jobs.every("test.note", HOUR)
    assert ticks(Ticker()) == 1
    clock.advance(hours=50, minutes=20)
    ticker = Ticker()
    assert [ticks(ticker) for _look in range(3)] == [1, 0, 0]
    (entry,) = list_regular()
    assert (entry.last_at, entry.next_at) == (clock(), START + 51 * HOUR)


def test_cron_waits_for_its_time_in_its_zone(clock: FrozenClock) -> None:
    jobs.cron("test.note", "30 3 * * *", zone="Europe/Berlin")
    ticker = Ticker()
    assert ticks(ticker) == 0
    clock.set(datetime(2026, 6, 16, 1, 29, 59, tzinfo=UTC))
    assert ticks(ticker) == 0
    clock.set(datetime(2026, 6, 16, 1, 30, tzinfo=UTC))
    assert ticks(ticker) == 1
    (entry,) = list_regular()
    assert (entry.rule, entry.zone) == ("30 3 * * *", "Europe/Berlin")
    assert entry.next_at == datetime(2026, 6, 17, 1, 30, tzinfo=UTC)


def test_cron_after_days_of_downtime_runs_once(clock: FrozenClock) -> None:
    jobs.cron("test.note", "*/5 * * * *")
    assert ticks(Ticker()) == 0
    clock.advance(days=9)
    assert [ticks(Ticker()) for _look in range(2)] == [1, 0]


def test_another_rule_or_zone_counts_from_the_last_run(clock: FrozenClock) -> None:
    zone = "UTC"
    jobs.cron("test.note", "0 12 * * *", zone=lambda: zone)
    ticks(Ticker())
    (entry,) = list_regular()
    assert entry.next_at == datetime(2026, 6, 15, 12, tzinfo=UTC)
    zone = "America/New_York"
    ticks(Ticker())
    (entry,) = list_regular()
    assert entry.next_at == datetime(2026, 6, 15, 16, tzinfo=UTC)
    jobs.every("test.note", HOUR)
    assert ticks(Ticker()) == 0
    clock.advance(hours=1)
    assert ticks(Ticker()) == 1


def test_work_that_has_nothing_to_do_is_not_queued(clock: FrozenClock) -> None:
    wanted = False
    jobs.every("test.note", HOUR, when=lambda: wanted)
    ticker = Ticker()
    assert ticks(ticker) == 0
    wanted = True
    assert ticks(ticker) == 0  # it looks once an hour
    clock.advance(hours=1)
    assert ticks(ticker) == 1


def test_a_rule_that_cannot_be_read_is_refused_when_it_is_declared() -> None:
    with pytest.raises(ValueError, match="five"):
        jobs.cron("test.note", "every day")
    with pytest.raises(ValueError, match="no time zone"):
        jobs.cron("test.note", "0 0 * * *", zone="Mars/Olympus")
    with pytest.raises(ValueError, match="interval"):
        jobs.every("test.note", timedelta(0))


def test_a_driven_clock_runs_everything_due_up_to_an_instant(clock: FrozenClock, ran: type[Ran]) -> None:
    seen: list[datetime] = []

    def chain(job: jobs.RunningJob) -> None:
        seen.append(clock())

    jobs.register("test.chain", chain)
    jobs.every("test.chain", 6 * HOUR)
    jobs.cron("test.note", "0 0 * * *")
    until = START + timedelta(days=2)
    assert worker.drain_until(until, clock.set) == 9 + 2
    assert seen == [START + place * 6 * HOUR for place in range(9)]
    assert ran.numbers == [0, 0]
    assert clock() == until
    assert worker.drain_until(until, clock.set) == 0


def test_under_a_driven_clock_idle_work_is_asked_hourly_or_after_something_ran(clock: FrozenClock) -> None:
    asked: list[datetime] = []

    def ask() -> bool:
        asked.append(clock())
        return False

    jobs.every("test.note", timedelta(minutes=1), when=ask)
    jobs.cron("test.short", "30 10 * * *")
    worker.drain_until(START + 3 * HOUR, clock.set)
    minutes = [(instant - START) // timedelta(minutes=1) for instant in asked]
    assert minutes == [0, 60, 90, 150, 180]


def test_a_driven_clock_lives_through_every_try_of_a_failing_job(
    clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    from jobkinds import act
    from regulars.base.jobs.queue import enqueue_job
    from regulars.base.state import write

    number = write(enqueue_job, act(), "test.break", {})
    assert worker.drain_until(START + timedelta(days=1), clock.set) == 5
    assert jobs.job(number).state == "failed"


def test_time_runs_forward_only(clock: FrozenClock) -> None:
    with pytest.raises(Refused, match="forward only"):
        worker.drain_until(START - HOUR, clock.set)
