"""Cohorts, first products, curves, gaps and RFM on hand-made histories."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from regulars.domains.insights.queries.cohorts import cohorts_in, products_in
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.queries.curves import concentration_in, gaps_in, repeat_curves_in
from regulars.domains.insights.queries.grid import rfm_in
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.reports import OBSERVED, OPEN, CohortGrid
from regulars.kit.errors import Refused
from tinyshop import TinyLake, TinyShop

AS_OF = "2025-06-30"
COFFEE, TEA = 7, 8


@pytest.fixture
def context(shop: TinyShop, lake: TinyLake) -> Context:
    return shop.context(Filters(basis="sold"), as_of=AS_OF, lake=lake)


def active(grid: CohortGrid) -> dict[str, list[int | None]]:
    return {one.label: [cell.active for cell in one.cells] for one in grid.cohorts}


def test_a_cohort_is_followed_by_calendar_months(context: Context) -> None:
    grid = cohorts_in(context)

    assert active(grid) == {
        "2025-01": [2, 1, 1, 0, 0, 0],
        "2025-02": [1, 0, 0, 0, 1],
        "2025-03": [1, 0, 0, 1],
        "2025-04": [0, 0, 0],
        "2025-05": [0, 0],
        "2025-06": [1],
    }
    january = grid.cohorts[0]
    assert [cell.amount_minor for cell in january.cells] == [16_000, 6_000, 4_000, 0, 0, 0]
    assert [cell.cumulative_per_buyer_minor for cell in january.cells][:3] == [8_000, 11_000, 13_000]
    assert [cell.orders for cell in january.cells][:2] == [3, 1]
    assert (january.cells[1].share, january.cells[0].share) == (0.5, 1.0)
    assert grid.cohorts[3].cells[0].share is None  # nobody's share is not defined


def test_what_has_not_been_observed_is_blank_and_what_runs_is_open(shop: TinyShop, lake: TinyLake) -> None:
    grid = cohorts_in(shop.context(Filters(basis="sold"), as_of="2025-06-29", lake=lake))

    assert [len(one.cells) for one in grid.cohorts] == [6, 5, 4, 3, 2, 1]
    assert {one.cells[-1].state for one in grid.cohorts} == {OPEN}
    assert grid.cohorts[0].cells[-2].state == OBSERVED
    assert [one.is_open for one in grid.cohorts] == [False] * 5 + [True]


def test_ages_of_30_days_are_observed_when_the_last_buyer_is_old_enough(context: Context) -> None:
    grid = cohorts_in(context, ages="days30")

    # Customer 1 came back after 30 days (block 1), 2 after 60 (block 2); all of January is 150 days old on 30 June.
    assert active(grid)["2025-01"] == [2, 1, 1, 0, 0, 0]
    assert [cell.state for cell in grid.cohorts[0].cells] == [OBSERVED] * 5 + [OPEN]
    assert [cell.state for cell in grid.cohorts[-1].cells] == [OPEN]


def test_weeks_begin_on_monday_and_are_named_by_iso(context: Context) -> None:
    grid = cohorts_in(context, grain="week")

    assert [(one.label, one.size) for one in grid.cohorts if one.size] == [
        ("2025-W02", 1), ("2025-W04", 1), ("2025-W07", 1), ("2025-W10", 1), ("2025-W25", 1),
    ]  # fmt: skip
    assert [cell.age for cell in grid.cohorts[0].cells if cell.active] == [0, 4]


def test_cohorts_before_the_history_settles_are_marked_and_not_pooled(context: Context) -> None:
    grid = cohorts_in(context)

    # Below 30 gaps 90 days are waited for old customers to show themselves.
    assert grid.settled_from == date(2025, 4, 10)
    assert [one.holds_old_customers for one in grid.cohorts] == [True] * 4 + [False] * 2
    assert [(cell.age, cell.active) for cell in grid.overall] == [(0, 1)]
    assert grid.notes == ("first_months",)


def test_the_pooled_line_takes_only_settled_cohorts_observed_at_that_age() -> None:
    shop = TinyShop()
    shop.order(1, "2024-01-01", 1_000)
    for customer, days in ((2, ("2024-11-05", "2024-12-09")), (3, ("2024-11-20",)), (4, ("2024-12-02", "2025-01-03"))):
        for day in days:
            shop.order(customer, day, 1_000)
    grid = cohorts_in(shop.context(Filters(basis="sold"), as_of="2025-01-15"))

    assert [(cell.age, cell.active, cell.share) for cell in grid.overall] == [(0, 3, 1.0), (1, 1, 0.5)]


def test_filtered_cohorts_hold_whose_first_order_ever_is_selected(shop: TinyShop, lake: TinyLake) -> None:
    vienna = shop.context(Filters(basis="sold", store=("Vienna",)), as_of=AS_OF, lake=lake)

    assert {label: sizes[0] for label, sizes in active(cohorts_in(vienna)).items() if sizes[0]} == {
        "2025-02": 1,
        "2025-03": 1,
    }


def test_net_cohorts_leave_fully_refunded_orders_out(shop: TinyShop, lake: TinyLake) -> None:
    net = cohorts_in(shop.context(Filters(), as_of=AS_OF, lake=lake))

    assert active(net)["2025-01"] == [2, 1, 0, 0, 0, 0]
    assert [cell.amount_minor for cell in net.cohorts[0].cells][:2] == [16_000, 5_000]


def test_cohorts_outside_the_dates_are_not_asked_for(shop: TinyShop, lake: TinyLake) -> None:
    grid = cohorts_in(shop.context(Filters(basis="sold", dates="2025-02..2025-03"), as_of=AS_OF, lake=lake))

    assert active(grid) == {"2025-02": [1, 0, 0, 0, 1], "2025-03": [1, 0, 0, 1]}


@pytest.mark.parametrize(("option", "found"), [({"grain": "day"}, "grain"), ({"ages": "years"}, "ages")])
def test_unknown_cohorts_are_refused(context: Context, option: dict[str, str], found: str) -> None:
    with pytest.raises(Refused) as refused:
        cohorts_in(context, **option)
    assert refused.value.field == found


def test_first_products_count_every_product_of_the_first_order(context: Context) -> None:
    table = products_in(context, within_days=60)
    rows = {row.title: row for row in table.rows}

    assert (table.buyers, table.old, table.again) == (5, 4, 2)
    coffee, tea = rows["House coffee"], rows["Green tea"]
    assert (coffee.buyers, coffee.old, coffee.again) == (3, 3, 2)
    assert (coffee.rest_old, coffee.rest_again) == (1, 0)
    assert (tea.buyers, tea.old, tea.again, tea.repeated) == (4, 3, 1, 3)
    assert coffee.share == pytest.approx(2 / 3)
    assert coffee.difference == pytest.approx(2 / 3)
    assert coffee.difference_low is not None
    assert (coffee.amount_minor, coffee.per_buyer_minor) == (32_000, 10_667)
    assert [row.title for row in table.rows] == ["Green tea", "House coffee"]
    assert products_in(context, limit=1).left_out == 1


def test_a_product_on_two_lines_counts_once() -> None:
    shop = TinyShop()
    shop.product(COFFEE, "House coffee")
    shop.order(1, "2025-01-01", 2_000, lines=[(COFFEE, 1_000), (COFFEE, 1_000)])

    (row,) = products_in(shop.context(Filters(basis="sold"), as_of=AS_OF)).rows
    assert (row.buyers, row.amount_minor) == (1, 2_000)


def test_curves_are_censored_at_the_day_of_view(context: Context) -> None:
    """Waits for the second order: 0, 60, 106 and 100 days, and one of 10 days still going on."""
    first, second, third = repeat_curves_in(context)

    assert (first.nth, first.and_later, first.subjects, first.ended) == (1, False, 5, 4)
    assert [(point.day, point.at_risk) for point in first.points] == [(0, 5), (60, 3), (100, 2), (106, 1)]
    assert [point.share for point in first.points] == pytest.approx([1 / 5, 7 / 15, 11 / 15, 1])
    assert [quartile.day for quartile in first.quartiles] == [60, 100, 106]
    # After the second: customer 1 came back after 30 days, the others wait.
    assert (second.nth, second.subjects, second.ended) == (2, 4, 1)
    assert (third.nth, third.subjects, third.ended) == (3, 1, 0)


def test_fewer_curves_gather_the_later_waits(context: Context) -> None:
    first, later = repeat_curves_in(context, deepest=2)

    assert (later.nth, later.and_later, later.subjects) == (2, True, 5)
    assert first.subjects == 5


def test_gaps_are_between_purchase_days(context: Context) -> None:
    gaps = gaps_in(context)

    assert (gaps.gaps, gaps.quartiles_days) == (4, (52.5, 80.0, 101.5))
    assert [(one.first_day, one.last_day) for one in gaps.bins if one.gaps] == [
        (29, 35),
        (57, 63),
        (99, 105),
        (106, 106),
    ]
    assert gaps.typical_days == 90


def test_concentration_runs_from_nobody_to_everybody(context: Context) -> None:
    found = concentration_in(context)

    assert (found.customers, found.amount_minor, found.top_decile_customers) == (5, 45_000, 1)
    assert found.top_decile_share == pytest.approx(0.4)
    assert [(point.customers, point.share) for point in found.points][:3] == [
        (0, 0.0), (1, 0.4), (2, pytest.approx(26 / 45)),
    ]  # fmt: skip
    assert (found.points[-1].part, found.points[-1].share) == (1.0, 1.0)


def test_rfm_scores_are_tie_safe(context: Context) -> None:
    """Days since: 141, 101, 29, 17, 10; purchase days: 2, 2, 2, 2, 1; money: 180, 80, 50, 60, 80."""
    grid = rfm_in(context)

    assert (grid.customers, grid.amount_minor, grid.own_cuts) == (5, 45_000, ())
    assert {(cell.r, cell.f): cell.customers for cell in grid.cells} == {
        (1, 4): 1, (2, 4): 1, (3, 4): 1, (4, 4): 1, (5, 1): 1,
    }  # fmt: skip
    assert {(band.letter, band.score): (band.low, band.high) for band in grid.bands if band.letter == "m"} == {
        ("m", 5): (18_000, 18_000), ("m", 4): (8_000, 8_000), ("m", 2): (6_000, 6_000), ("m", 1): (5_000, 5_000),
    }  # fmt: skip
    assert [(one.key, one.customers) for one in grid.segments] == [
        ("regulars", 2), ("new", 1), ("regulars_at_risk", 2),
    ]  # fmt: skip


def test_a_shop_may_cut_the_scores_itself(shop: TinyShop, lake: TinyLake) -> None:
    context = shop.context(Filters(basis="sold"), as_of=AS_OF, lake=lake)
    cuts: dict[str, list[int]] = {"r": [15, 30, 120, 140], "m": [6_000, 8_000, 10_000, 50_000]}
    grid = rfm_in(_with(context, rfm_cuts=cuts))

    assert grid.own_cuts == ("r", "m")
    # 141 days reach no cut, 101 two of four, 29 and 17 three, 10 all; frequency stays tie-safe.
    assert {(cell.r, cell.f): cell.customers for cell in grid.cells} == {(1, 4): 1, (3, 4): 1, (4, 4): 2, (5, 1): 1}
    assert {band.score: band.customers for band in grid.bands if band.letter == "m"} == {4: 1, 3: 2, 2: 1, 1: 1}


def test_rfm_of_a_store_scores_its_buyers_among_themselves(shop: TinyShop, lake: TinyLake) -> None:
    grid = rfm_in(shop.context(Filters(basis="sold", store=("Berlin",)), as_of=AS_OF, lake=lake))

    assert (grid.customers, grid.amount_minor) == (3, 12_000 + 8_000 + 8_000)


def _with(context: Context, **changes: Any) -> Context:
    return type(context)(**{name: getattr(context, name) for name in context.__dataclass_fields__} | changes)
