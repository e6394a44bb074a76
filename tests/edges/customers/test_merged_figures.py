"""Figures count merged customers as one buyer, and two again once they are parted."""

from __future__ import annotations

from typing import Any

import pytest

from peopleshop import NOW, PeopleShop, people_shop
from regulars.base import lake
from regulars.base.state import Act, write
from regulars.domains.customers import service
from regulars.domains.customers.facts import resolved
from regulars.kit.clock import freeze

__all__ = ["people_shop"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def figures() -> dict[str, list[dict[str, Any]]]:
    with lake.session() as opened:
        names = ("sales", "buyers", "people", "customers")
        keys = {"sales": "id", "customers": "id"}
        tables = {name: opened.table(name) for name in names}
        kept = {
            name: table.drop("changed_seq") if "changed_seq" in table.columns else table
            for name, table in tables.items()
        }
        return {name: opened.rows(table.order_by(keys.get(name, "customer"))) for name, table in kept.items()}


def test_merged_buyers_are_one_and_parted_buyers_are_as_they_were(people_shop: PeopleShop) -> None:
    ana, ben = people_shop.customers["ana"], people_shop.customers["ben"]
    act = Act.by("staff:1", "desk")
    with freeze(NOW):
        before = figures()
        number = write(service.merge_customers, act, ben, ana, "staff")
        lake.sync(NOW)
        merged = figures()
        with lake.session() as opened:
            rows = resolved(opened.table("activity_order_paid"), opened.table("resolutions"))
            who = {row["customer"] for row in opened.rows(rows.select("customer"))}
        write(service.unmerge_customers, act, number)
        lake.sync(NOW)
    one = {row["customer"]: row for row in merged["buyers"]}
    two = {row["customer"]: row for row in before["buyers"]}
    assert set(two) - set(one) == {ben}
    assert one[ana]["orders_sold"] == two[ana]["orders_sold"] + two[ben]["orders_sold"]
    assert sum(row["sold_rep"] or 0 for row in merged["sales"]) == sum(row["sold_rep"] or 0 for row in before["sales"])
    assert ben not in {row["customer"] for row in merged["people"]}
    assert ana in who
    assert ben not in who
    assert figures() == before
