from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kit.stats import QuantileDays, kaplan_meier

counts = st.dictionaries(st.integers(0, 120), st.integers(0, 40), max_size=15)

# Freireich et al. 1963, weeks in remission under 6-MP: the example of most textbooks.
RELAPSED = Counter([6, 6, 6, 7, 10, 13, 16, 22, 23])
CENSORED = Counter([6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PUBLISHED = [
    # week, at risk, events, survival, standard error, log-log interval
    (6, 21, 3, 0.8571, 0.0764, 0.6197, 0.9516),
    (7, 17, 1, 0.8067, 0.0869, 0.5631, 0.9228),
    (10, 15, 1, 0.7529, 0.0963, 0.5032, 0.8894),
    (13, 12, 1, 0.6902, 0.1068, 0.4316, 0.8491),
    (16, 11, 1, 0.6275, 0.1141, 0.3675, 0.8049),
    (22, 7, 1, 0.5378, 0.1282, 0.2678, 0.7468),
    (23, 6, 1, 0.4482, 0.1346, 0.1881, 0.6801),
]


def test_the_textbook_curve_is_reproduced() -> None:
    rows = [
        (
            step.day,
            step.at_risk,
            step.events,
            round(step.survival, 4),
            round((step.variance or 0) ** 0.5, 4),
            round(step.interval.low, 4),
            round(step.interval.high, 4),
        )
        for step in kaplan_meier(RELAPSED, CENSORED).steps
        if step.interval
    ]
    assert rows == PUBLISHED


def test_the_textbook_median_and_its_interval_are_reproduced() -> None:
    curve = kaplan_meier(RELAPSED, CENSORED)
    assert curve.quantile() == QuantileDays(23, 13, None)
    assert curve.quantile(0.25) == QuantileDays(13, 6, 22)
    assert curve.quantile(0.9) == QuantileDays(None, None, None)


def test_the_repeat_curve_is_what_is_no_longer_waiting() -> None:
    curve = kaplan_meier(RELAPSED, CENSORED)
    reached = curve.reached_at(12)
    assert reached is not None
    assert reached.interval is not None
    assert round(reached.value, 4) == 0.2471
    assert (round(reached.interval.low, 4), round(reached.interval.high, 4)) == (0.1106, 0.4968)
    assert reached.count == 21


def test_before_the_first_event_all_wait_and_beyond_the_last_nothing_is_known() -> None:
    curve = kaplan_meier(RELAPSED, CENSORED)
    before, last, beyond = curve.survival_at(5), curve.survival_at(35), curve.survival_at(36)
    assert before is not None
    assert (before.value, before.interval) == (1.0, None)
    assert last is not None
    assert beyond is None
    assert curve.reached_at(36) is None


def test_when_nobody_is_left_the_curve_stays_at_0() -> None:
    curve = kaplan_meier({3: 1, 5: 1}, {})
    assert curve.steps[-1].survival == 0
    assert (curve.steps[-1].variance, curve.steps[-1].interval) == (None, None)
    end = curve.reached_at(1000)
    assert end is not None
    assert end.value == 1
    assert curve.quantile(0.5) == QuantileDays(3, 3, None)


def test_an_event_on_the_day_of_a_censoring_counts_first() -> None:
    [step] = kaplan_meier({7: 1}, {7: 1}).steps
    assert (step.at_risk, step.survival) == (2, 0.5)


def test_nobody_gives_an_empty_curve() -> None:
    curve = kaplan_meier({}, {})
    assert (curve.steps, curve.subjects) == ((), 0)
    assert curve.survival_at(0) is None
    assert curve.quantile() == QuantileDays(None, None, None)


@given(counts)
def test_without_censoring_it_is_the_plain_share_with_its_binomial_variance(events: dict[int, int]) -> None:
    curve = kaplan_meier(events, {})
    for step in curve.steps:
        waiting = sum(count for day, count in events.items() if day > step.day) / curve.subjects
        assert step.survival == pytest.approx(waiting, abs=1e-12)
        if step.variance is not None:
            assert step.variance == pytest.approx(waiting * (1 - waiting) / curve.subjects, abs=1e-12)


@given(counts, counts)
def test_a_curve_only_falls_inside_its_interval(events: dict[int, int], censored: dict[int, int]) -> None:
    curve = kaplan_meier(events, censored)
    last = 1.0
    for step in curve.steps:
        assert 0 <= step.survival < last
        assert step.interval is None or 0 <= step.interval.low <= step.survival <= step.interval.high <= 1
        last = step.survival
    assert sum(step.events for step in curve.steps) == sum(events.values())


@given(counts, counts, st.integers(2, 9))
def test_more_of_the_same_gives_the_same_curve_with_a_narrower_interval(
    events: dict[int, int], censored: dict[int, int], times: int
) -> None:
    few = kaplan_meier(events, censored)
    more_events, more_censored = ({day: count * times for day, count in side.items()} for side in (events, censored))
    many = kaplan_meier(more_events, more_censored)
    for one, other in zip(few.steps, many.steps, strict=True):
        assert one.survival == pytest.approx(other.survival)
        if one.variance is not None and other.variance is not None:
            assert one.variance == pytest.approx(other.variance * times)


@given(counts, counts, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_larger_share_never_waits_less(
    events: dict[int, int], censored: dict[int, int], one: float, other: float
) -> None:
    curve = kaplan_meier(events, censored)
    small, large = (curve.quantile(share).day for share in sorted((one, other)))
    assert large is None or (small is not None and small <= large)
    for share in (one, other):
        quantile = curve.quantile(share)
        if quantile.day is not None:
            assert quantile.low is not None
            assert quantile.low <= quantile.day
            assert quantile.high is None or quantile.day <= quantile.high


def test_days_and_counts_are_never_negative() -> None:
    for events in ({-1: 1}, {1: -1}):
        with pytest.raises(ValueError, match="negative"):
            kaplan_meier(events, {})
    with pytest.raises(ValueError, match="no share"):
        kaplan_meier({1: 1}, {}).quantile(1.0)
