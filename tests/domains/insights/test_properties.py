"""Made-up shops: plain Python says the same, the order of rows does not matter, parts add up."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

import naive
import pytest

from regulars.domains.insights.queries.cohorts import cohorts_in
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.queries.curves import repeat_curves_in
from regulars.domains.insights.queries.grid import rfm_in
from regulars.domains.insights.queries.metrics import definition, definitions, row_of
from regulars.domains.insights.types import Filters, days_text
from regulars.domains.insights.types.figures import Figure
from regulars.kit.periods import Period
from regulars.kit.stats import tie_safe_scores
from tinyshop import TinyShop, context_of

FIRST = date(2024, 11, 20)
DAYS = 130
SEEDS = [pytest.param(seed, marks=[pytest.mark.slow] if seed > 1 else []) for seed in range(1, 31)]


def made_up(dice: random.Random, orders: int, customers: int) -> TinyShop:
    """Few days, few amounts and few customers, so that ties and orders of one day are common."""
    shop = TinyShop()
    for _ in range(orders):
        sold = dice.choice((0, 100, 500, 500, 1_000, 2_500))
        shop.order(
            dice.choice((None, *range(1, customers + 1), *range(1, customers + 1))),
            FIRST + timedelta(days=dice.randrange(DAYS)),
            sold,
            hour=dice.randrange(24),
            discount=dice.choice((0, 0, sold // 10)),
            refunded=dice.choice((0, 0, 0, sold // 2, sold)),
            kind=dice.choice(("one_off", "one_off", "renewal", "replacement")),
            counted=dice.random() < 0.95,
            store=dice.choice(("Berlin", "Vienna", "")),
            lines=[(dice.randrange(1, 4), sold)],
        )
    for _ in range(orders // 10):
        day = FIRST + timedelta(days=dice.randrange(DAYS))
        customer = dice.choice((None, *range(1, customers + 1)))
        shop.refund(day.isoformat(), dice.choice((100, 300)), customer, role=dice.choice(("refund", "adjustment")))
    return shop


@dataclass(frozen=True)
class Case:
    """A shop, and what is asked of it."""

    shop: TinyShop
    dice: random.Random
    as_of: date
    basis: str

    def context(self, filters: Filters | None = None, shuffle: random.Random | None = None) -> Context:
        return context_of(self.shop.lake(shuffle), filters or Filters(basis=self.basis), self.as_of, FIRST)


@pytest.fixture(params=SEEDS)
def case(request: pytest.FixtureRequest) -> Case:
    dice = random.Random(request.param)
    shop = made_up(dice, orders=dice.randint(1, 160), customers=dice.randint(1, 60))
    as_of = FIRST + timedelta(days=dice.randint(60, DAYS))
    return Case(shop, dice, as_of, dice.choice(("sold", "net")))


def test_plain_python_counts_the_same(case: Case) -> None:
    start = FIRST + timedelta(days=case.dice.randrange((case.as_of - FIRST).days))
    end = min(start + timedelta(days=case.dice.randint(1, 90)), case.as_of + timedelta(days=1))
    context = case.context(Filters(basis=case.basis, dates=days_text(Period(start, end))))
    sales = naive.sales_of(case.shop.tables["orders"], case.as_of, case.basis)
    expected = naive.figures(sales, case.shop.tables["refunds"], start, end, case.basis)
    expected |= naive.standing(sales, case.shop.tables["refunds"], end, naive.typical_gap(sales), case.basis)

    for name, value in expected.items():
        found = row_of(context, definition(name)).figure.value
        assert found == (value if value is None else pytest.approx(value, rel=1e-8)), name


def test_plain_python_finds_the_same_cohorts_and_returns(case: Case) -> None:
    context = case.context()
    sales = naive.sales_of(case.shop.tables["orders"], case.as_of, case.basis)
    grid = cohorts_in(context)
    found = {
        (one.period.start.replace(day=1), cell.age): (cell.active, cell.amount_minor)
        for one in grid.cohorts
        for cell in one.cells
        if cell.active
    }

    assert found == naive.cohorts(sales)
    for days in (30, 60):
        figure = row_of(context, definition(f"repeat_within_{days}")).figure
        assert (figure.numerator or 0, figure.denominator) == naive.repeat_within(sales, case.as_of, days)


def test_plain_python_gives_the_same_scores(case: Case) -> None:
    people = naive.by_customer(naive.sales_of(case.shop.tables["orders"], case.as_of, "sold"))
    last = [max(row["ordered_on"] for row in own).toordinal() for own in people.values()]
    often = [len({row["ordered_on"] for row in own}) for own in people.values()]
    expected: dict[tuple[int, int], int] = {}
    for cell in zip(tie_safe_scores(last), tie_safe_scores(often), strict=True):
        expected[cell] = expected.get(cell, 0) + 1

    grid = rfm_in(case.context(Filters(basis="sold")))
    assert {(cell.r, cell.f): cell.customers for cell in grid.cells} == expected


def test_the_order_of_rows_changes_nothing(case: Case) -> None:
    asked = ("flow", "medians", "spread", "standing.rhythm", "waits.days")
    one, other = (
        [
            *(
                (metric.name, _exact(row_of(context, metric).figure))
                for metric in definitions()
                if metric.needs[0] in asked
            ),
            cohorts_in(context),
            rfm_in(context),
            repeat_curves_in(context),
        ]
        for context in (case.context(), case.context(shuffle=case.dice))
    )
    assert one == other


def test_periods_and_groups_add_up_to_the_total(case: Case) -> None:
    context = case.context()
    for name in ("revenue", "orders", "units", "new_buyers"):
        total = row_of(context, definition(name)).figure
        months = row_of(context, definition(name), grain="month").series
        stores = row_of(context, definition(name), by="store").groups
        assert sum(int(point.figure.value or 0) for point in months) == total.value, name
        if name != "new_buyers":
            assert sum(int(group.figure.value or 0) for group in stores) == total.value, name
            assert sum(group.figure.unidentified or 0 for group in stores) == total.unidentified, name


def test_states_are_a_division_of_all_buyers(case: Case) -> None:
    context = case.context()
    names = ("active_buyers", "at_risk_buyers", "lapsed_buyers")
    parts = [row_of(context, definition(name)).figure for name in names]
    everybody = row_of(context, definition("repeat_purchase_rate")).figure.denominator
    assert sum(int(part.value or 0) for part in parts) == everybody
    assert {part.denominator for part in parts} == {everybody}


def _exact(figure: Figure) -> tuple[object, ...]:
    """Everything but the intervals, which rest on sums of floats."""
    return figure.value, figure.numerator, figure.denominator, figure.unidentified, figure.why
