"""How fast the lake follows the state: full export, an increment, small updates, readers during swaps, verify.

    python bench/lake.py [--lines 541909]

Makes a home of its own under the system's temporary directory: a SQLite state with order lines of 19 columns, whose
converter works out local dates, as the real ones do. Figures vary with the disk; ratios bind.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

HOME = Path(os.environ.get("REGULARS_BENCH_HOME") or tempfile.mkdtemp(prefix="regulars-bench-lake-"))
os.environ["REGULARS_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from regulars.base import lake, state  # noqa: E402

NOW = datetime(2026, 6, 15, tzinfo=UTC)
START_MICROSECONDS = 1_260_000_000_000_000  # December 2009
NUMBERS = ("order_id", "product", "variant", "quantity_milli", "sold_minor", "net_minor", "tax_minor", "discount_minor")
TEXTS = ("source", "currency", "country", "store", "channel")
TABLE = (
    "CREATE TABLE bench_line (id integer PRIMARY KEY, changed_seq integer, voided integer, customer integer, "
    f"placed_at integer, {', '.join(f'{name} integer' for name in NUMBERS)}, "
    f"{', '.join(f'{name} text' for name in TEXTS)})"
)
NAMES = ("id", "changed_seq", "voided", "customer", "placed_at", *NUMBERS, *TEXTS)
SELECT = (
    f"SELECT {', '.join(NAMES)} FROM bench_line WHERE changed_seq > %s AND changed_seq <= %s ORDER BY changed_seq, id"
)
COLUMNS = (
    lake.Column("id", "int64"),
    lake.Column("changed_seq", "int64"),
    lake.Column("deleted", "bool"),
    lake.Column("customer", "int64"),
    lake.Column("placed_at", "timestamp"),
    *(lake.Column(name, "int64") for name in NUMBERS),
    *(lake.Column(name, "string") for name in TEXTS),
    lake.Column("ordered_on", "date"),
    lake.Column("month", "date"),
    lake.Column("iso_week", "date"),
    lake.Column("hour", "int32"),
)


def converter(config):
    local = lake.local_columns(config["zone"])

    def row(raw):
        day, month, week, hour = local(raw[4])
        return (*raw, day, month, week, hour)

    return row


def buyers(table):
    lines = table("bench_lines").filter(lambda t: t.customer.notnull())
    return lines.group_by("customer").aggregate(
        orders=lines.order_id.nunique(),
        sold_minor=lines.sold_minor.sum(),
        first_on=lines.ordered_on.min(),
        last_on=lines.ordered_on.max(),
    )


LINES = lake.Dataset("bench_lines", COLUMNS, SELECT, convert=converter, config=lambda _now: {"zone": "Europe/London"})
BUYERS = lake.Derived("bench_buyers", ("bench_lines",), buyers)


class Shop:
    """The state, and the number of its last transaction."""

    def __init__(self) -> None:
        self.seq, self.rows, self.random = 0, 0, random.Random(2)
        state.execute(TABLE)
        state.execute("CREATE INDEX bench_line_changed ON bench_line (changed_seq, id)")

    def add(self, count: int) -> None:
        """Record new lines, 500 to a transaction number as an import does."""
        first, marks = self.rows + 1, ", ".join(["%s"] * len(NAMES))
        for chunk in state.chunks(range(first, first + count), 5_000):
            self.seq += 1
            state.executemany(f"INSERT INTO bench_line VALUES ({marks})", [self.line(number) for number in chunk])
        self.rows += count

    def line(self, number: int) -> tuple[object, ...]:
        order, roll = number // 21, self.random.randrange
        placed = START_MICROSECONDS + order * 2_400_000_000 + roll(60_000_000)
        sold = roll(100, 5_000)
        numbers = (order, roll(4_000), roll(5_000), roll(1, 12) * 1_000, sold, sold, 0, 0)
        return (number, self.seq, 0, roll(5_900) or None, placed, *numbers, "file", "GBP", "GB", "web", "online")

    def touch(self, count: int) -> None:
        self.seq += 1
        numbers = self.random.sample(range(1, self.rows + 1), count)
        marks = ", ".join(["%s"] * count)
        state.execute(
            f"UPDATE bench_line SET changed_seq = %s, sold_minor = sold_minor + 1 WHERE id IN ({marks})",
            [self.seq, *numbers],
        )


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 3)


def by_month():
    with lake.session() as opened:
        lines = opened.table("bench_lines")
        return opened.rows(
            lines.group_by("month").aggregate(sold=lines.sold_minor.sum(), buyers=lines.customer.nunique())
        )


def read_until(stop, answers) -> None:
    """One reader process: whole snapshots only, each with the sum its manifest had."""
    reads, errors = 0, 0
    while not stop.is_set():
        try:
            by_month()
            reads += 1
        except Exception as error:
            print(error, file=sys.stderr)
            errors += 1
    answers.put((reads, errors))


def readers_during_swaps(shop: Shop, swaps: int) -> None:
    context = multiprocessing.get_context("fork")
    stop, answers = context.Event(), context.Queue()
    readers = [context.Process(target=read_until, args=(stop, answers)) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(swaps):
        shop.touch(100)
        assert lake.sync(NOW).published
    stop.set()
    results = [answers.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    tell(f"reads by 3 processes during {swaps} swaps", sum(reads for reads, _ in results), "reads", ">= 100")
    tell(f"of them failed during {swaps} swaps", sum(errors for _, errors in results), "reads", "== 0")


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    line = {"what": what, "value": value, "unit": unit} | ({"must": must} if must else {})
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=541_909)
    options = parser.parse_args()
    shop, lines = Shop(), f"{options.lines:,} lines"
    state.horizon = lambda: shop.seq
    lake.registry.tables.clear()
    lake.register(LINES)
    lake.register(BUYERS)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        shop.add(options.lines)
        cursor.execute("COMMIT")
    tell("lake: engine opened, Ibis loaded, first answer", timed(by_month), "s")
    before = peak_mb()
    tell(f"lake: first export of {lines} and buyers", timed(lambda: lake.sync(NOW)), "s")
    tell("lake: memory on top for it, at most", peak_mb() - before, "MB")
    tell(f"lake: files of {lines}", round(sum(p.stat().st_size for p in HOME.rglob("lake/data/*/*")) / 1e6, 1), "MB")
    tell("lake: buyers and sales by month, first", timed(by_month), "s")
    tell("lake: buyers and sales by month, again", timed(by_month), "s")
    shop.add(100_000)
    tell("lake: increment of 100,000 lines", timed(lambda: lake.sync(NOW + timedelta(minutes=1))), "s", "<= 1")
    tell("lake: sync without news", timed(lambda: lake.sync(NOW + timedelta(minutes=2))), "s")
    shop.touch(100)
    tell("lake: sync of 100 changed lines", timed(lambda: lake.sync(NOW + timedelta(minutes=3))), "s")
    readers_during_swaps(shop, 34)
    tell("lake: buyers and sales by month over changed lines", timed(by_month), "s")
    tell("lake: verify, every row", timed(verified), "s")
    tell("lake: rebuild", timed(lambda: lake.rebuild(NOW + timedelta(hours=2))), "s")
    tell("lake: pandas loaded", int("pandas" in sys.modules), "times", "== 0")


def verified() -> None:
    report = lake.verify()
    assert report.ok, report.differences


if __name__ == "__main__":
    try:
        main()
    finally:
        if "REGULARS_BENCH_HOME" not in os.environ:
            shutil.rmtree(HOME, ignore_errors=True)
