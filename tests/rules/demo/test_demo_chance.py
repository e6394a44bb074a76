"""Draws are even, choices keep their weights, habits are dealt out fairly, months are counted as people count them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.edges.demo.generator.balance import Minimizer
from regulars.edges.demo.generator.bills import _included
from regulars.edges.demo.generator.calendar import DAY, Calendar, add_months
from regulars.edges.demo.generator.chance import Deck, Shares, gamma_quantile, shuffled, stream

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.integers(), st.integers(1, 64))
def test_each_run_of_a_deck_holds_every_part_of_the_range_once(seed: int, size: int) -> None:
    deck = Deck(Random(seed), size)
    assert sorted(int(deck.draw() * size) for _ in range(size)) == list(range(size))


@given(st.integers())
def test_shuffling_loses_nothing(seed: int) -> None:
    assert sorted(shuffled(Random(seed), range(20))) == list(range(20))


@given(st.lists(st.floats(0, 10), min_size=1, max_size=8).filter(any), st.floats(0, 1, exclude_max=True))
def test_a_choice_of_weight_nothing_is_never_taken(weights: list[float], position: float) -> None:
    assert weights[Shares(weights).at(position)] > 0 or sum(weights) < 1e-9


def test_a_gamma_quantile_is_near_the_tables() -> None:
    # Gamma(3, 1/3): median .8914, 10 % .3674, 90 % 1.7741 (chi-squared with 6 degrees of freedom over 6).
    assert gamma_quantile(3, 0.5) == pytest.approx(0.8914, rel=0.01)
    assert gamma_quantile(3, 0.1) == pytest.approx(0.3674, rel=0.02)
    assert gamma_quantile(3, 0.9) == pytest.approx(1.7741, rel=0.01)


def test_streams_of_different_names_differ() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert len({stream(1, "a").random(), stream(1, "b").random(), stream(2, "a").random()}) == 3


def test_minimization_keeps_every_level_near_its_promise() -> None:
    rng = Random(4)
    minimizer = Minimizer(rng, 2)
    got: Counter[tuple[str, int]] = Counter()
    for _ in range(4_000):
        levels = (f"country {int(rng.random() * 3)}", f"month {int(rng.random() * 10)}")
        group = minimizer.assign(levels, [0.7, 0.3])
        got.update((level, group) for level in levels)
    for level in {level for level, _ in got}:
        size = got[level, 0] + got[level, 1]
        assert abs(got[level, 1] - 0.3 * size) < 8  # dice: standard deviation 9 to 17


@given(DAYS, st.integers(-60, 60))
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and add_months(moved, 0).day >= 28)


@given(DAYS)
def test_full_months_end_by_the_last_day(last: date) -> None:
    calendar = Calendar(last)
    opening, end = calendar.full_month(1)
    assert opening.day == end.day == 1
    assert 0 <= calendar.number(last) + 1 - calendar.number(end) < 31
    assert calendar.full_month(2)[1] == opening
    monday, next_monday = calendar.discount_week
    assert (monday.month, monday.weekday()) == (
        (next_monday.replace(day=1)).month,
        0,
    ) or monday.month != next_monday.month


def test_seconds_are_counted_on_the_shops_clock() -> None:
    calendar = Calendar(date(2026, 6, 14))
    summer = calendar.number(date(2026, 6, 14)) * DAY
    assert calendar.instant(0) == datetime(2023, 12, 14, 23, tzinfo=UTC)
    assert calendar.instant(summer) == datetime(2026, 6, 13, 22, tzinfo=UTC)


@given(st.integers(0, 10**7), st.sampled_from([7, 9, 10, 19, 20, 21]))
def test_included_tax_is_rounded_half_up(gross_minor: int, percent: int) -> None:
    tax = _included(gross_minor, percent)
    assert abs(tax * (100 + percent) - gross_minor * percent) * 2 <= 100 + percent
