"""Pages and metric commands with a million customers and ten million order lines.

The shop is invented and written straight into the tables (an import of that size is measured by `imports.py` with
`BENCH_LINES`); then the lake is built, every page drawn and every command run, as `pages.py` does for small shops; then
an order comes in, and every command is asked for the first time after it. `BENCH_CUSTOMERS` makes the shop smaller or
larger; `BENCH_SCALE_HOME` keeps it between runs, `--order` runs only what follows an order.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _bare_import import INSERTS
from imports import tell
from pages import commands, drawn, regulars

CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "1000000"))
PRODUCTS, DAYS, SEED = 2_000, 1_095, 7
CHUNK = 20_000
FIRST_NAMES = ("Ana", "Ben", "Chloe", "Dev", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jan", "Kim", "Lea", "Mia", "Noah")
LAST_NAMES = ("Adler", "Baker", "Costa", "Dietz", "Evans", "Fuchs", "Gross", "Huber", "Ito", "Jones", "Kaya", "Lopez")
COUNTRIES = ("Germany", "Austria", "Netherlands", "France", "Poland")
CHANNELS = ("web", "pos")


def orders_of(chance: random.Random) -> int:
    """How often a buyer orders: most once, a few very often; three on average."""
    return 1 if chance.random() < 0.55 else min(60, 1 + int(chance.expovariate(0.225)))


def rows(now: int, chance: random.Random) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield every row with its table, buyer by buyer."""
    for product in range(1, PRODUCTS + 1):
        yield "catalog_product", (product, f"Tea {product}", "", "", "", "", "active", now, 1, None, 2, None)
        yield "catalog_variant", (product, "", f"T{product}", "", product)
        yield "catalog_key", ("file", f"s:T{product}", product, product)
    order = 0
    for customer in range(1, CUSTOMERS + 1):
        name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
        email, country = f"buyer{customer}@example.com", chance.choice(COUNTRIES)
        first = now - chance.randrange(DAYS * 86_400) * 1_000_000
        yield "customers_customer", (
            customer, name, email, "", country, "", "", "[]", False, False, first, now, 1, None, 2,
        )  # fmt: skip
        yield "customers_identity", ("email", "file", email, None, customer)
        at = first
        for _ in range(orders_of(chance)):
            order += 1
            yield from order_rows(order, customer, country, at, now, chance)
            at += int(chance.expovariate(1 / 60) * 86_400_000_000)
            if at > now:
                break


def order_rows(
    order: int, customer: int, country: str, at: int, now: int, chance: random.Random
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    sold = 0
    count = 1 + int(chance.expovariate(1 / 3.9))
    for place in range(count):
        product, amount = chance.randrange(1, PRODUCTS + 1), chance.randrange(300, 4_000)
        sold += amount
        yield "orders_line", (
            place, f"Tea {product}", "sale", 1_000, amount * 10_000, amount, 0, 0, amount, None, 2, order, product,
            product,
        )  # fmt: skip
    yield "orders_order", (
        order, "file", str(order), str(order), "one_off", "", at, at, None, "EUR", "", chance.choice(CHANNELS), country,
        "", "", "[]", True, sold, 0, 0, 0, 0, 0, sold, sold, count * 1_000, count, False, b"", now, 1, None, 2,
        customer,
    )  # fmt: skip
    yield "activity_log", (
        "order.paid", 1, at, now, "cli", None, customer, "", f"order:{order}", "file", "server", None, True,
        f'{{"order":{order},"total_minor":{sold},"currency":"EUR"}}', 2,
    )  # fmt: skip


def fill(database: Path) -> int:
    """Write the shop and return how many order lines it has."""
    db = sqlite3.connect(database, isolation_level=None)
    db.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA foreign_keys=OFF;")
    db.execute("UPDATE state_change SET seq = 10")
    now, waiting = time.time_ns() // 1_000, dict[str, list[tuple[Any, ...]]]()
    db.execute("BEGIN")
    for table, row in rows(now, random.Random(SEED)):
        held = waiting.setdefault(table, [])
        held.append(row)
        if len(held) >= CHUNK:
            db.executemany(INSERTS[table], held)
            held.clear()
    for table, held in waiting.items():
        db.executemany(INSERTS[table], held)
    db.execute("COMMIT")
    lines = int(db.execute("SELECT max(id) FROM orders_line").fetchone()[0])
    db.execute("ANALYZE")
    db.close()
    return lines


def measure(home: Path) -> None:
    if not (home / "regulars.sqlite3").exists():
        regulars(home, "init", "--zone", "Europe/Berlin", "--currency", "EUR", "--owner", "ana@example.com")
        tell("order lines of the large shop", fill(home / "regulars.sqlite3"), "")
        began = time.perf_counter()
        regulars(home, "lake", "sync")
        tell("its lake built from nothing", time.perf_counter() - began, "s")
    if "--order" not in sys.argv:
        drawn("a million customers", home)
    after_an_order(home)


def after_an_order(home: Path) -> None:
    """Record an order, bring the lake up to it, and ask every command what it has never been asked."""
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    subprocess.run([sys.executable, str(Path(__file__).resolve()), "--record"], env=environ, check=True)
    began = time.perf_counter()
    told = json.loads(regulars(home, "lake", "sync", "--json"))
    tell("lake brought up to one new order and asked ahead, a million customers", time.perf_counter() - began, "s")
    assert told["published"], told
    commands("a million customers, first asked after a new order", home)


def record() -> None:
    """Record an order of yesterday by somebody known."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"
    import django

    django.setup()
    from datetime import timedelta

    from regulars.base.state import Act, write
    from regulars.domains.customers.types import PersonFacts
    from regulars.domains.orders import service
    from regulars.domains.orders.types import LineFacts, OrderFacts
    from regulars.kit import clock

    at = clock.now() - timedelta(days=1)
    order = OrderFacts(
        f"bench-{at.timestamp()}", f"bench-{at.timestamp()}", at, "EUR", (LineFacts("Tea 5", 1_000, 12_500_000, "T5"),),
        PersonFacts(email="buyer777@example.com"), paid_at=at, country="Germany", channel="web",
    )  # fmt: skip
    write(service.record_orders, Act.by("cli"), "file", [order])


def main() -> None:
    if "--record" in sys.argv:
        record()
        return
    kept = os.environ.get("BENCH_SCALE_HOME")
    if kept:
        measure(Path(kept))
        return
    with tempfile.TemporaryDirectory(prefix="regulars-scale-") as place:
        measure(Path(place) / "home")


if __name__ == "__main__":
    sys.exit(main())
