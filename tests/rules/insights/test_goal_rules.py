"""Pace of a goal."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from regulars.domains.insights.rules.goals import elapsed, pace, shown, stored
from regulars.domains.insights.types.figures import Figure
from regulars.kit.periods import Period

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
HALF = Fraction(1, 2)


def test_the_days_that_have_passed() -> None:
    assert elapsed(JUNE, date(2026, 5, 31)) == 0
    assert elapsed(JUNE, date(2026, 6, 15)) == HALF
    assert elapsed(JUNE, date(2026, 8, 1)) == 1


@pytest.mark.parametrize(
    ("value", "part", "expected"),
    [
        (400, HALF, ("behind", 500.0, 800.0)),
        (500, HALF, ("ahead", 500.0, 1000.0)),
        (1_000, HALF, ("reached", 500.0, 2000.0)),
        (999, Fraction(1), ("missed", 1000.0, 999.0)),
        (0, Fraction(0), ("not_begun", None, None)),
    ],
)
def test_what_adds_up_is_held_against_an_even_pace(
    value: int, part: Fraction, expected: tuple[str, float | None, float | None]
) -> None:
    assert pace("revenue", 1_000, Figure(value), part) == expected


def test_a_share_is_held_against_the_target_itself() -> None:
    assert pace("repeat_purchase_rate", 0.35, Figure(0.34), HALF) == ("behind", 0.35, 0.34)
    assert pace("repeat_purchase_rate", 0.35, Figure(0.36), HALF) == ("ahead", 0.35, 0.36)


def test_of_some_metrics_less_is_better() -> None:
    assert pace("refund_rate", 0.05, Figure(0.04), HALF)[0] == "ahead"
    assert pace("lapsed_buyers", 100, Figure(101), Fraction(1))[0] == "missed"


def test_what_is_not_known_says_so() -> None:
    assert pace("lifetime_margin", 100, Figure(None, why="costs_unknown"), HALF) == ("not_known", 100.0, None)


def test_targets_are_kept_as_integers() -> None:
    assert (stored(0.35, "share"), shown(350_000, "share")) == (350_000, 0.35)
    assert (stored(1_250, "money"), shown(1_250, "money")) == (1_250, 1_250)
