"""Order lines that give nothing but words find the products that were listed before."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.base.shop import service as shops
from regulars.base.state import Act, fetchall, write
from regulars.domains.catalog.rules import spoken_keys
from regulars.edges.imports import service

pytestmark = pytest.mark.django_db

LISTED = (
    "Handle,Title,Vendor,Type,Option1 Name,Option1 Value,Variant SKU,Variant Price,Cost per item\n"
    "assam,Assam,Tea House,Tea,Size,100 g,,8.00,3.00\n"
    "assam,,,,Size,250 g,,18.00,7.00\n"
    "cup,Cup,Tea House,Ware,Title,Default Title,,12.00,5.00\n"
    "cup-blue,Cup,Tea House,Ware,Title,Default Title,CUP-B,12.00,5.00\n"
)
ORDERED = (
    "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem sku\n"
    "#1,a@example.com,paid,EUR,38.00,38.00,2024-03-01 10:00:00 +0100,1,Assam - 250 g,18.00,\n"
    "#1,a@example.com,,,,,2024-03-01 10:00:00 +0100,1,Assam - 100 g,8.00,\n"
    "#1,a@example.com,,,,,2024-03-01 10:00:00 +0100,1,Cup,12.00,\n"
    "#2,b@example.com,paid,EUR,22.00,22.00,2024-03-02 10:00:00 +0100,1,Cup,12.00,CUP-B\n"
    "#2,b@example.com,,,,,2024-03-02 10:00:00 +0100,1,Kettle,10.00,\n"
)


def imported(tmp_path: Path, kind: str, text: str) -> dict[str, int]:
    path = tmp_path / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    act = Act.by("cli", "file")
    return dict(service.run(path, service.inspect(path, kind).plan, act).report["done"])


def lines() -> list[tuple[str, ...]]:
    return [
        (str(row[0]), str(row[1]), str(row[2] or ""))
        for row in fetchall(
            "SELECT l.title, p.title, p.handle FROM orders_line l JOIN catalog_product p ON p.id = l.product_id "
            "ORDER BY l.order_id, l.position"
        )
    ]


@pytest.fixture(autouse=True)
def shop() -> None:
    write(shops.set_up_shop, Act.by("cli", "file"), "Tea House", "Europe/Berlin", "EUR")


def test_lines_without_a_stock_number_are_the_listed_products_by_title_and_variant(tmp_path: Path) -> None:
    assert imported(tmp_path, "products", LISTED)["created"] == 3
    imported(tmp_path, "orders", ORDERED)
    assert lines() == [
        ("Assam - 250 g", "Assam", "assam"),
        ("Assam - 100 g", "Assam", "assam"),
        ("Cup", "Cup", "cup"),
        ("Cup", "Cup", "cup-blue"),
        ("Kettle", "Kettle", ""),
    ]
    assert fetchall("SELECT count(*) FROM catalog_product")[0][0] == 4
    variants = fetchall("SELECT v.title FROM orders_line l JOIN catalog_variant v ON v.id = l.variant_id ORDER BY l.id")
    assert [row[0] for row in variants] == ["250 g", "100 g", "", "", ""]


def test_a_list_imported_again_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, "products", LISTED)
    before = fetchall("SELECT count(*) FROM catalog_key")[0][0]
    done = imported(tmp_path, "products", LISTED + "\n")
    assert (done.get("created", 0), done.get("changed", 0)) == (0, 0)
    assert fetchall("SELECT count(*) FROM catalog_key")[0][0] == before


def test_what_lines_call_a_product() -> None:
    assert spoken_keys("Assam", "250 g") == ("t:Assam|250 g", "t:Assam - 250 g|")
    assert spoken_keys(" Cup ", "") == ("t:Cup|",)
    assert spoken_keys("", "250 g") == ()
    assert len(spoken_keys("x" * 400, "y")[0]) == 330
