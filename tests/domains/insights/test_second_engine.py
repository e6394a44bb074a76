"""Every sum that figures are made of means the same to another engine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from engines.lake_parity import SecondEngine, assert_same, on_postgresql, on_sqlite
from regulars.base.expressions import numbered, tie_safe_scores
from regulars.domains.insights.facts import cohorts, flow, grid, spread, standing, starts
from regulars.domains.insights.facts.frame import frame_of
from regulars.domains.insights.rules.slots import Slots, whole_periods
from regulars.domains.insights.types import Filters
from regulars.domains.orders.facts import sales
from regulars.domains.traits.facts import buyers, gaps
from regulars.kit.periods import Grain, Period
from tinyshop import SCHEMAS, TinyLake, TinyShop

FIRST, AS_OF = date(2024, 11, 20), date(2025, 3, 30)
NUMBERED = ("id", "customer", "placed_at", "ordered_on", "net_minor")
TABLES = [*SCHEMAS, "sales", "buyers"]


@pytest.fixture(scope="module")
def made_up() -> TinyLake:
    dice = random.Random(7)
    shop = TinyShop()
    for number in (1, 2, 3):
        shop.product(number, f"product {number}", dice.choice(("tea", "coffee")))
    for _ in range(220):
        sold = dice.choice((0, 100, 500, 500, 1_000, 2_500))
        shop.order(
            dice.choice((None, *range(1, 50))), FIRST + timedelta(days=dice.randrange(131)), sold,
            hour=dice.randrange(24), discount=dice.choice((0, sold // 10)), refunded=dice.choice((0, 0, sold)),
            kind=dice.choice(("one_off", "renewal")), store=dice.choice(("Berlin", "")), acquisition=dice.choice("ab"),
            lines=[(dice.randrange(1, 4), sold)], cost_rep=dice.choice((None, sold // 2)),
        )  # fmt: skip
    for _ in range(12):
        day = FIRST + timedelta(days=dice.randrange(131))
        shop.refund(day.isoformat(), 300, dice.choice((None, 1, 2, 3)), store="Berlin")
    shop.spend("2025-01-10", 4_000)
    lake = shop.lake()
    lake.derive("buyers", buyers(lake.table, AS_OF))
    return lake


def questions(lake: TinyLake, filters: Filters) -> dict[str, Callable[[], Any]]:
    frame = frame_of(lake.table, filters, AS_OF)
    window = Slots((Period(FIRST, date(2025, 1, 1)), Period(date(2025, 1, 1), date(2025, 4, 1))))
    months = Slots(whole_periods(Period(FIRST, AS_OF), Grain.MONTH), Grain.MONTH)
    weeks = Slots(whole_periods(Period(FIRST, AS_OF), Grain.WEEK), Grain.WEEK)
    fiscal = Slots(whole_periods(Period(FIRST, AS_OF), Grain.QUARTER, 2), Grain.QUARTER, 2)
    days = Slots(whole_periods(Period(FIRST, AS_OF), Grain.DAY), Grain.DAY)
    evenings = (date(2025, 1, 1), date(2025, 2, 1), AS_OF + timedelta(days=1))
    kinds = frozenset({standing.ORDERS, standing.MONEY, standing.RHYTHM, standing.RECENT})
    everyone = lake.table("buyers")
    return {
        "numbers": lambda: numbered(lake.table("orders").select(*NUMBERED)).drop("placed_at"),
        "gaps": lambda: gaps(lake.table, filters.basis),
        "scores": lambda: tie_safe_scores(everyone, "sold_rep", "score"),
        "flow": lambda: flow.flow(frame, window),
        "flow by month": lambda: flow.flow(frame, months, "store"),
        "flow by fiscal quarter": lambda: flow.flow(frame, fiscal),
        "flow by day": lambda: flow.flow(frame, days),
        "flow by category": lambda: flow.flow(
            frame_of(lake.table, filters, AS_OF, by_category=True), window, "category"
        ),
        "medians": lambda: flow.medians(frame, weeks),
        "spend": lambda: flow.spend(lake.table("spend"), AS_OF, months),
        "standing": lambda: standing.standing(frame, evenings, kinds, window_days=60),
        "standing by first product": lambda: standing.standing(frame, evenings, kinds, by="first_product"),
        "typical gap": lambda: standing.typical_gap(frame),
        "starts": lambda: starts.starts(frame, months, (30, 60), (30,)),
        "waits by day": lambda: starts.waits(frame, window, 3, by_day=True),
        "waits by order": lambda: starts.waits(frame, months, 3, "store", by_day=False),
        "spread": lambda: spread.hundredths(frame, window),
        "cohorts by month": lambda: cohorts.cohorts(frame, months, cohorts.CALENDAR),
        "cohorts by week and age": lambda: cohorts.cohorts(frame, weeks, cohorts.DAYS30),
        "first products": lambda: cohorts.first_products(frame, lake.table, window, 30),
        "rfm": lambda: grid.rfm(everyone, filters.basis, {"r": (10, 30, 60, 90)}),
    }


FILTERS = {
    "sold": Filters(basis="sold"),
    "net": Filters(basis="net"),
    "store": Filters(basis="sold", store=("Berlin",), renewals=False),
    "category": Filters(basis="net", category=("tea",), acquisition=("a",)),
}
# One selection on every run, all of them where everything runs.
CASES = [pytest.param(name, marks=[] if name == "net" else [pytest.mark.slow]) for name in FILTERS]


@pytest.fixture(scope="module")
def sqlite(made_up: TinyLake) -> Iterator[SecondEngine]:
    with on_sqlite(made_up, TABLES) as second:  # type: ignore[arg-type]
        yield second


# SQLite's parser has no room for lines put in place of orders and numbered anew.
@pytest.mark.parametrize("name", CASES[:-1])
def test_sqlite_counts_the_same(made_up: TinyLake, sqlite: SecondEngine, name: str) -> None:
    for question, expression in questions(made_up, FILTERS[name]).items():
        assert assert_same(made_up, sqlite, expression()), question  # type: ignore[arg-type]


@pytest.mark.engines
@pytest.mark.django_db
@pytest.mark.parametrize("name", CASES)
def test_postgresql_counts_the_same(made_up: TinyLake, name: str) -> None:
    with on_postgresql(made_up, TABLES) as second:  # type: ignore[arg-type]
        # SQLite's parser has no room for the depth of these; their parts are among the questions.
        whole = {
            "sales": lambda: sales(made_up.table).drop("placed_at"),
            "buyers": lambda: buyers(made_up.table, AS_OF, FILTERS[name].basis),
        }
        for question, expression in (questions(made_up, FILTERS[name]) | whole).items():
            assert assert_same(made_up, second, expression()), question  # type: ignore[arg-type]
