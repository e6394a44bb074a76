"""The four planted stories are there, as large as docs/reference/demo.md says, and the page says what the code does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from demo_reading import LAST, Row, buyers, returned, rows, within

from regulars.edges.demo.generator import arrivals, habits, markets, shop, simulation, stories
from regulars.edges.demo.generator.assortment import PRODUCTS, position_of
from regulars.edges.demo.generator.calendar import Calendar
from regulars.edges.demo.generator.stories import ALL_STORIES, Story

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "demo.md"
CALENDAR = Calendar(LAST)


def without(story: Story) -> list[Row]:
    return rows(told=ALL_STORIES - {story})


def return_share(found: list[Row], days: int, picked: set[str] | None = None) -> float:
    """Share of buyers, old enough to be judged, who ordered again within so many days."""
    old = [
        own
        for who, own in buyers(found).items()
        if own[0].day <= LAST - timedelta(days=days) and (picked is None or who in picked)
    ]
    return sum(returned(own, days) for own in old) / len(old)


def beginners(found: list[Row], span: tuple[date, date], code: str = "") -> set[str]:
    return {
        who
        for who, own in buyers(found).items()
        if span[0] <= own[0].day < span[1] and (not code or code in own[0].codes)
    }


def test_the_discount_week_brings_many_who_return_at_half_the_rate() -> None:
    week = CALENDAR.discount_week
    assert (week[0].weekday(), week[1] - week[0]) == (0, timedelta(days=7))
    cohort = beginners(rows(), week, stories.DISCOUNT_CODE)
    usual = len(beginners(rows(), (week[0] - timedelta(days=28), week[0]))) / 4
    assert len(cohort) > 4 * usual
    ratio = return_share(rows(), 180, cohort) / return_share(rows(), 180, set(buyers(rows())) - cohort)
    assert 0.40 <= ratio <= 0.60


def test_the_starter_set_makes_regulars() -> None:
    began = {who for who, own in buyers(rows()).items() if own[0].main == stories.STARTER_SET}
    assert len(began) > 400
    ratio = return_share(rows(), 180, began) / return_share(rows(), 180, set(buyers(rows())) - began)
    assert 1.6 <= ratio <= 1.95


def test_the_best_seller_is_missing_for_a_month_and_comes_back() -> None:
    before, gone, after = (CALENDAR.full_month(stories.STOCK_OUT_MONTHS_BACK + shift) for shift in (1, 0, -1))
    sold = [
        sum(stories.STOCK_OUT_PRODUCT in row.products for row in within(rows(), span)) for span in (before, gone, after)
    ]
    assert sold[1] == 0
    assert min(sold[0], sold[2]) > 150
    revenue = [sum(row.net_minor for row in within(rows(), span)) for span in (before, gone, after)]
    assert revenue[1] < 0.92 * min(revenue[0], revenue[2])


def repeat_orders(found: list[Row], span: tuple[date, date], country: str) -> int:
    firsts = {own[0] for own in buyers(found).values()}
    return sum(row.who != "" and row.country == country and row not in firsts for row in within(found, span))


def test_one_country_slips_over_two_quarters_and_no_other() -> None:
    before, first, second = ((CALENDAR.full_month(back)[0], CALENDAR.full_month(back - 2)[1]) for back in (9, 6, 3))
    later = {
        country: [repeat_orders(rows(), span, country) for span in (before, first, second)]
        for country in ("DE", "AT", "NL")
    }
    assert later["NL"][0] > 1.15 * later["NL"][1] > 2 * later["NL"][2]
    for country in ("DE", "AT"):
        assert later[country][2] == pytest.approx(later[country][0], rel=0.15)


@pytest.mark.slow
def test_effects_are_what_the_page_says() -> None:
    """Against the same shop with one story left out."""
    twin, began = beginners_with(without(Story.STARTER_SET), stories.STARTER_SET)
    assert return_share(twin, 180, began) == pytest.approx(return_share(twin, 180), abs=0.04)
    gone = CALENDAR.stock_out
    revenue = [sum(row.net_minor for row in within(found, gone)) for found in (rows(), without(Story.STOCK_OUT))]
    assert 0.15 <= 1 - revenue[0] / revenue[1] <= 0.28
    twin = without(Story.SLIPPING_COUNTRY)
    for back, country, least, most in (
        (6, "NL", 0.60, 0.85), (3, "NL", 0.15, 0.35), (6, "DE", 0.9, 1.1), (3, "DE", 0.9, 1.1), (3, "AT", 0.85, 1.15),
    ):  # fmt: skip
        span = CALENDAR.full_month(back)[0], CALENDAR.full_month(back - 2)[1]
        assert least <= repeat_orders(rows(), span, country) / repeat_orders(twin, span, country) <= most


def beginners_with(found: list[Row], product: str) -> tuple[list[Row], set[str]]:
    return found, {who for who, own in buyers(found).items() if own[0].main == product}


@pytest.mark.parametrize(
    ("last", "week", "stock_out", "slip"),
    [
        (date(2026, 6, 14), date(2025, 8, 4), date(2026, 4, 1), (date(2025, 12, 1), date(2026, 3, 1))),
        (date(2026, 1, 31), date(2025, 4, 7), date(2025, 12, 1), (date(2025, 8, 1), date(2025, 11, 1))),
        (date(2026, 1, 30), date(2025, 3, 3), date(2025, 11, 1), (date(2025, 7, 1), date(2025, 10, 1))),
    ],
)
def test_stories_lie_in_full_months_counted_back_from_the_last_day(
    last: date, week: date, stock_out: date, slip: tuple[date, date]
) -> None:
    calendar = Calendar(last)
    assert calendar.discount_week == (week, week + timedelta(days=7))
    assert calendar.stock_out[0] == stock_out
    assert calendar.slip == slip


def test_the_page_names_every_constant() -> None:
    text = re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    starter, missing = (PRODUCTS[position_of(code)].title for code in (stories.STARTER_SET, stories.STOCK_OUT_PRODUCT))
    facts = [
        f"`--seed`, {shop.SEED} unless given",
        f"{simulation.BUYERS:,} buyers",
        f"{habits.RETURN_SHARE:.1%} of buyers ever return",
        f"{simulation.UNIDENTIFIED_SHARE:.0%} of orders",
        f"{(arrivals.MONTHLY_GROWTH - 1):.1%} a month",
        f"{arrivals.SEASON:.0%} above",
        *(f"{country.code} {country.share:.0%}" for country in markets.COUNTRIES),
        f"{stories.DISCOUNT_WEEK_MONTHS_BACK}th last full month",
        f"`{stories.DISCOUNT_CODE}`",
        f"{stories.DISCOUNT_PERCENT} % off",
        f"{stories.DISCOUNT_WEEK_EXTRA_BUYERS} extra",
        f"times {stories.DISCOUNT_RETURN_FACTOR}",
        f"**{starter}**",
        f"times {stories.STARTER_RETURN_FACTOR}",
        f"**{missing}**",
        f"{stories.STOCK_OUT_WAIT_DAYS} days",
        f"{stories.SLIPPING_COUNTRY}",
        f"{stories.SLIP_FIRST_LOSS:.0%} of orders due",
        f"{stories.SLIP_SECOND_LOSS:.0%} of orders due",
    ]
    assert [fact for fact in (re.sub(" ?%", " %", fact) for fact in facts) if fact not in text] == []
