"""Every metric on the history of `conftest`, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from regulars.domains.insights.queries.metrics import definition, definitions, row_of
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.figures import Figure, MetricRow
from regulars.kit.errors import NotFound, Refused
from tinyshop import TinyLake, TinyShop

AS_OF = "2025-06-30"
Ask = Callable[..., MetricRow]


@pytest.fixture
def ask(shop: TinyShop, lake: TinyLake) -> Ask:
    def ask(name: str, *, grain: str = "", by: str = "", **filters: Any) -> MetricRow:
        context = shop.context(Filters(**{"basis": "sold", **filters}), as_of=AS_OF, lake=lake)
        return row_of(context, definition(name), grain=grain, by=by)

    return ask


SOLD = {
    "revenue": 45_000,
    "discounts": 500,
    "refunds": 5_000 + 700,
    "orders": 10,
    "units": 10,
    "average_order_value": 4_500,
    "median_order_value": 4_000,
    "unidentified_orders": 2,
    "unidentified_revenue": 8_000,
    "customers": 5,
    "new_buyers": 5,
    "returning_buyers": 0,
    "purchase_frequency": 2.0,
    "revenue_per_buyer": 9_000,
    "repeat_purchase_rate": 4 / 5,
    "lifetime_value": 9_000,
    "time_to_second_order": 100,
    "time_between_orders": 100,
}
NET = {
    "revenue": 39_500 - 700,
    "discounts": 500,
    "refunds": 5_700,
    "orders": 9,
    "average_order_value": 4_389,
    "median_order_value": 4_250,
    "unidentified_orders": 2,
    "unidentified_revenue": 8_000 - 300,
    "customers": 5,
    "repeat_purchase_rate": 3 / 5,
    "lifetime_value": 7_900 - 140,
    "top_decile_share": (17_000 - 700) / (39_500 - 700),
}


@pytest.mark.parametrize(("name", "expected"), SOLD.items())
def test_totals_of_what_was_sold(ask: Ask, name: str, expected: float) -> None:
    assert ask(name).figure.value == expected


@pytest.mark.parametrize(("name", "expected"), NET.items())
def test_totals_net_of_discounts_and_refunds(ask: Ask, name: str, expected: float) -> None:
    assert ask(name, basis="net").figure.value == pytest.approx(expected)


def test_unidentified_orders_stand_beside_every_sum(ask: Ask) -> None:
    revenue, orders = ask("revenue").figure, ask("orders").figure

    assert (revenue.unidentified, revenue.together) == (8_000, 53_000)
    assert (orders.unidentified, orders.together) == (2, 12)
    assert ask("customers").figure.unidentified is None


def test_money_without_a_rate_is_left_out_and_said(ask: Ask) -> None:
    row = ask("revenue", dates="2025-06")

    assert row.figure.value == 11_000
    assert ask("orders", dates="2025-06").figure.value == 3
    assert "no_rate" in row.notes
    assert "no_rate" not in ask("revenue", dates="2025-01").notes


def test_shares_carry_numerator_denominator_and_wilson_interval(ask: Ask) -> None:
    figure = ask("repeat_purchase_rate").figure

    assert (figure.numerator, figure.denominator) == (4, 5)
    assert figure.low == pytest.approx(0.37553463)
    assert figure.high == pytest.approx(0.96377589)


def test_an_average_has_an_interval_by_customer(ask: Ask) -> None:
    """Customers brought 180, 80, 50, 60, 80 by 3, 2, 2, 2, 1 orders: 45, -10, -40, -30, 35 off 45 for each order."""
    figure = ask("average_order_value").figure
    variance = (4_500**2 + 1_000**2 + 4_000**2 + 3_000**2 + 3_500**2) * 5 / 4 / 10**2

    assert (figure.numerator, figure.denominator) == (45_000, 10)
    assert figure.high is not None
    assert figure.high - 4_500 == pytest.approx(2.7764451 * variance**0.5)


def test_refund_rate_counts_refunds_on_the_day_of_their_order(ask: Ask) -> None:
    assert ask("refund_rate", dates="2025-02").figure.value == pytest.approx(1_000 / 11_000)
    march = ask("refund_rate", dates="2025-03").figure
    assert (march.numerator, march.denominator) == (4_000 + 700, 7_000)
    assert ask("refund_rate", basis="net").basis == "sold"


def test_a_series_by_month_adds_up_and_marks_what_is_cut(ask: Ask) -> None:
    row = ask("revenue", grain="month", dates="2025-01-15..2025-06-15")

    assert [point.label for point in row.series] == [f"2025-0{month}" for month in range(1, 7)]
    assert [point.figure.value for point in row.series] == [4_000, 11_000, 7_000, 0, 0, 3_000]
    assert [point.is_cut for point in row.series] == [True, False, False, False, False, True]
    assert sum(int(point.figure.value or 0) for point in row.series) == row.figure.value


def test_the_last_period_is_open_until_its_last_full_day(shop: TinyShop, lake: TinyLake) -> None:
    for as_of, is_open in (("2025-06-29", True), ("2025-06-30", False)):
        context = shop.context(Filters(basis="sold"), as_of=as_of, lake=lake)
        assert row_of(context, definition("orders"), grain="month").series[-1].is_open is is_open
    assert row_of(shop.context(Filters(dates="2025"), as_of=AS_OF, lake=lake), definition("orders")).is_open


def test_new_and_returning_buyers_together_are_the_customers(ask: Ask) -> None:
    june = {"dates": "2025-06"}

    assert ask("customers", **june).figure.value == 3
    assert ask("new_buyers", **june).figure.value == 1
    assert ask("returning_buyers", **june).figure.value == 2


def test_the_second_order_of_the_same_month_makes_a_returning_customer_but_no_returning_buyer(ask: Ask) -> None:
    january = {"dates": "2025-01"}

    assert ask("returning_buyers", **january).figure.value == 0
    rate = ask("returning_customer_rate", **january).figure
    assert (rate.numerator, rate.denominator) == (1, 2)
    assert ask("returning_revenue_share", **january).figure.value == pytest.approx(2_000 / 16_000)


@pytest.mark.parametrize(
    ("dates", "compare", "expected"),
    [
        ("2025-02", "previous", None),
        ("2025-03", "previous", 11_000),
        ("2025-01-13..2025-01-15", "previous", 12_000),
        ("2025-02..2025-03", "previous", None),
        ("2025-06", "previous", 0),
        ("2025-06", "year", None),
        ("all", "previous", None),
    ],
)
def test_a_comparison_needs_a_history_that_reaches_back(
    ask: Ask, dates: str, compare: str, expected: int | None
) -> None:
    row = ask("revenue", dates=dates, compare=compare)

    assert (row.previous.value if row.previous else None) == expected
    if expected is None and dates != "all":
        assert row.previous_why == "before_history"


def test_an_open_period_is_compared_over_as_many_days(shop: TinyShop, lake: TinyLake) -> None:
    context = shop.context(Filters(dates="2025-02", compare="previous", basis="sold"), as_of="2025-02-10", lake=lake)
    context = type(context)(**{**_fields(context), "since": date(2024, 12, 1)})
    row = row_of(context, definition("revenue"))

    assert row.is_open
    assert row.previous_period is not None
    assert row.previous_period.last_day == date(2025, 1, 10)
    assert (row.figure.value, row.previous and row.previous.value) == (6_000, 12_000)
    assert row.change is not None
    assert (row.change.difference, row.change.relative) == (-6_000, -0.5)


def test_a_change_of_shares_has_newcombes_interval(ask: Ask) -> None:
    row = ask("repeat_purchase_rate", dates="2025-06", compare="previous")

    assert (row.figure.value, row.previous and row.previous.value) == (4 / 5, 2 / 4)
    assert row.change is not None
    assert row.change.difference == pytest.approx(0.3)
    assert row.change.low == pytest.approx(-0.25, abs=0.05)


def test_standing_is_told_for_the_last_evening_of_each_period(ask: Ask) -> None:
    rates = [point.figure for point in ask("repeat_purchase_rate", grain="month").series]

    assert [(figure.numerator, figure.denominator) for figure in rates] == [
        (1, 2), (1, 3), (2, 4), (2, 4), (2, 4), (4, 5),
    ]  # fmt: skip
    assert [point.figure.value for point in ask("lifetime_value", grain="month").series][:2] == [8_000, 9_000]


def test_retention_counts_who_was_a_customer_at_the_start_and_still_is(shop: TinyShop) -> None:
    """With a window of 365 days: of the two of January 2025, customer 2 last ordered in March 2025."""
    shop = TinyShop()
    for customer, day in (
        (1, "2024-01-10"),
        (2, "2024-03-01"),
        (2, "2024-12-01"),
        (3, "2024-06-01"),
        (1, "2025-02-01"),
    ):
        shop.order(customer, day, 1_000)
    context = shop.context(Filters(dates="2025-01..2025-06"), as_of=AS_OF)
    figure = row_of(context, definition("customer_retention_rate")).figure

    # At the start 1, 2, 3 had ordered in the year before; at the end 3 had not, and 1 had come back.
    assert (figure.numerator, figure.denominator) == (2, 3)


def test_repeat_within_counts_only_who_was_watched_long_enough(ask: Ask) -> None:
    figure = ask("repeat_within_60").figure
    assert (figure.numerator, figure.denominator) == (2, 4)  # 1 after 0 days, 2 after exactly 60; 5 is too young
    assert ask("repeat_within_30", dates="2025-06").figure == Figure(None, denominator=0, why="too_young")
    assert ask("repeat_within_365").figure.why == "too_young"


def test_states_follow_the_own_rhythm(ask: Ask) -> None:
    """Below 30 repeat buyers the shop's gap is 90. Cadences: 1: 70, 2: 80, 3: 286/3, 4: 280/3, 5: 90 days."""
    # days since: 1: 141 > 105, 2: 101 <= 120, 3: 29, 4: 17, 5: 10
    assert ask("lapsed_buyers").figure.value == 1
    assert ask("at_risk_buyers").figure.value == 1
    assert ask("active_buyers").figure.value == 3
    assert ask("active_buyers").figure.denominator == 5
    # On the evening of 31 March: 1 waited 50 of 70 days, all others less than 90.
    assert [point.figure.value for point in ask("active_buyers", grain="month").series][2] == 4


def test_concentration_takes_the_best_tenth_rounded_up(ask: Ask) -> None:
    top = ask("top_decile_share").figure
    assert (top.numerator, top.denominator) == (18_000, 45_000)
    # 50, 60, 80, 80, 180 in order: (-4*50 - 2*60 + 0*80 + 2*80 + 4*180) / (5 * 450)
    assert ask("gini").figure.value == pytest.approx(560 / 2_250)


def test_spend_makes_costs_only_where_it_is_known(shop: TinyShop) -> None:
    tiny = TinyShop({name: list(rows) for name, rows in shop.tables.items()})
    tiny.spend("2025-02-10", 3_000)
    tiny.spend("2025-02-11", 1_000)
    lake = tiny.lake()

    def figure(name: str, **filters: Any) -> Figure:
        return row_of(tiny.context(Filters(**filters), as_of=AS_OF, lake=lake), definition(name)).figure

    assert figure("cost_per_new_buyer", dates="2025-02").value == 4_000
    assert figure("cost_per_new_buyer", dates="2025-03").why == "spend_unknown"
    assert figure("ad_spend", dates="2025-02", store=("Berlin",)).why == "not_split_that_way"
    assert figure("months_to_pay_back", dates="2025-02").why == "costs_unknown"


def test_contribution_and_pay_back_where_costs_are_known() -> None:
    shop = TinyShop()
    shop.order(1, "2025-01-01", 10_000, cost_rep=6_000)
    shop.order(1, "2025-02-15", 10_000, cost_rep=7_000)
    shop.order(2, "2025-01-05", 8_000, cost_rep=2_000)
    shop.spend("2025-01-02", 12_000)
    lake = shop.lake()

    def figure(name: str, dates: str = "2025-01") -> Figure:
        return row_of(shop.context(Filters(dates=dates), as_of=AS_OF, lake=lake), definition(name)).figure

    assert figure("contribution_30").value == 5_000  # (4,000 + 6,000) / 2
    assert figure("contribution_90").value == 6_500
    assert figure("contribution_365").why == "too_young"
    assert figure("lifetime_margin", "all").value == 6_500
    pay_back = figure("months_to_pay_back")  # 60.00 each; 50.00 after 30 days, 65.00 after 60
    assert (pay_back.value, pay_back.numerator, pay_back.denominator) == (2, 6_500, 6_000)


def test_one_unknown_cost_makes_the_margin_unknown(ask: Ask) -> None:
    assert ask("lifetime_margin").figure == Figure(None, denominator=5, why="costs_unknown")
    assert ask("contribution_30").figure.why == "costs_unknown"


def test_nothing_divided_by_nothing_is_not_defined(ask: Ask) -> None:
    for name in ("average_order_value", "median_order_value", "refund_rate", "purchase_frequency", "gini"):
        figure = ask(name, dates="2025-05").figure
        assert (name, figure.value, figure.why) == (name, None, "nothing_to_divide")
    assert ask("revenue", dates="2025-05").figure.value == 0
    assert ask("revenue", dates="2025-07").figure.why == "not_begun"


def test_what_does_not_exist_is_refused_with_what_does(ask: Ask) -> None:
    with pytest.raises(NotFound) as unknown:
        definition("churn")
    assert "repeat_purchase_rate" in unknown.value.fix
    with pytest.raises(Refused) as split:
        ask("repeat_purchase_rate", by="category")
    assert (split.value.code, split.value.field) == ("metrics.not_split_by", "by")
    with pytest.raises(Refused):
        ask("repeat_purchase_rate", grain="day", dates="2025-01..2025-06")


def test_every_metric_answers_every_kind_of_question(shop: TinyShop, lake: TinyLake) -> None:
    context = shop.context(Filters(basis="sold"), as_of=AS_OF, lake=lake)
    for metric in {metric.needs: metric for metric in definitions()}.values():
        assert len(row_of(context, metric, grain="quarter").series) == 2
        for by in metric.dimensions[:1]:
            assert row_of(context, metric, by=by).groups, (metric.name, by)


@pytest.mark.slow
@pytest.mark.parametrize("basis", ["net", "sold"])
def test_every_metric_is_split_by_every_dimension_it_offers(shop: TinyShop, lake: TinyLake, basis: str) -> None:
    context = shop.context(Filters(basis=basis), as_of=AS_OF, lake=lake)
    for metric in definitions():
        assert len(row_of(context, metric, grain="month").series) == 6
        for by in metric.dimensions:
            assert row_of(context, metric, by=by).groups, (metric.name, by)


def _fields(context: object) -> dict[str, Any]:
    return {name: getattr(context, name) for name in context.__dataclass_fields__}  # type: ignore[attr-defined]
