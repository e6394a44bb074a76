from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest

from regulars.kit import clock

NOON = datetime(2011, 12, 9, 12, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    with clock.use(clock.system_clock):
        assert clock.now().tzinfo is UTC


def test_a_frozen_clock_stands_until_it_is_moved() -> None:
    with clock.freeze(NOON) as frozen:
        assert clock.now() == NOON
        assert frozen.advance(days=1) == NOON + timedelta(days=1)
        assert clock.now() == NOON + timedelta(days=1)
        frozen.set(NOON)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_a_frozen_instant_of_another_zone_is_told_in_utc() -> None:
    with clock.freeze(datetime(2011, 12, 9, 14, 0, tzinfo=timezone(timedelta(hours=2)))):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


def test_every_thread_sees_the_frozen_time() -> None:
    seen: list[datetime] = []
    with clock.freeze(NOON):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [NOON]


def test_clocks_nest_and_an_error_restores_the_one_before() -> None:
    later = NOON + timedelta(hours=1)

    def fail_later() -> None:
        with clock.freeze(later):
            raise RuntimeError

    with clock.freeze(NOON):
        with pytest.raises(RuntimeError):
            fail_later()
        assert clock.now() == NOON


def test_an_installed_clock_stays_until_it_is_taken_out() -> None:
    with clock.use(clock.system_clock):
        clock.install(clock.FrozenClock(NOON))
        assert clock.now() == NOON
        clock.install(None)
        assert clock.now() != NOON


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        clock.as_utc(datetime(2011, 12, 9))  # noqa: DTZ001


def test_monotonic_never_goes_back_and_does_not_freeze() -> None:
    with clock.freeze(NOON):
        first = clock.monotonic()
        assert clock.monotonic() >= first
