"""The bare driver program beside which `imports.py` measures: Online Retail by csv and sqlite3, and nothing else.

    python _bare_import.py FILE.csv DATABASE

It knows the file: its columns, its dates, that a number with a C gives back, as an invoice of nothing but
corrections does, and that it holds nothing twice.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import sys
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

CHUNK_LINES = 500
LONDON = ZoneInfo("Europe/London")
COLUMNS = {
    "customers_customer": "id, name, email, phone, country, city, language, tags, is_shared, is_relay, created_at, "
    "recorded_at, import_id, voided_at, changed_seq",
    "customers_identity": "kind, source, value, proven_at, customer_id",
    "catalog_product": "id, title, vendor, handle, image_url, picture, status, recorded_at, import_id, voided_at, "
    "changed_seq, category_id",
    "catalog_variant": "id, title, sku, barcode, product_id",
    "catalog_key": "source, value, product_id, variant_id",
    "orders_order": "id, source, external_id, number, kind, status, placed_at, paid_at, canceled_at, currency, store, "
    "channel, country, acquisition, campaign, tags, prices_include_tax, sold_minor, discount_minor, "
    "included_tax_minor, shipping_minor, tax_minor, refunded_minor, net_minor, total_minor, units_milli, line_count, "
    "has_code, digest, recorded_at, import_id, voided_at, changed_seq, customer_id",
    "orders_line": "position, title, role, quantity_milli, unit_price_micros, sold_minor, discount_minor, tax_minor, "
    "net_minor, voided_at, changed_seq, order_id, product_id, variant_id",
    "orders_refund": "id, source, external_id, role, refunded_at, currency, amount_minor, tax_minor, shipping_minor, "
    "reason, store, channel, country, digest, recorded_at, import_id, voided_at, changed_seq, customer_id, order_id",
    "orders_refund_line": "title, quantity_milli, amount_minor, product_id, refund_id, variant_id",
    "activity_log": "kind, v, occurred_at, recorded_at, actor, cause_id, customer, visitor, subject, source, trust, "
    "dedup_key, backfill, data, changed_seq",
}
INSERTS = {
    table: f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * (columns.count(',') + 1))})"
    for table, columns in COLUMNS.items()
}


class Program:
    """Rows on their way into the tables."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.now = time.time_ns() // 1_000
        self.seq = 10
        self.rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        self.customers: dict[str, int] = {}
        self.products: dict[str, int] = {}
        self.instants: dict[str, int] = {}
        self.orders = self.refunds = self.held = 0

    def take(self, number: str, lines: list[list[str]]) -> None:
        """Work one invoice out."""
        _, _, _, _, stated, _, who, country = lines[0]
        at = self.instants.get(stated) or self.instant(stated)
        customer = self.customer(who, country, at) if who else None
        digest = hashlib.blake2b(repr(lines).encode(), digest_size=16).digest()
        parts = [(int(row[3]) * 1_000, round(float(row[5]) * 1_000_000), *row[1:3]) for row in lines]
        if number.startswith("C") or all(part[0] < 0 or part[1] < 0 for part in parts):
            self.refund(number, at, customer, country, digest, parts)
        else:
            self.order(number, at, customer, country, digest, parts)
        self.held += len(lines)
        if self.held >= CHUNK_LINES:
            self.flush()

    def order(self, number: str, at: int, customer: int | None, country: str, digest: bytes, parts: list[Any]) -> None:
        self.orders += 1
        order, sold, units, back = self.orders, 0, 0, 0
        lines = self.rows["orders_line"]
        for place, (quantity, price, sku, title) in enumerate(parts):
            amount, product = round(quantity * price / 10_000_000), self.product(sku, title, at)
            role = "sale" if quantity > 0 and price >= 0 else "refund" if price > 0 else "adjustment"
            if role == "sale":
                sold, units = sold + amount, units + quantity
            elif role == "refund":
                back -= amount
            lines.append((place, title, role, quantity, price, amount if role == "sale" else 0, 0, 0, amount, None,
                          self.seq, order, product, product))  # fmt: skip
        self.rows["orders_order"].append(
            (order, "file", number, number, "one_off", "", at, at, None, "GBP", "", "", country, "", "", "[]", True,
             sold, 0, 0, 0, 0, back, sold - back, sold, units, len(parts), False, digest, self.now, 1, None, self.seq,
             customer)
        )  # fmt: skip
        data = {"order": order, "total_minor": sold, "currency": "GBP"}
        self.tell("order.paid", at, customer, f"order:{order}", data)

    def refund(self, number: str, at: int, customer: int | None, country: str, digest: bytes, parts: list[Any]) -> None:
        self.refunds += 1
        refund, back = self.refunds, 0
        for quantity, price, sku, title in parts:
            amount, product = abs(round(quantity * price / 10_000_000)), self.product(sku, title, at)
            back += amount
            self.rows["orders_refund_line"].append((title, abs(quantity), amount, product, refund, product))
        self.rows["orders_refund"].append(
            (refund, "file", number, "cancellation", at, "GBP", back, 0, 0, "", "", "", country, digest, self.now, 1,
             None, self.seq, customer, None)
        )  # fmt: skip
        data = {"refund": refund, "order": None, "amount_minor": back, "currency": "GBP", "role": "cancellation"}
        self.tell("order.refunded", at, customer, f"refund:{refund}", data)

    def customer(self, who: str, country: str, at: int) -> int:
        if who not in self.customers:
            number = self.customers[who] = len(self.customers) + 1
            self.rows["customers_customer"].append(
                (number, "", "", "", country, "", "", "[]", False, False, at, self.now, 1, None, self.seq)
            )
            self.rows["customers_identity"].append(("store_id", "file", who, None, number))
            self.tell("customer.created", at, number, f"customer:{number}", {"import_id": 1})
        return self.customers[who]

    def product(self, sku: str, title: str, at: int) -> int:
        if sku not in self.products:
            number = self.products[sku] = len(self.products) + 1
            self.rows["catalog_product"].append(
                (number, title or sku, "", "", "", "", "active", self.now, 1, None, self.seq, None)
            )
            self.rows["catalog_variant"].append((number, "", sku, "", number))
            self.rows["catalog_key"] += [("file", f"s:{sku}", number, number), ("file", f"p:{sku}|", number, number)]
            self.tell("product.created", at, None, f"product:{number}", {"import_id": 1})
        return self.products[sku]

    def tell(self, kind: str, at: int, customer: int | None, subject: str, data: dict[str, Any]) -> None:
        self.rows["activity_log"].append(
            (kind, 1, at, self.now, "cli", None, customer, "", subject, "file", "server", None, True, json.dumps(data),
             self.seq)
        )  # fmt: skip

    def instant(self, stated: str) -> int:
        at = self.instants[stated] = int(datetime.fromisoformat(stated).replace(tzinfo=LONDON).timestamp()) * 1_000_000
        return at

    def flush(self) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        for table, rows in self.rows.items():
            if rows:
                self.db.executemany(INSERTS[table], rows)
                rows.clear()
        self.db.execute("COMMIT")
        self.seq, self.held = self.seq + 1, 0


def invoices(path: str) -> dict[str, list[list[str]]]:
    """Hold the whole file: some invoices stand in two places of it."""
    found: dict[str, list[list[str]]] = {}
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        for row in reader:
            found.setdefault(row[0], []).append(row)
    return found


def main(source: str, database: str) -> None:
    db = sqlite3.connect(database, isolation_level=None)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    program = Program(db)
    for number, lines in invoices(source).items():
        program.take(number, lines)
    program.flush()
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
