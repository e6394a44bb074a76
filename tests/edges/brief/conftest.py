"""Two briefs to draw: of a real wholesaler, and of the demo shop, which has all kinds of findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domains.insights_brief.shops import demo_tiny, retail_lake
from regulars.domains.insights.queries.brief import brief_in
from regulars.domains.insights.types import Filters
from regulars.edges.demo.generator.shop import DemoShop
from regulars.edges.desk.brief.say_brief import say_brief
from regulars.edges.desk.brief.sheet import Brief
from tinyshop import TinyLake


@pytest.fixture(scope="session")
def retail(shared_data: Path) -> TinyLake:
    return retail_lake(shared_data)


@pytest.fixture(scope="session")
def demo() -> Brief:
    context = demo_tiny(DemoShop(date(2026, 6, 14))).context(Filters(), as_of="2026-06-14")
    return say_brief(brief_in(context), context.filters, shop="Tide & Leaf")
