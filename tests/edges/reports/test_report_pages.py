"""Pages of the reports room: their sentence, their numbers, their filters, their CSV; what they do before any order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from peopleshop import PERSONAL, PeopleShop

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
PAGES = ("metrics", "metrics/revenue", "cohorts", "rfm", "repeat", "products", "concentration", "goals")


def text_of(browser: Any, page: str) -> str:
    answer = browser.get(f"/desk/reports/{page}")
    assert answer.status_code == 200, page
    return unescape(str(answer.content.decode()))


def csv_of(browser: Any, page: str) -> list[list[str]]:
    answer = browser.get(f"/desk/reports/{page}")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))


def cells_of(text: str, label: str) -> list[str]:
    """The words of the table row that begins with a label."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", text, re.DOTALL)
    found = [[re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in re.split(r"</t[hd]>", row)] for row in rows]
    return next(cells for cells in found if cells[0].strip() == label)


@pytest.mark.parametrize("page", PAGES)
def test_every_report_opens_for_whoever_may_read_and_for_nobody_else(
    people_shop: PeopleShop, desk: Desk, page: str
) -> None:
    text = text_of(desk("analyst"), page)
    assert not [words for words in PERSONAL if words in text]
    assert desk(None).get(f"/desk/reports/{page}").status_code == 302
    assert desk("support").get(f"/desk/reports/{page}").status_code == 403


def test_all_metrics_stand_with_what_they_rest_on(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "metrics?basis=sold")

    assert "1 of 4 buyers ordered again (25.0 %)." in text.replace("\u00a0", " ")
    assert cells_of(text, "Revenue")[1] == "€86.00"
    assert cells_of(text, "Orders")[1] == "6"
    assert cells_of(text, "Unidentified revenue")[1] == "€30.00"
    assert "No ad spend is imported for these days." in cells_of(text, "Cost per new buyer")[2]


def test_one_metric_shows_both_bases_and_its_definition(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "metrics/revenue")

    assert "€74.50 from 11 May 2025 to 14 Jun 2026." in text
    assert "€86.00" in text
    assert "€104.50" in text  # with the unidentified order
    assert "sum(amount of orders placed in the period)" in text


def test_a_metric_is_split_by_a_dimension_that_leads_on(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "metrics/revenue?basis=sold&by=country")

    assert cells_of(text, "DE")[1] == "67.00"
    assert "?basis=sold&country=DE" in text


def test_a_comparison_draws_both_times(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "metrics/orders?basis=sold&dates=2026-05&compare=previous")

    assert "1 from 1 May 2026 to 31 May 2026" in text
    assert "on 1 Apr 2026 to 30 Apr 2026" in text


def test_csv_is_exact(people_shop: PeopleShop, desk: Desk) -> None:
    rows = csv_of(desk("owner"), "metrics/revenue?basis=sold&dates=2026-05..2026-06&grain=month&csv=series")

    assert rows[0][:2] == ["Period", "Revenue (EUR)"]
    assert [row[:2] for row in rows[1:]] == [["2026-05", "18.00"], ["2026-06", "19.00"]]


def test_cohorts_lead_to_their_people(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("owner")
    text = text_of(browser, "cohorts?show=customers")

    assert "first_from=2026-03-01&first_to=2026-03-31&ordered_from=2026-04-01&ordered_to=2026-04-30" in text
    assert csv_of(browser, "cohorts?show=customers&csv=cohorts")[11][:4] == ["2026-03", "1", "1", "1"]


def test_rfm_names_its_cells_and_leads_to_their_people(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("owner")
    text = text_of(browser, "rfm?basis=sold")

    assert "Best regulars, long gone" in text
    assert "/desk/customers?r=2&f=5" in text
    assert "/desk/customers?r=" not in text_of(browser, "rfm?basis=sold&country=DE")


def test_time_between_orders_says_how_many_came_again(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "repeat?basis=sold")

    # Of two who had waited 30 days, one came back.
    assert "1 of 4 buyers ordered again; half of all buyers do so by day 30." in text
    assert cells_of(text, "order 1 to 2")[1:3] == ["4", "1"]


def test_first_products_stand_with_their_buyers(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "products?basis=sold&within=30")

    assert cells_of(text, "Earl Grey")[1] == "3"
    assert people_shop.product("Earl Grey") in text


def test_concentration_is_told_in_a_sentence(people_shop: PeopleShop, desk: Desk) -> None:
    assert "1 buyers, the best tenth, bring 66.3 % of the revenue." in text_of(
        desk("owner"), "concentration?basis=sold"
    ).replace("\u00a0", " ")


def test_what_an_address_says_wrong_is_told_and_the_rest_counts(people_shop: PeopleShop, desk: Desk) -> None:
    text = text_of(desk("owner"), "metrics?dates=soon&basis=sold&as_of=x")

    assert "“soon” is not a stretch of days." in text
    assert "“x” is not a day." in text
    assert cells_of(text, "Revenue")[1] == "€86.00"


def test_an_unknown_metric_is_no_page(people_shop: PeopleShop, desk: Desk) -> None:
    assert desk("owner").get("/desk/reports/metrics/fame").status_code == 404


def test_a_goal_is_set_shown_and_given_up(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("marketer")
    goal = {"metric": "revenue", "starts_on": "2026-06-01", "ends_on": "2026-06-30", "target": "50"}
    assert browser.post("/desk/reports/goals/set", goal).status_code == 302

    cells = cells_of(text_of(browser, "goals"), "Revenue")
    # 14 of 30 days: 10.00, 9.00 less a refund of 2.50 that names no order.
    assert cells[3:8] == ["€50.00", "€16.50", "€23.33", "€35.36", "46.7"]
    assert "Behind" in cells[8]

    remove = re.search(r"/desk/reports/goals/\d+/remove", text_of(browser, "goals"))
    assert remove
    assert "Give this goal up?" in browser.post(remove[0]).content.decode()
    assert browser.post(remove[0], {"confirmed": "1"}).status_code == 302
    assert "No goals yet" in text_of(browser, "goals")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2026-05-01"}, "The last day lies before the first."),
        ({"target": "much"}, "Enter a number."),
        ({"target": "0"}, "A goal needs a number above 0."),
    ],
)
def test_a_goal_that_cannot_be_is_shown_again(
    people_shop: PeopleShop, desk: Desk, changes: dict[str, str], words: str
) -> None:
    goal = {"metric": "revenue", "starts_on": "2026-06-01", "ends_on": "2026-06-30", "target": "50"}
    answer = desk("marketer").post("/desk/reports/goals/set", goal | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_who_may_not_change_goals_sees_no_form(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("analyst")
    assert "Set a goal" not in text_of(browser, "goals")
    assert browser.post("/desk/reports/goals/set", {}).status_code == 403


def test_a_goal_that_is_not_there_is_not_asked_about(desk: Any) -> None:
    browser = desk("marketer")
    for given in ({}, {"confirmed": "1"}):
        assert browser.post("/desk/reports/goals/77/remove", given).status_code == 404
