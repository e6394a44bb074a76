"""Reports before there is anything to report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
PAGES = ("metrics", "metrics/revenue", "cohorts", "rfm", "repeat", "products", "concentration")


@pytest.mark.parametrize("page", PAGES)
def test_before_any_order_a_page_says_what_will_be_here(desk: Callable[..., Any], page: str) -> None:
    answer = desk("owner").get(f"/desk/reports/{page}")
    assert answer.status_code == 200
    assert "No orders yet" in answer.content.decode()


def test_before_any_goal_the_page_offers_the_form(desk: Callable[..., Any]) -> None:
    text = desk("owner").get("/desk/reports/goals").content.decode()
    assert "No goals yet" in text
    assert "Set a goal" in text
