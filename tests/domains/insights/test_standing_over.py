"""Many evenings in one pass give what each evening alone gives."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from domains.insights.test_properties import FIRST, made_up
from regulars.domains.insights.facts.standing import MONEY, ORDERS, RECENT, RHYTHM, standing
from regulars.domains.insights.facts.standing_over import can_answer, standing_over
from regulars.domains.insights.types import Filters
from tinyshop import context_of

WINDOW, TYPICAL = 30, 100


@pytest.mark.parametrize("basis", ["net", "sold"])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_one_pass_says_the_same_as_one_evening_at_a_time(seed: int, basis: str) -> None:
    shop = made_up(random.Random(seed), 90, 12)
    lake = shop.lake()
    context = context_of(lake, Filters(basis=basis), FIRST + timedelta(days=125), FIRST)
    evenings = [FIRST + timedelta(days=days) for days in (0, 1, 20, 21, 45, 70, 99, 126)]
    for part in (ORDERS, MONEY, RHYTHM, RECENT):
        wanted = frozenset({part})
        assert can_answer(evenings, wanted, "", WINDOW)
        alone = standing(context.frame(), evenings, wanted, window_days=WINDOW, four_typical=TYPICAL)
        over = standing_over(context.frame(), evenings, wanted, window_days=WINDOW, four_typical=TYPICAL)
        (expected,), (found,) = lake.rows(alone), lake.rows(over)
        assert found == pytest.approx(expected, rel=1e-12), part


def test_evenings_further_apart_than_the_window_are_asked_one_by_one() -> None:
    years = [date(year, 1, 1) for year in range(2020, 2026)]
    assert not can_answer(years, frozenset({RECENT}), "", 365)
    assert can_answer(years, frozenset({MONEY}), "", 365)
    assert not can_answer(years, frozenset({MONEY}), "store", 365)
    assert not can_answer(years[:3], frozenset({MONEY}), "", 365)
