"""How long a failed job waits: longer each time, never above the limit, moved by chance that can be repeated."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from regulars.base.jobs import Backoff

SECOND = timedelta(seconds=1)


def test_without_jitter_each_wait_is_the_factor_times_the_one_before_up_to_the_limit() -> None:
    steady = Backoff(first=5 * SECOND, factor=6, most=timedelta(hours=1), jitter=0)
    waits = [steady.wait(attempt, Random(1)).total_seconds() for attempt in range(1, 7)]
    assert waits == [5, 30, 180, 1_080, 3_600, 3_600]


@given(st.integers(1, 10_000), st.integers(), st.floats(1, 50), st.floats(0, 1))
def test_a_wait_is_never_negative_never_above_the_limit_and_within_its_jitter(
    attempt: int, seed: int, factor: float, jitter: float
) -> None:
    rule = Backoff(first=2 * SECOND, factor=factor, most=100 * SECOND, jitter=jitter)
    steady = Backoff(first=2 * SECOND, factor=factor, most=100 * SECOND, jitter=0).wait(attempt, Random(seed))
    wait = rule.wait(attempt, Random(seed))
    assert timedelta(0) <= wait <= 100 * SECOND
    assert abs(wait - steady) <= steady * jitter + timedelta(microseconds=2)


@given(st.integers(1, 30), st.integers())
def test_the_same_chance_gives_the_same_wait(attempt: int, seed: int) -> None:
    assert Backoff().wait(attempt, Random(seed)) == Backoff().wait(attempt, Random(seed))


def test_jobs_that_failed_together_do_not_come_back_together() -> None:
    rng = Random(7)
    assert len({Backoff().wait(1, rng) for _job in range(100)}) == 100
