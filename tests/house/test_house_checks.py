"""The checks of test_house see what they are for: rooms entered by the back door, keys up, things too large."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fk_floors
import pytest
import test_house
from django.db import models
from django.test.utils import isolate_apps

ORDER = {"customers": 1, "orders": 2, "loyalty": 3}
SERVICE = "regulars.domains.orders.service"


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        (SERVICE, "regulars.domains.customers.service", True),
        (SERVICE, "regulars.domains.customers.queries", True),
        (SERVICE, "regulars.domains.customers.events", True),
        (SERVICE, "regulars.domains.customers.types", True),
        (SERVICE, "regulars.domains.customers.models", False),
        (SERVICE, "regulars.domains.customers.rules", False),
        (SERVICE, "regulars.domains.customers.facts", False),
        (SERVICE, "regulars.domains.customers", False),
        (SERVICE, "regulars.domains.customers.views", False),
        ("regulars.edges.desk.urls", "regulars.domains.customers.views", True),
        ("regulars.edges.cli.main", "regulars.domains.traits.cli", True),
        ("regulars.edges.desk.views", "regulars.domains.customers.models", False),
        (SERVICE, "regulars.domains.orders.models", True),
        (SERVICE, "regulars.base.jobs", True),
    ],
)
def test_a_domain_is_entered_by_its_public_rooms(importer: str, imported: str, allowed: bool) -> None:
    assert test_house.may_enter(importer, imported) is allowed


def model(unit: str, name: str, **fields: Any) -> type[models.Model]:
    """Make a model that claims to live in `regulars.<unit>.models`."""

    class Meta:
        app_label = unit.rsplit(".", maxsplit=1)[-1]

    body = {"__module__": f"regulars.{unit}.models", "Meta": Meta, **fields}
    return type(name, (models.Model,), body)


def key(target: str, on_delete: Any = models.PROTECT, related_name: str | None = "+") -> Any:
    return models.ForeignKey(target, on_delete=on_delete, related_name=related_name)


@isolate_apps()
def test_a_key_that_points_down_without_accessor_or_cascade_is_sound() -> None:
    customer = model("domains.customers", "Customer")
    order = model("domains.orders", "Order", customer=key("customers.Customer"))
    assert fk_floors.breaches([customer, order], ORDER) == []


@isolate_apps()
def test_a_key_named_by_a_string_that_points_up_is_found() -> None:
    tier = model("domains.loyalty", "Tier")
    order = model("domains.orders", "Order", tier=key("loyalty.Tier"))
    assert fk_floors.breaches([tier, order], ORDER) == [
        "domains.orders: Order.tier points up or sideways to domains.loyalty"
    ]


@isolate_apps()
def test_a_reverse_accessor_is_found() -> None:
    customer = model("domains.customers", "Customer")
    order = model("domains.orders", "Order", customer=key("customers.Customer", related_name=None))
    assert fk_floors.breaches([customer, order], ORDER) == [
        'domains.orders: Order.customer leaks a reverse accessor into domains.customers: say related_name="+"'
    ]


@isolate_apps()
def test_a_cascade_between_domains_is_found() -> None:
    customer = model("domains.customers", "Customer")
    order = model("domains.orders", "Order", customer=key("customers.Customer", on_delete=models.CASCADE))
    assert fk_floors.breaches([customer, order], ORDER) == [
        "domains.orders: Order.customer cascades from domains.customers"
    ]


@isolate_apps()
def test_a_generic_key_is_found() -> None:
    from django.contrib.contenttypes.fields import GenericForeignKey

    parts = {"kind": models.BigIntegerField(), "number": models.BigIntegerField()}
    note = model("domains.orders", "Note", **parts, about=GenericForeignKey("kind", "number"))
    assert fk_floors.breaches([note], ORDER) == ["domains.orders: Note.about is a generic key: it can point anywhere"]


def function_of(lines: int) -> str:
    return "def long():\n" + "    x = 1\n" * (lines - 1)


def class_of(lines: int) -> str:
    return "class Long:\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("source", "grown"),
    [
        (function_of(60), {}),
        (function_of(61), {"part.py::long": 61}),
        (class_of(250), {}),
        (class_of(251), {"part.py::Long": 251}),
        ("x = 1\n" * 400, {}),
        ("x = 1\n" * 401, {"part.py": 401}),
    ],
)
def test_size_limits_bite_exactly(tmp_path: Path, source: str, grown: dict[str, int]) -> None:
    (tmp_path / "part.py").write_text(source)
    assert test_house.size_faults(test_house.sizes(tmp_path), {}) == (grown, {})


def test_an_exception_may_not_grow_nor_outlive_its_need(tmp_path: Path) -> None:
    (tmp_path / "part.py").write_text(function_of(61))
    sizes = list(test_house.sizes(tmp_path))
    assert test_house.size_faults(sizes, {"part.py::long": 61}) == ({}, {})
    assert test_house.size_faults(sizes, {"part.py::long": 60}) == ({"part.py::long": 61}, {"part.py::long": 60})
    assert test_house.size_faults(sizes, {"part.py::long": 61, "gone.py": 900}) == ({}, {"gone.py": 900})


def test_the_order_is_read_from_the_contracts() -> None:
    order = fk_floors.declared_order(Path(__file__).resolve().parents[2] / ".importlinter")
    assert order["customers"] == order["catalog"] == 1
    assert order["orders"] < order["traits"] < order["segments"] < order["messaging"] < order["insights"]
