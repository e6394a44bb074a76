"""A shop of a few orders, written down by hand or made up, as the tables the figures are counted from.

shop = TinyShop()
shop.order(1, "2025-01-10", 10_000, lines=[(7, 10_000)])
row = row_of(shop.context(Filters(basis="sold"), as_of="2025-06-30"), definition("revenue"))
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import duckdb
import ibis

from regulars.base.lake.arrow import pyarrow
from regulars.base.lake.compiling import compile_expression
from regulars.domains.insights.queries.context import Context
from regulars.domains.insights.types import Filters
from regulars.domains.orders.facts import sales

T = TypeVar("T")
Row = dict[str, Any]

INT, TEXT, DAY, FLAG, INSTANT = "int64", "string", "date", "boolean", "timestamp('UTC', 6)"
SCHEMAS: dict[str, dict[str, str]] = {
    "orders": {
        "id": INT, "changed_seq": INT, "deleted": FLAG, "source": TEXT, "customer": INT, "kind": TEXT,
        "placed_at": INSTANT, "ordered_on": DAY, "month": DAY, "iso_week": DAY, "hour": "int32", "store": TEXT,
        "channel": TEXT, "country": TEXT, "currency": TEXT, "acquisition": TEXT, "campaign": TEXT, "counted": FLAG,
        "sold_minor": INT, "discount_minor": INT, "included_tax_minor": INT, "shipping_minor": INT, "tax_minor": INT,
        "refunded_minor": INT, "net_minor": INT, "sold_rep": INT, "net_rep": INT, "discount_rep": INT,
        "refunded_rep": INT, "cost_rep": INT, "cost_estimated": FLAG, "units_milli": INT, "lines": "int32",
        "has_code": FLAG,
    },
    "order_lines": {
        "id": INT, "changed_seq": INT, "deleted": FLAG, "order_id": INT, "product": INT, "variant": INT,
        "quantity_milli": INT, "sold_minor": INT, "net_minor": INT, "sold_rep": INT, "net_rep": INT, "role": TEXT,
    },
    "refunds": {
        "id": INT, "changed_seq": INT, "deleted": FLAG, "order_id": INT, "customer": INT, "refunded_on": DAY,
        "month": DAY, "currency": TEXT, "amount_minor": INT, "amount_rep": INT, "role": TEXT, "source": TEXT,
        "store": TEXT, "channel": TEXT, "country": TEXT,
    },
    "products": {
        "id": INT, "changed_seq": INT, "deleted": FLAG, "title": TEXT, "category": TEXT, "vendor": TEXT, "image": TEXT,
    },
    "spend": {
        "id": INT, "changed_seq": INT, "deleted": FLAG, "spent_on": DAY, "channel": TEXT, "campaign": TEXT,
        "amount_rep": INT,
    },
}  # fmt: skip


class TinyLake:
    """Tables in a DuckDB of its own; answers like a session of the lake."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.schemas = dict(SCHEMAS)
        self.asked = 0
        self._kept: dict[Hashable, Any] = {}

    def derive(self, name: str, expr: ibis.Table) -> None:
        compiled = compile_expression(expr)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS {compiled.exact()}")
        self.schemas[name] = dict(compiled.columns)

    def table(self, name: str) -> ibis.Table:
        return ibis.table(self.schemas[name], name=name)

    def arrow(self, expr: ibis.Expr) -> Any:
        self.asked += 1
        compiled = compile_expression(expr)
        return self.connection.sql(compiled.sql).to_arrow_table().cast(compiled.schema)

    def rows(self, expr: ibis.Expr) -> list[Row]:
        rows: list[Row] = self.arrow(expr).to_pylist()
        return rows

    def remembered(self, key: Hashable, question: Callable[[], ibis.Expr]) -> Any:
        return self.cached(("remembered", key), lambda: self.arrow(question()))

    def remembered_rows(self, key: Hashable, question: Callable[[], ibis.Expr]) -> list[Row]:
        return self.cached(("remembered rows", key), lambda: self.rows(question()))

    def cached(self, key: Hashable, build: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = build()
        kept: T = self._kept[key]
        return kept

    def config(self, name: str) -> Mapping[str, Any]:
        return {}


@dataclass
class TinyShop:
    """Rows as they are added; ids count up. Amounts are minor units of the one reporting currency."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})

    def order(self, customer: int | None, on: str | date, sold: int, **extra: Any) -> int:
        """One order. `net` defaults to sold less discount and refunded, `lines` are (product, amount[, units])."""
        day = date.fromisoformat(on) if isinstance(on, str) else on
        lines: Sequence[tuple[int, ...]] = extra.pop("lines", ())
        hour = extra.pop("hour", 12)
        net = extra.pop("net", sold - extra.get("discount", 0) - extra.get("refunded", 0))
        rate = extra.pop("rate", 1)
        number = len(self.tables["orders"]) + 1
        row: Row = dict.fromkeys(SCHEMAS["orders"], 0)
        row |= dict.fromkeys(("store", "channel", "country", "acquisition", "campaign"), "")
        row |= {
            "id": number, "deleted": False, "source": "tests", "customer": customer, "kind": "one_off",
            "placed_at": datetime(day.year, day.month, day.day, hour, tzinfo=UTC), "ordered_on": day,
            "month": day.replace(day=1), "iso_week": day - timedelta(days=day.weekday()), "hour": hour,
            "currency": "EUR", "counted": True, "sold_minor": sold, "net_minor": net, "cost_rep": None,
            "discount_minor": extra.get("discount", 0), "refunded_minor": extra.get("refunded", 0),
            "cost_estimated": False, "units_milli": 1_000, "lines": len(lines), "has_code": False,
        }  # fmt: skip
        for name, value in (("sold", sold), ("net", net), ("discount", extra.pop("discount", 0)),
                            ("refunded", extra.pop("refunded", 0))):  # fmt: skip
            row[f"{name}_rep"] = None if rate is None else value * rate
        unknown = set(extra) - set(row)
        assert not unknown, unknown
        self.tables["orders"].append(row | extra)
        for product, amount, *units in lines:
            self._line(number, product, amount, units[0] if units else 1)
        return number

    def refund(self, on: str, amount: int, customer: int | None = None, **extra: Any) -> None:
        """A refund that names no order."""
        day = date.fromisoformat(on)
        row: Row = dict.fromkeys(SCHEMAS["refunds"], "")
        row |= {
            "id": len(self.tables["refunds"]) + 1, "changed_seq": 1, "deleted": False, "order_id": None,
            "customer": customer, "refunded_on": day, "month": day.replace(day=1), "currency": "EUR",
            "amount_minor": amount, "amount_rep": amount, "role": "refund",
        }  # fmt: skip
        self.tables["refunds"].append(row | extra)

    def product(self, number: int, title: str, category: str = "") -> None:
        row: Row = dict.fromkeys(SCHEMAS["products"], "")
        self.tables["products"].append(
            row | {"id": number, "changed_seq": 1, "deleted": False, "title": title, "category": category}
        )

    def spend(self, on: str, amount: int) -> None:
        row: Row = {"id": len(self.tables["spend"]) + 1, "changed_seq": 1, "deleted": False, "channel": "search"}
        self.tables["spend"].append(
            row | {"spent_on": date.fromisoformat(on), "campaign": "spring", "amount_rep": amount}
        )

    def lake(self, shuffle: random.Random | None = None) -> TinyLake:
        """The tables and `sales`; `shuffle` puts all rows into another order first."""
        connection = duckdb.connect(config={"threads": "2"})
        connection.execute("SET TimeZone = 'UTC'")
        lake = TinyLake(connection)
        for name, schema in SCHEMAS.items():
            rows = list(self.tables[name])
            if shuffle is not None:
                shuffle.shuffle(rows)
            arrow = pyarrow().Table.from_pylist(rows, schema=ibis.schema(schema).to_pyarrow())
            connection.register("added", arrow)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM added")
            connection.unregister("added")
        lake.derive("sales", sales(lake.table))
        return lake

    def context(self, filters: Filters | None = None, *, as_of: str, lake: TinyLake | None = None) -> Context:
        days = [row["ordered_on"] for row in self.tables["orders"] if row["counted"] and row["sold_minor"] > 0]
        return context_of(lake or self.lake(), filters or Filters(), date.fromisoformat(as_of), min(days))

    def _line(self, order: int, product: int | None, amount: int, units: int) -> None:
        row: Row = {
            "id": len(self.tables["order_lines"]) + 1, "changed_seq": 1, "deleted": False, "order_id": order,
            "product": product, "variant": None, "quantity_milli": units * 1_000, "role": "sale",
        }  # fmt: skip
        self.tables["order_lines"].append(
            row | dict.fromkeys(("sold_minor", "net_minor", "sold_rep", "net_rep"), amount)
        )


def context_of(lake: TinyLake, filters: Filters, as_of: date, since: date) -> Context:
    return Context(lake=lake, filters=filters, as_of=filters.as_of or as_of, since=since, currency="EUR")
