"""The demo shop: four stories are planted in it, and the brief tells these four and no fifth."""

from __future__ import annotations

from datetime import date

import pytest

from domains.insights_brief.shops import demo_tiny
from regulars.domains.insights.queries.brief import brief_in
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.brief import (
    BriefFacts,
    CohortFinding,
    PlaceFinding,
    ProductFinding,
    StockFinding,
)
from regulars.edges.demo.generator.shop import DemoShop
from regulars.edges.demo.generator.stories import Story
from regulars.kit.periods import Period

LAST = date(2026, 6, 14)


def facts_of(shop: DemoShop) -> BriefFacts:
    return brief_in(demo_tiny(shop).context(Filters(), as_of=shop.last.isoformat()))


@pytest.mark.parametrize(
    ("last", "seed"),
    [
        (LAST, 20),
        *(
            pytest.param(last, seed, marks=pytest.mark.slow)
            for last in (date(2026, 1, 31), date(2026, 8, 3), date(2026, 11, 20))
            for seed in (20, 1)
        ),
    ],
)
def test_the_four_stories_and_no_fifth(last: date, seed: int) -> None:
    shop = DemoShop(last, seed)
    facts = facts_of(shop)
    found = {type(finding): finding for finding in facts.findings}

    assert len(facts.findings) == 4
    week, product, stock, place = (found[kind] for kind in (CohortFinding, ProductFinding, StockFinding, PlaceFinding))
    assert isinstance(week, CohortFinding)
    assert (week.kind, week.period) == ("week", Period(*shop.calendar.discount_week))
    assert 0.3 < (week.returned / week.people) / (week.others_returned / week.others) < 0.75
    assert isinstance(product, ProductFinding)
    assert product.title == "starter-set-pour-over"
    assert product.worth_minor > 0
    assert isinstance(stock, StockFinding)
    assert (stock.title, stock.period) == ("harbor-blend", Period(*shop.calendar.stock_out))
    assert isinstance(place, PlaceFinding)
    assert (place.kind, place.name) == ("country", "NL")
    assert place.difference < 0


@pytest.mark.slow
@pytest.mark.parametrize("left_out", list(Story))
def test_without_a_story_three_are_told(left_out: Story) -> None:
    shop = DemoShop(LAST, told=frozenset(Story) - {left_out})
    assert len(facts_of(shop).findings) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_without_stories_nothing_is_told(seed: int) -> None:
    assert facts_of(DemoShop(LAST, seed, frozenset())).findings == ()
