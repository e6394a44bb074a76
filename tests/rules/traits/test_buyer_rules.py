"""Rhythm, states, scores and names of cells."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.domains.traits import rules

values = st.lists(st.integers(-5, 30), min_size=1, max_size=60)


@given(values, st.randoms(use_true_random=False))
def test_equal_values_share_a_score_and_no_shuffle_moves_one(them: list[int], dice: random.Random) -> None:
    scores = {value: rules.tie_safe_score(value, them) for value in them}
    shuffled = dice.sample(them, len(them))

    assert {value: rules.tie_safe_score(value, shuffled) for value in them} == scores
    assert all(1 <= score <= 5 for score in scores.values())
    ordered = sorted(scores)
    assert [scores[value] for value in ordered] == sorted(scores.values())


def test_scores_of_ten_different_values_come_in_pairs() -> None:
    them = list(range(10))
    assert [rules.tie_safe_score(value, them) for value in them] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_all_equal_stand_in_the_middle() -> None:
    assert rules.tie_safe_score(7, [7] * 9) == 3


def test_own_cuts_count_what_is_reached() -> None:
    cuts = (10, 20, 50, 100)
    assert [rules.score_by_cuts(value, cuts) for value in (9, 10, 20, 99, 100)] == [1, 2, 3, 4, 5]
    days = (30, 60, 120, 365)
    assert [rules.score_recency_by_cuts(value, days) for value in (30, 31, 60, 365, 366)] == [5, 4, 4, 2, 1]


def test_cadence_is_pulled_toward_the_shop() -> None:
    # Three own gaps of 10 days and two of the shop's 40: (30 + 80) / 5.
    assert rules.cadence(4, 30, Fraction(40)) == 22
    assert rules.cadence(1, 0, Fraction(40)) == rules.FALLBACK_DAYS


@pytest.mark.parametrize(
    ("days", "state"), [(0, "active"), (20, "active"), (21, "at_risk"), (30, "at_risk"), (31, "lapsed")]
)
def test_states_by_a_cadence_of_20_days(days: int, state: str) -> None:
    assert rules.state(days, Fraction(20)) == state


@given(st.integers(0, 1_000), st.fractions(1, 400, max_denominator=50))
def test_waiting_longer_never_makes_a_buyer_more_active(days: int, cadence: Fraction) -> None:
    order = rules.STATES.index
    assert order(rules.state(days, cadence)) <= order(rules.state(days + 1, cadence))


def test_the_typical_gap_is_the_median_buyer_once_there_are_enough() -> None:
    own = [Fraction(10)] * 20 + [Fraction(50)] * 10
    assert rules.typical_gap(own) == 10
    assert rules.typical_gap(own[:29]) == rules.FALLBACK_DAYS
    assert rules.median_of([Fraction(1), Fraction(4)]) == Fraction(5, 2)


def test_every_cell_of_the_grid_has_a_name_and_every_name_a_cell() -> None:
    names = {rules.segment(r, f) for r in range(1, 6) for f in range(1, 6)}
    assert names == set(rules.SEGMENTS)
    assert rules.segment(5, 5) == "best_regulars"
    assert rules.segment(1, 1) == "gone_quiet"
