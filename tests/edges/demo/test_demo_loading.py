"""Loading a small coffee shop through the ordinary verbs, and taking it out again while what is the owner's stays."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from regulars.base import extends, lake
from regulars.base.extends import Viewer
from regulars.base.files.service import read_file
from regulars.base.jobs import worker
from regulars.base.settings import current
from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop
from regulars.base.staff.queries import list_staff
from regulars.base.state import Act, fetchall, write
from regulars.domains.catalog import queries as catalog
from regulars.domains.orders import service as orders
from regulars.domains.orders.types import LineFacts, OrderFacts
from regulars.edges.demo import grocery, loading, marker, removing
from regulars.edges.demo.generator.shop import DemoShop
from regulars.edges.demo.grocery import baskets
from regulars.edges.demo.marker import Marker
from regulars.kit.errors import Refused

LAST = date(2026, 6, 14)
BUYERS = 150
SPENT = "SELECT sum(amount_minor) FROM insights_spend WHERE voided_at IS NULL AND superseded_by IS NULL"
OWNER = Viewer(staff=1, role="owner")


def quiet(done: int, total: int | None, note: str) -> None:
    """Report nowhere."""


@pytest.fixture
def loaded(transactional_db: None) -> Iterator[int]:
    yield loading.load_coffee(DemoShop(LAST, buyers=BUYERS), Act.by("cli", "demo", backfill=True), quiet, "en")
    shutil.rmtree(current().home / "lake", ignore_errors=True)
    lake.clear_cache()


def one(sql: str) -> Any:
    return fetchall(sql, [])[0][0]


def test_every_order_arrives_with_its_sums(loaded: int) -> None:
    stated = [each for each in DemoShop(LAST, buyers=BUYERS).orders() if isinstance(each, OrderFacts)]
    assert loaded == len(stated) == one("SELECT count(*) FROM orders_order")
    assert one("SELECT sum(total_minor) FROM orders_order") == sum(order.total_minor or 0 for order in stated)
    assert one("SELECT sum(tax_minor) FROM orders_order") == sum(order.tax_minor for order in stated)
    given = sum(refund.amount_minor for order in stated for refund in order.refunds)
    assert one("SELECT sum(amount_minor) FROM orders_refund WHERE order_id IS NOT NULL") == given
    assert one("SELECT count(*) FROM orders_order WHERE customer_id IS NULL") == sum(
        order.person is None for order in stated
    )
    kinds = {row[0] for row in fetchall("SELECT DISTINCT kind FROM orders_order", [])}
    assert kinds >= {"one_off", "marketplace", "wholesale", "staff_test"}
    assert kinds == {order.kind_hint for order in stated}


def test_products_have_pictures_two_prices_and_costs(loaded: int) -> None:
    rows = catalog.list_products()
    assert len(rows) == 60
    kinds = {read_file(row.picture)[1] for row in rows}
    assert kinds == {"image/svg+xml"}
    risen = one("SELECT count(*) FROM (SELECT variant_id FROM catalog_price GROUP BY 1 HAVING count(*) = 2) AS twice")
    assert risen > 60
    assert one("SELECT count(DISTINCT variant_id) FROM catalog_unit_cost") == one(
        "SELECT count(*) FROM catalog_variant"
    )


def test_the_shop_says_that_it_is_a_demo(loaded: int) -> None:
    shop = find_shop()
    assert shop is not None
    assert (shop.name, shop.zone, shop.reporting_currency, shop.is_demo) == (
        "Tide & Leaf",
        "Europe/Berlin",
        "EUR",
        True,
    )
    banner = extends.banners.get("demo").banner(OWNER)  # type: ignore[union-attr]
    assert banner is not None
    assert "Tide & Leaf" in banner.text


def test_loading_it_again_changes_nothing(loaded: int) -> None:
    tables = ("orders_order", "orders_line", "orders_refund", "customers_customer", "catalog_product", "catalog_price")
    before = [one(f"SELECT count(*) FROM {table}") for table in tables]
    spent = one(SPENT)
    loading.load_coffee(DemoShop(LAST, buyers=BUYERS), Act.by("cli", "demo", backfill=True), quiet, "en")
    assert [one(f"SELECT count(*) FROM {table}") for table in tables] == before
    assert one(SPENT) == spent == sum(fact.amount_minor for fact in DemoShop(LAST, buyers=BUYERS).spend())


def own_order() -> OrderFacts:
    line = LineFacts(title="Own coffee", quantity_milli=1000, unit_price_micros=9_900_000, sku="OWN-1")
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    return OrderFacts(external_id="1", number="1", placed_at=at, paid_at=at, currency="EUR", lines=(line,))


def test_removing_the_demo_keeps_settings_logins_and_own_orders(
    loaded: int, staff: Callable[..., Any], clock: Any
) -> None:
    owner = staff("owner")
    act = Act.by("cli", "file", backfill=True)
    write(shops.change_shop, act, name="My own shop", fiscal_start_month=4)
    write(orders.record_orders, act, "mine", [own_order()], 1)
    marker.keep(current().home, Marker("coffee", 20, LAST, is_loaded=True))
    assert stat.S_IMODE((current().home / "demo.json").stat().st_mode) == 0o600
    chore = extends.chores.get("demo.remove")
    assert chore is not None
    assert chore.offer(OWNER) is not None

    chore.start(Act.by(f"staff:{owner.pk}", "desk"))
    worker.drain()

    shop = find_shop()
    assert shop is not None
    assert (shop.name, shop.fiscal_start_month, shop.is_demo) == ("My own shop", 4, False)
    assert [member.email for member in list_staff()] == [owner.email]
    assert fetchall("SELECT source FROM orders_order WHERE voided_at IS NULL", []) == [("mine",)]
    assert one("SELECT count(*) FROM customers_customer WHERE voided_at IS NULL") == 0
    assert [row.title for row in catalog.list_products()] == ["Own coffee"]
    assert one("SELECT count(*) FROM catalog_unit_cost") == 0
    assert one(SPENT) is None
    assert marker.read(current().home) is None
    with lake.session() as figures:
        sales = figures.table("sales")
        assert figures.rows(sales.select("source")) == [{"source": "mine"}]
    assert chore.offer(OWNER) is None
    assert extends.banners.get("demo").banner(OWNER) is None  # type: ignore[union-attr]


def test_a_demo_that_was_removed_can_be_opened_again(loaded: int) -> None:
    act = Act.by("cli", "demo", backfill=True)
    removing.take_out(act)
    assert loading.load_coffee(DemoShop(LAST, buyers=BUYERS), act, quiet, "en") == loaded
    assert one("SELECT count(*) FROM orders_order WHERE voided_at IS NULL") == loaded
    assert one("SELECT count(*) FROM catalog_product WHERE voided_at IS NULL") == 60
    assert one(SPENT) == sum(fact.amount_minor for fact in DemoShop(LAST, buyers=BUYERS).spend())
    shop = find_shop()
    assert shop is not None
    assert shop.is_demo


def test_what_is_no_demo_cannot_be_removed(transactional_db: None) -> None:
    act = Act.by("cli", "file")
    write(shops.set_up_shop, act, "Mine", "Europe/Berlin", "EUR")
    with pytest.raises(Refused) as problem:
        write(removing.remove_demo, act)
    assert problem.value.code == "demo.none"


def test_pictures_can_be_hung_twice(loaded: int) -> None:
    before = [row.picture for row in catalog.list_products()]
    write(loading.hang_pictures, Act.by("cli", "demo"))
    assert [row.picture for row in catalog.list_products()] == before
    assert len(set(before)) == 60


def test_groceries_load_like_any_shop(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from itertools import islice

    few = list(islice(baskets.orders(grocery.SAMPLE), 120))
    monkeypatch.setattr(baskets, "orders", lambda folder: iter(few))
    act = Act.by("cli", "demo", backfill=True)
    assert loading.load_grocery(grocery.SAMPLE, act, quiet, "de") == 120
    assert one("SELECT sum(net_minor) FROM orders_order") == sum(order.total_minor or 0 for order in few)
    shop = find_shop()
    assert shop is not None
    assert (shop.zone, shop.reporting_currency, shop.language) == ("America/New_York", "USD", "de")


def test_holds_of_the_writer_stay_small() -> None:
    sizes = [
        sum(1 + len(each.lines) for each in part) for part in loading._holds(DemoShop(LAST, buyers=BUYERS).orders())
    ]
    assert max(sizes) <= loading.ROWS_A_HOLD
    assert len(sizes) > 3


def test_a_marker_survives_being_written_over(tmp_path: Path) -> None:
    assert marker.read(tmp_path) is None
    for is_loaded in (False, True):
        marker.keep(tmp_path, Marker("coffee", 7, LAST, is_loaded))
        assert marker.read(tmp_path) == Marker("coffee", 7, LAST, is_loaded)
    marker.drop(tmp_path)
    marker.drop(tmp_path)
    assert list(tmp_path.iterdir()) == []
