"""A toy shop: one table of the state, its dataset, two tables derived from it, and a lake in a home of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from regulars.base import lake, settings, state
from regulars.base.lake import engine
from regulars.base.lake.declare import Registry

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
COLUMNS = (
    lake.Column("id", "int64"),
    lake.Column("changed_seq", "int64"),
    lake.Column("deleted", "bool"),
    lake.Column("customer", "int64"),
    lake.Column("placed_at", "timestamp"),
    lake.Column("placed_on", "date"),
    lake.Column("hour", "int32"),
    lake.Column("shop", "string"),
    lake.Column("sold_minor", "int64"),
)
SELECT = (
    "SELECT id, changed_seq, voided, customer, placed_at, shop, sold_minor FROM toy_order "
    "WHERE changed_seq > %s AND changed_seq <= %s ORDER BY changed_seq, id"
)


def toy_row(config: Mapping[str, Any]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    local = lake.local_columns(config["zone"])

    def row(raw: Sequence[Any]) -> Sequence[Any]:
        number, seq, voided, customer, placed_at, shop, sold = raw
        there = local(placed_at)
        return number, seq, bool(voided), customer, placed_at, there.day, there.hour, shop, sold

    return row


def toy_sales(table: lake.Tables) -> Any:
    orders = table("toy_orders")
    return orders.filter(orders.sold_minor > 0).select("id", "customer", "placed_on", "shop", "sold_minor")


def toy_buyers(table: lake.Tables) -> Any:
    sales = table("toy_sales")
    return sales.group_by("customer").aggregate(
        orders=sales.count(), sold_minor=sales.sold_minor.sum(), last_on=sales.placed_on.max()
    )


class Toy:
    """Writes toy orders as a transaction each and reads what the lake makes of them."""

    def __init__(self) -> None:
        self.zone = "Europe/Berlin"
        self.cut = 5
        self.seq = 0

    def orders(self) -> lake.Dataset:
        return lake.Dataset("toy_orders", COLUMNS, SELECT, convert=toy_row, config=lambda _now: {"zone": self.zone})

    def tables(self) -> list[lake.Dataset | lake.Derived]:
        buyers = lake.Derived("toy_buyers", ("toy_sales",), toy_buyers, config=lambda _now: {"cut": self.cut})
        return [self.orders(), buyers, lake.Derived("toy_sales", ("toy_orders",), toy_sales)]

    def record(self, *rows: Mapping[str, Any]) -> int:
        """Insert or replace rows in one transaction; answers its change number."""
        self.seq += 1
        for row in rows:
            values = {"customer": 7, "shop": "Mainz", "sold_minor": 1_000, "voided": 0, "at": NOW, **row}
            state.execute("DELETE FROM toy_order WHERE id = %s", [values["id"]])
            state.execute(
                "INSERT INTO toy_order (id, changed_seq, voided, customer, placed_at, shop, sold_minor) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    values["id"],
                    self.seq,
                    values["voided"],
                    values["customer"],
                    state.instant_value(values["at"]),
                    values["shop"],
                    values["sold_minor"],
                ],
            )
        return self.seq

    def many(self, first: int, count: int, **fields: Any) -> int:
        """Record `count` orders from id `first`, one a minute."""
        start = datetime(2026, 1, 1, tzinfo=UTC)
        rows = [
            {"id": number, "customer": number % 100, "sold_minor": number, "at": start + timedelta(minutes=number)}
            | fields
            for number in range(first, first + count)
        ]
        return self.record(*rows)

    def sync(self, **more: Any) -> lake.SyncReport:
        return lake.sync(NOW, **more)

    def seen(self, table: str = "toy_orders") -> list[dict[str, Any]]:
        """Return what readers see, by id or customer."""
        with lake.session() as opened:
            rows = opened.rows(opened.table(table))
        return sorted(rows, key=lambda row: row.get("id") or row.get("customer") or 0)

    def sold(self) -> dict[int, int]:
        return {row["id"]: row["sold_minor"] for row in self.seen()}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose lake is empty."""
    monkeypatch.setenv("REGULARS_HOME", str(tmp_path))
    settings.forget()
    lake.clear_cache()
    yield tmp_path
    engine.forget()
    settings.forget()
    lake.clear_cache()


@pytest.fixture
def no_tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """The registry without the tables of the product."""
    monkeypatch.setattr(lake.registry, "tables", {})
    monkeypatch.setattr(lake.registry, "checked", False)
    return lake.registry


@pytest.fixture
def toy(home: Path, no_tables: Registry, db: None, monkeypatch: pytest.MonkeyPatch) -> Toy:
    """The toy shop, declared, without orders."""
    made = Toy()
    whole = "bigint" if state.dialect() == "postgresql" else "integer"
    instant = "timestamptz" if state.dialect() == "postgresql" else "integer"
    state.execute(
        f"CREATE TABLE toy_order (id {whole} PRIMARY KEY, changed_seq {whole}, voided integer, customer {whole}, "
        f"placed_at {instant}, shop text, sold_minor {whole})"
    )
    for table in made.tables():
        lake.register(table)
    monkeypatch.setattr(state, "horizon", lambda: made.seq)
    return made
