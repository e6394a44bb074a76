"""Import of Online Retail into SQLite: seconds, memory, and how far from a bare driver program it stands.

The bare program parses the same file with the csv module and writes customers, products, orders and lines with the
sqlite3 driver, 500 rows a commit at synchronous=FULL. It has no activity log, no rejects, no resuming, no column
decisions, no digests: what those cost is the ratio. Both run in one process after the other, `ROUNDS` times; the best
of each counts.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
SCALE_LINES = int(os.environ.get("BENCH_LINES", "0"))
DATA = Path(os.environ.get("REGULARS_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE customer (id INTEGER PRIMARY KEY, external_id TEXT UNIQUE, country TEXT);
CREATE TABLE product (id INTEGER PRIMARY KEY, sku TEXT UNIQUE, title TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, external_id TEXT UNIQUE, customer INTEGER, at INTEGER, sold INTEGER);
CREATE TABLE line (id INTEGER PRIMARY KEY, orders INTEGER, product INTEGER, title TEXT, quantity INTEGER,
    price INTEGER, sold INTEGER);
CREATE INDEX line_orders ON line (orders);
"""


def as_csv(folder: Path) -> Path:
    """Write the data set as the CSV a shop would hand over."""
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as parquet

    target = folder / "online_retail.csv"
    arrow_csv.write_csv(parquet.read_table(DATA / "online-retail" / "online_retail.parquet"), str(target))
    return target


def bare(source: Path, database: Path) -> float:
    """Run the bare driver program and return its seconds."""
    started = time.perf_counter()
    with sqlite3.connect(database, isolation_level=None) as db:
        db.executescript(SCHEMA)
        _load(db, source)
    db.close()
    return time.perf_counter() - started


def _load(db: sqlite3.Connection, source: Path) -> None:
    customers: dict[str, int] = {}
    products: dict[str, int] = {}
    orders: dict[str, int] = {}
    instants: dict[str, int] = {}
    fresh: dict[str, list[tuple[Any, ...]]] = {"customer": [], "product": [], "orders": [], "line": []}
    with source.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        for number, sku, title, quantity, at, price, customer, country in reader:
            if customer not in customers:
                customers[customer] = len(customers) + 1
                fresh["customer"].append((customers[customer], customer, country))
            if sku not in products:
                products[sku] = len(products) + 1
                fresh["product"].append((products[sku], sku, title))
            units, micros = int(quantity), round(float(price) * 1_000_000)
            if number not in orders:
                orders[number] = len(orders) + 1
                if at not in instants:
                    instants[at] = int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() * 1_000_000)
                fresh["orders"].append((orders[number], number, customers[customer], instants[at], 0))
            sold = round(units * micros / 10_000)
            fresh["line"].append((None, orders[number], products[sku], title, units, micros, sold))
            if len(fresh["line"]) >= 500:
                _flush(db, fresh)
    _flush(db, fresh)


def _flush(db: sqlite3.Connection, fresh: dict[str, list[tuple[Any, ...]]]) -> None:
    db.execute("BEGIN IMMEDIATE")
    for table, rows in fresh.items():
        if rows:
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            rows.clear()
    db.execute("COMMIT")


def ours(source: Path, home: Path) -> tuple[float, float, dict[str, Any]]:
    """Run `regulars import orders` and return its seconds, its peak memory in MB, and what it reported."""
    regulars = [sys.executable, "-m", "regulars"]
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    shop = ["--name", "Gifts", "--zone", "Europe/London", "--currency", "GBP"]
    subprocess.run([*regulars, "init", *shop], env=environ, check=True, capture_output=True)
    started = time.perf_counter()
    child = subprocess.Popen(
        [*regulars, "import", "orders", str(source), "--yes", "--json"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    told = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"the import failed with status {status}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024, json.loads(told)


def longer(source: Path, folder: Path, lines: int) -> Path:
    """Write a file of `lines` lines: the same orders again and again, under new numbers and customers."""
    target = folder / f"lines_{lines}.csv"
    with source.open(newline="", encoding="utf-8") as file, target.open("w", newline="", encoding="utf-8") as out:
        reader, writer = csv.reader(file), csv.writer(out)
        writer.writerow(next(reader))
        rows = list(reader)
        for place in range(lines):
            turn, at = divmod(place, len(rows))
            number, *middle, customer, country = rows[at]
            mark = f"{turn:02d}"
            head = f"C{mark}{number[1:]}" if number.startswith("C") else mark + number
            writer.writerow([head, *middle, mark + customer if customer else "", country])
    return target


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


def main() -> None:
    if not (DATA / "online-retail").is_dir():
        return
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as place:
        folder = Path(place)
        source = as_csv(folder)
        best_bare = min(bare(source, folder / f"bare{turn}.sqlite3") for turn in range(ROUNDS))
        runs = [ours(source, folder / f"home{turn}") for turn in range(ROUNDS)]
        best = min(run[0] for run in runs)
        tell("541,909 lines into SQLite", best, "s", "<= 20")
        tell("the bare driver program", best_bare, "s")
        tell("speed of the bare program that the import reaches", best_bare / best, "", ">= 0.25")
        tell("peak memory of that import", max(run[1] for run in runs), "MB", "<= 500")
        if SCALE_LINES:
            seconds, memory, _told = ours(longer(source, folder, SCALE_LINES), folder / "scale")
            tell(f"{SCALE_LINES:,} lines into SQLite", seconds, "s")
            tell(f"peak memory of {SCALE_LINES:,} lines", memory, "MB", "<= 500")


if __name__ == "__main__":
    main()
