"""Keys of periods, figures from sums, curves and bins."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.domains.insights.rules import curves, figures
from regulars.domains.insights.rules.cohorts import cell_state, settled_from
from regulars.domains.insights.rules.slots import Slots, disjoint, whole_periods
from regulars.domains.insights.types.figures import Figure
from regulars.kit.periods import Grain, Period, containing

days = st.dates(date(1995, 1, 1), date(2045, 1, 1))
grains = st.sampled_from(list(Grain))


@given(days, grains, st.integers(1, 12))
def test_days_of_one_period_share_a_key_and_neighbors_differ_by_one(day: date, grain: Grain, fiscal: int) -> None:
    period = containing(day, grain, fiscal)
    slots = Slots((period,), grain, fiscal)
    assert slots.key(period.start) == slots.key(day) == slots.key(period.last_day)
    assert slots.key(period.end) == slots.key(day) + 1
    assert slots.key(period.start - timedelta(days=1)) == slots.key(day) - 1


def test_cuts_tell_any_disjoint_periods_apart() -> None:
    summer, autumn = Period(date(2011, 6, 1), date(2011, 9, 1)), Period(date(2011, 9, 1), date(2011, 12, 1))
    slots = Slots((summer, autumn))
    assert [slots.key(day) for day in (date(2011, 5, 31), date(2011, 8, 31), date(2011, 9, 1), date(2011, 12, 1))] == [
        0, 1, 3, 4,
    ]  # fmt: skip
    assert slots.keys() == (1, 3)
    assert disjoint(summer, autumn)
    assert not disjoint(summer, Period(date(2011, 8, 31), date(2011, 9, 2)))


@given(days, st.integers(1, 500), grains)
def test_whole_periods_cover_without_a_gap(start: date, length: int, grain: Grain) -> None:
    inside = Period(start, start + timedelta(days=min(length, 300)))
    found = whole_periods(inside, grain)
    assert found[0].start <= inside.start < found[0].end
    assert found[-1].start < inside.end <= found[-1].end
    assert all(one.end == other.start for one, other in itertools.pairwise(found))


def test_periods_that_begin_later_are_left_out() -> None:
    assert len(whole_periods(Period(date(2011, 1, 1), date(2012, 1, 1)), Grain.MONTH, last=date(2011, 3, 1))) == 3


def test_a_share_is_bounded_and_a_share_of_nobody_is_not_defined() -> None:
    assert figures.share(0, 10) == Figure(0.0, 0, 10, 0.0, 0.2775328)
    assert figures.share(0, 0) == Figure(None, 0, 0, why="nothing_to_divide")


def test_money_for_each_is_rounded_half_to_even() -> None:
    assert figures.mean_money(2, 5, 13.0).value == 2
    assert figures.ratio_money(2, 7, 2, (25.0, 7.0, 2.0)).value == 4
    assert figures.mean_money(1, 5, 25.0) == Figure(5, 5, 1)


def test_a_change_says_how_much_and_how_sure() -> None:
    change = figures.change(figures.share(56, 70), figures.share(48, 80), "share")
    assert change is not None
    assert change.difference == pytest.approx(0.2)
    assert (change.low, change.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))
    money = figures.change(Figure(150), Figure(100), "money")
    assert money is not None
    assert (money.difference, money.relative, money.low) == (50, 0.5, None)
    assert figures.change(Figure(150), Figure(0), "money") == figures.Change(150, None)
    assert figures.change(Figure(None, why="costs_unknown"), Figure(1), "money") is None


def test_a_share_of_money_has_no_interval_of_people() -> None:
    now, before = Figure(0.5, 500, 1_000, 0.4, 0.6), Figure(0.4, 400, 1_000, 0.3, 0.5)
    change = figures.change(now, before, "share")
    assert change is not None
    assert (change.low, change.high) == (None, None)


def test_known_and_unidentified_add_up() -> None:
    assert Figure(10, unidentified=5).together == 15
    assert Figure(10).together is None


@pytest.mark.parametrize(
    ("age", "ages", "as_of", "expected"),
    [
        (0, "calendar", "2025-01-30", "open"),
        (0, "calendar", "2025-01-31", "observed"),
        (1, "calendar", "2025-01-31", "blank"),
        (1, "calendar", "2025-02-01", "open"),
        (1, "calendar", "2025-02-28", "observed"),
        (0, "days30", "2025-02-28", "open"),  # who came on 31 January is 30 days old on 1 March
        (0, "days30", "2025-03-01", "observed"),
        (1, "days30", "2025-01-30", "blank"),
        (1, "days30", "2025-01-31", "open"),
    ],
)
def test_what_is_known_of_the_cohort_of_january(age: int, ages: str, as_of: str, expected: str) -> None:
    january = Period(date(2025, 1, 1), date(2025, 2, 1))
    assert cell_state(january, Grain.MONTH, ages, age, date.fromisoformat(as_of)) == expected


def test_a_history_settles_when_old_customers_have_shown_themselves() -> None:
    assert settled_from(date(2010, 12, 1), {}) == date(2011, 3, 1)
    # Who orders every 100 days meets the begin anywhere between two orders: 95 of 100 have come after 95 days.
    assert settled_from(date(2010, 12, 1), {100: 40}) == date(2010, 12, 1) + timedelta(days=95)


def test_gaps_fall_into_weeks_and_the_last_bin_takes_the_rest() -> None:
    bins = curves.gap_bins({1: 2, 7: 1, 8: 4, 900: 1})
    assert [(one.first_day, one.last_day, one.gaps) for one in bins[:2]] == [(1, 7, 3), (8, 14, 4)]
    assert (len(bins), bins[-1].last_day, bins[-1].gaps) == (53, 900, 1)
    assert curves.gap_bins({}) == ()
    assert [one.last_day for one in curves.gap_bins({5: 1})] == [5]


@given(st.dictionaries(st.integers(1, 2_000), st.integers(1, 9), max_size=30))
def test_no_gap_is_lost(ended: dict[int, int]) -> None:
    bins = curves.gap_bins(ended)
    assert sum(one.gaps for one in bins) == sum(ended.values())
    assert all(one.last_day + 1 == other.first_day for one, other in itertools.pairwise(bins))


def test_the_curve_of_nobody_is_empty() -> None:
    nothing: list[dict[str, Any]] = []
    curve = curves.repeat_curve(nothing, 1, and_later=False)
    assert (curve.subjects, curve.points, [one.day for one in curve.quartiles]) == (0, (), [None] * 3)
    assert curves.concentration_points([]) == ()
    assert curves.gap_quartiles({}) == (None, None, None)
