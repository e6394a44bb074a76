"""A year of a real wholesaler: the published answers, exactly (see the README of the shared data)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from regulars.domains.insights.queries.cohorts import cohorts_in
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.queries.curves import concentration_in, gaps_in, repeat_curves_in
from regulars.domains.insights.queries.grid import rfm_in
from regulars.domains.insights.queries.metrics import definition, row_of
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.reports import OBSERVED, OPEN
from regulars.domains.orders.facts import sales
from regulars.kit.decompose import SalesLevels, explain_change
from tinyshop import SCHEMAS, TinyLake, context_of

AS_OF, SINCE = date(2011, 12, 9), date(2010, 12, 1)

# The README's filter: quantity and price above 0; cancellations are not netted.
LOAD = """
CREATE TABLE line AS SELECT row_number() OVER ()::BIGINT AS id, InvoiceNo, StockCode, InvoiceDate AS placed, Country,
    Quantity::BIGINT AS quantity, CustomerID::BIGINT AS customer, round(Quantity * UnitPrice * 100)::BIGINT AS amount
    FROM read_parquet('{file}') WHERE Quantity > 0 AND UnitPrice > 0;
CREATE TABLE product AS SELECT StockCode, row_number() OVER (ORDER BY StockCode)::BIGINT AS id
    FROM (SELECT DISTINCT StockCode FROM line);
CREATE TABLE invoice AS SELECT InvoiceNo, customer, row_number() OVER (ORDER BY InvoiceNo)::BIGINT AS id,
    min(placed) AS placed, min(Country) AS country, sum(amount)::BIGINT AS sold,
    sum(quantity * 1000)::BIGINT AS units, count(*)::INTEGER AS lines FROM line GROUP BY InvoiceNo, customer;
INSERT INTO orders BY NAME SELECT id, 0 AS changed_seq, false AS deleted, 'file' AS source, customer, 'one_off' AS kind,
    placed AS placed_at, placed::DATE AS ordered_on, date_trunc('month', placed)::DATE AS month,
    date_trunc('week', placed)::DATE AS iso_week, '' AS store, '' AS channel, country, 'GBP' AS currency,
    '' AS acquisition, true AS counted, sold AS sold_minor, sold AS net_minor, 0 AS discount_minor, sold AS sold_rep,
    sold AS net_rep, 0 AS discount_rep, 0 AS refunded_rep, false AS cost_estimated, units AS units_milli, lines
    FROM invoice;
INSERT INTO order_lines BY NAME SELECT line.id, false AS deleted, invoice.id AS order_id, product.id AS product,
    quantity * 1000 AS quantity_milli, amount AS sold_minor, amount AS net_minor, amount AS sold_rep, amount AS net_rep,
    'sale' AS role FROM line JOIN product USING (StockCode) JOIN invoice ON invoice.InvoiceNo = line.InvoiceNo
    AND invoice.customer IS NOT DISTINCT FROM line.customer;
INSERT INTO products BY NAME SELECT id, false AS deleted, StockCode AS title, '' AS category FROM product;
"""


@pytest.fixture(scope="session")
def retail(shared_data: Path) -> TinyLake:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name, schema in SCHEMAS.items():
        kinds = {"string": "VARCHAR", "boolean": "BOOLEAN", "timestamp('UTC', 6)": "TIMESTAMPTZ", "int32": "INTEGER"}
        columns = ", ".join(f"{column} {kinds.get(kind, kind)}" for column, kind in schema.items())
        connection.execute(f"CREATE TABLE {name} ({columns})")
    connection.execute(LOAD.format(file=shared_data / "online-retail" / "online_retail.parquet"))
    lake = TinyLake(connection)
    lake.derive("sales", sales(lake.table))
    return lake


@pytest.fixture
def context(retail: TinyLake) -> Context:
    return context_of(retail, Filters(basis="sold"), AS_OF, SINCE)


@pytest.fixture
def value(retail: TinyLake) -> Callable[..., Any]:
    def value(name: str, **filters: Any) -> Any:
        context = context_of(retail, Filters(basis="sold", **filters), AS_OF, SINCE)
        return row_of(context, definition(name)).figure.value

    return value


def test_the_published_totals(context: Context, value: Callable[..., Any]) -> None:
    assert value("customers") == 4_338
    assert value("orders") == 18_532
    assert value("revenue") == 891_140_790
    repeat = row_of(context, definition("repeat_purchase_rate")).figure
    assert (repeat.numerator, repeat.denominator) == (2_845, 4_338)
    assert repeat.value == pytest.approx(0.6558, abs=5e-5)
    assert gaps_in(context).quartiles_days[1] == 28


def test_unidentified_orders_are_told_apart(context: Context) -> None:
    revenue, orders = (row_of(context, definition(name)).figure for name in ("revenue", "orders"))
    assert (orders.unidentified, revenue.unidentified) == (1_428, 175_527_664)


COHORTS = {
    "2010-12": (885, {1: 324, 3: 340, 6: 321, 11: 445}),
    "2011-01": (417, {1: 92, 3: 96, 6: 103, 11: 49}),
    "2011-02": (380, {1: 71, 3: 108, 6: 96}),
    "2011-03": (452, {1: 68, 3: 90, 6: 121}),
}


def test_the_published_cohorts(context: Context) -> None:
    grid = {one.label: one for one in cohorts_in(context).cohorts}

    for name, (size, later) in COHORTS.items():
        cells = {cell.age: cell for cell in grid[name].cells}
        assert grid[name].size == size
        assert {age: cells[age].active for age in later} == later
        assert grid[name].holds_old_customers
    # The last month holds nine days: its cells are open, and nothing stands after them.
    assert {cell.state for one in grid.values() for cell in one.cells[-1:]} == {OPEN}
    assert {cell.state for one in grid.values() for cell in one.cells[:-1]} == {OBSERVED}
    assert len(grid["2011-02"].cells) == 11


def test_autumn_against_summer(retail: TinyLake, value: Callable[..., Any]) -> None:
    context = context_of(retail, Filters(basis="sold", dates="2011-09..2011-11", compare="previous"), AS_OF, SINCE)
    row = row_of(context, definition("revenue"))
    assert row.change is not None
    assert (row.figure.value, row.change.difference) == (315_397_455, 124_732_595)
    assert round(row.change.relative or 0, 2) == 0.65

    summer, autumn = (
        SalesLevels(*(value(name, dates=dates) for name in ("customers", "orders", "revenue")))
        for dates in ("2011-06..2011-08", "2011-09..2011-11")
    )
    parts = explain_change(summer, autumn)
    pounds = (round(parts.buyers_minor, -2), round(parts.frequency_minor, -2), round(parts.order_size_minor, -2))
    assert pounds == (94_085_800, 19_730_800, 10_915_900)


def test_a_tenth_of_buyers_brings_most(context: Context) -> None:
    found = concentration_in(context)
    assert (found.top_decile_customers, round(found.top_decile_share or 0, 2)) == (434, 0.61)


def test_the_second_order(context: Context, retail: TinyLake, value: Callable[..., Any]) -> None:
    assert repeat_curves_in(context)[0].quartiles[1].day == 97
    assert value("time_to_second_order") == 97

    # First order 180 days or more before the last full day and no second within 90 days: 1,458, of whom 521 by day 180.
    old_enough = Filters(basis="sold", dates="2010-12-01..2011-06-12")
    within = context_of(retail, old_enough, AS_OF, SINCE)
    soon, late = (row_of(within, definition(f"repeat_within_{days}")).figure for days in (90, 180))
    assert soon.denominator == late.denominator == 2_821
    assert (late.denominator or 0) - (soon.numerator or 0) == 1_458
    assert (late.numerator or 0) - (soon.numerator or 0) == 521


def test_who_ordered_once_more_than_90_days_ago(retail: TinyLake) -> None:
    from regulars.domains.traits.facts import buyers

    people = buyers(retail.table, AS_OF)
    once = people.filter(people.orders_sold == 1, people.days_since > 90)
    assert retail.rows(once.aggregate(buyers=once.count())) == [{"buyers": 847}]


def test_rfm_holds_everybody_once(context: Context) -> None:
    grid = rfm_in(context)
    assert (grid.customers, grid.amount_minor) == (4_338, 891_140_790)
    assert [(band.score, band.customers) for band in grid.bands if band.letter == "r"] == [
        (5, 868), (4, 880), (3, 863), (2, 858), (1, 869),
    ]  # fmt: skip
