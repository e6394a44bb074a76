"""Baskets of The Complete Journey as orders.

A household is a customer. A line's price is the shelf price; what the loyalty card and matched coupons took off is its
discount, so that sold less discount is the `sales_value` of the data. A manufacturer's coupon is a way of paying. Rows
with neither quantity nor value are the coupons themselves and are no lines. Fuel is counted in thousandths of a gallon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any

from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts
from regulars.kit.rounding import half_even

ZONE, CURRENCY = "America/New_York", "USD"
STORE_CHANNEL = "Stores"
UNITS_MOST = 200  # above that a quantity is thousandths of a gallon
BATCH_ROWS = 20_000
COLUMNS = (
    "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc", "coupon_disc",
    "coupon_match_disc", "transaction_timestamp",
)  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    category: str
    vendor: str


def orders(folder: Path) -> Iterator[OrderFacts]:
    """Yield every basket with a line, in time order."""
    articles = _articles(folder / "products.parquet")
    for basket, rows in groupby(_rows(folder / "transactions.parquet"), key=lambda row: row["basket_id"]):
        order = _order(str(basket), list(rows), articles)
        if order is not None:
            yield order


def count_rows(folder: Path) -> int:
    """How many rows of baskets there are, for a progress bar."""
    from pyarrow import parquet

    return int(parquet.read_metadata(folder / "transactions.parquet").num_rows)


def _rows(path: Path) -> Iterator[Row]:
    from pyarrow import parquet

    table = parquet.read_table(path, columns=list(COLUMNS))
    table = table.sort_by([(name, "ascending") for name in ("transaction_timestamp", "basket_id", "product_id")])
    for batch in table.to_batches(max_chunksize=BATCH_ROWS):
        yield from batch.to_pylist()


def _articles(path: Path) -> dict[int, Article]:
    from pyarrow import parquet

    found = {}
    for row in parquet.read_table(path).to_pylist():
        words = [row["product_type"] or row["product_category"] or "", row["package_size"] or ""]
        title = " ".join(word.strip() for word in words if word and word.strip()).capitalize()
        found[row["product_id"]] = Article(title, (row["department"] or "").capitalize(), row["brand"] or "")
    return found


def _order(basket: str, rows: list[Row], articles: Mapping[int, Article]) -> OrderFacts | None:
    lines = tuple(_line(row, articles) for row in rows if row["quantity"] or _cents(row["sales_value"]))
    if not lines:
        return None
    first = rows[0]
    placed_at = first["transaction_timestamp"].replace(tzinfo=UTC)
    total = sum(_cents(row["sales_value"]) for row in rows)
    coupons = min(total, sum(_cents(row["coupon_disc"]) for row in rows))
    parts = (("manufacturer's coupon", coupons), ("till", total - coupons))
    return OrderFacts(
        external_id=basket,
        number=basket,
        placed_at=placed_at,
        currency=CURRENCY,
        lines=lines,
        person=PersonFacts(external_id=str(first["household_id"]), country="US", language="en"),
        paid_at=placed_at,
        status="paid",
        store=f"Store {first['store_id']}",
        channel=STORE_CHANNEL,
        country="US",
        prices_include_tax=False,
        total_minor=total,
        payments=tuple(PaymentFacts(method, cents, placed_at) for method, cents in parts if cents),
        kind_hint="point_of_sale",
    )


def _line(row: Row, articles: Mapping[int, Article]) -> LineFacts:
    number = row["product_id"]
    article = articles.get(number, Article(f"Product {number}", "", ""))  # 4,836 lines name one that is not listed
    discount = _cents(row["retail_disc"]) + _cents(row["coupon_match_disc"])
    quantity_milli, unit_price_micros = _priced(row["quantity"], _cents(row["sales_value"]) + discount)
    return LineFacts(
        title=article.title or f"Product {number}",
        quantity_milli=quantity_milli,
        unit_price_micros=unit_price_micros,
        product_external_id=str(number),
        category=article.category,
        vendor=article.vendor,
        discount_minor=discount,
    )


def _priced(quantity: int, worth: int) -> tuple[int, int]:
    """Quantity and unit price whose product is exactly `worth` cents; one piece where no such price exists."""
    milli = quantity if quantity > UNITS_MOST else quantity * 1000
    if milli:
        price = half_even(worth * 10_000_000, milli)
        if half_even(milli * price, 10_000_000) == worth:
            return milli, price
    return 1000, worth * 10_000


def _cents(amount: float | int) -> int:
    """Amounts come in dollars from the package and in cents from the sample."""
    return amount if isinstance(amount, int) else round(amount * 100)


def sampled(households: Iterable[int], count: int) -> list[int]:
    """Which households the sample holds: those whose number has the smallest SHA-256."""
    from hashlib import sha256

    return sorted(households, key=lambda one: sha256(str(one).encode()).hexdigest())[:count]
