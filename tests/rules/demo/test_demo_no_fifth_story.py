"""Nothing but the planted stories stands out, whatever the day and the seed."""

from __future__ import annotations

from datetime import date

import pytest
from demo_reading import LAST, Finding, battery, findings

from regulars.edges.demo.generator.calendar import Calendar
from regulars.edges.demo.generator.shop import SEED
from regulars.edges.demo.generator.stories import ALL_STORIES, STARTER_SET, STOCK_OUT_PRODUCT, Story

NOTHING_TOLD: frozenset[Story] = frozenset()


def shadows(last: date) -> dict[Story, set[Finding]]:
    """Where each story shows in the battery: under its own name and under what contains it."""
    calendar = Calendar(last)
    monday, month = calendar.discount_week[0], calendar.discount_week[0].replace(day=1)
    return {
        Story.DISCOUNT_WEEK: {("week", monday), ("month", month)},
        Story.STARTER_SET: {("product", STARTER_SET), ("shelf", "Sets")},
        Story.STOCK_OUT: {
            ("product", STOCK_OUT_PRODUCT),
            ("product", (STOCK_OUT_PRODUCT, calendar.stock_out[0])),
            ("shelf", "Filter coffee"),
        },
        Story.SLIPPING_COUNTRY: {("country", "NL")},
    }  # fmt: skip


def all_findings(last: date, seed: int, told: frozenset[Story]) -> set[Finding]:
    return {finding for family in battery(last, seed, told).values() for finding in findings(family)}


def test_exactly_the_four_stories_stand_out() -> None:
    found = all_findings(LAST, SEED, ALL_STORIES)
    expected = shadows(LAST)
    assert [story for story, where in expected.items() if not found & where] == []
    assert found - set().union(*expected.values()) - {("country", "DE")} == set()  # DE gains the share that NL loses


def test_without_stories_nothing_stands_out() -> None:
    assert all_findings(LAST, SEED, NOTHING_TOLD) == set()


@pytest.mark.slow
@pytest.mark.parametrize("last", [date(2026, 1, 31), date(2026, 8, 3), date(2026, 11, 20), date(2027, 3, 1)])
def test_no_day_makes_a_fifth_story(last: date) -> None:
    expected = shadows(last)
    found = all_findings(last, SEED, ALL_STORIES)
    assert [story for story, where in expected.items() if not found & where] == []
    assert found - set().union(*expected.values()) <= {("country", "DE"), ("country", "AT")}


@pytest.mark.slow
def test_accidents_are_rarer_than_luck_allows() -> None:
    """At a family-wise level of 5 % plain dice would give about one finding in two shops of eleven families."""
    accidents = [all_findings(LAST, seed, NOTHING_TOLD) for seed in range(1, 9)]
    assert sum(map(len, accidents)) <= 2, accidents
