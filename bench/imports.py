"""Import of Online Retail into SQLite: seconds, memory, and how far from a bare driver program it stands.

The bare program (`_bare_import.py`) parses the same file with the csv module and writes the same rows into the same
tables of an empty shop, 500 lines a commit at synchronous=FULL. It decides nothing about columns, dates or currencies,
checks nothing, finds nobody it knows, rejects nothing, and cannot be resumed: what those cost is the ratio. Both run
as processes one after the other, `BENCH_ROUNDS` times; the best of each counts. The lake is brought up to date after
the import and is told apart.
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
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
SCALE_LINES = int(os.environ.get("BENCH_LINES", "0"))
DATA = Path(os.environ.get("REGULARS_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
REGULARS = (sys.executable, "-m", "regulars")
DATABASE = "regulars.sqlite3"
HERE = Path(__file__).resolve().parent
TABLES = (
    "customers_customer", "customers_identity", "catalog_product", "catalog_variant", "catalog_key", "orders_order",
    "orders_line", "orders_refund", "orders_refund_line",
)  # fmt: skip


def as_csv(folder: Path) -> Path:
    """Write the data set as the CSV a shop would hand over."""
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as parquet

    target = folder / "online_retail.csv"
    arrow_csv.write_csv(parquet.read_table(DATA / "online-retail" / "online_retail.parquet"), str(target))
    return target


def bare(source: Path, home: Path) -> tuple[float, dict[str, int]]:
    """Run the bare driver program on an empty shop; return its seconds and how many rows it left in each table."""
    begin(home)
    started = time.perf_counter()
    subprocess.run([sys.executable, str(HERE / "_bare_import.py"), str(source), str(home / DATABASE)], check=True)
    return time.perf_counter() - started, rows_of(home)


def ours(source: Path, home: Path) -> tuple[float, float, dict[str, Any]]:
    """Run `regulars import orders` and return its seconds, its peak memory in MB, and what it reported."""
    begin(home)
    started = time.perf_counter()
    child = subprocess.Popen(
        [*REGULARS, "import", "orders", str(source), "--yes", "--json"],
        env={**os.environ, "REGULARS_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    told = child.stdout.readline()  # the report comes when the import is over; the lake follows
    seconds, memory = time.perf_counter() - started, peak_of(child.pid)
    told += child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"the import failed with status {status}")
    report = json.loads(told)
    whole = {"with_lake": time.perf_counter() - started, "with_lake_mb": usage.ru_maxrss / 1024}
    return seconds, memory, {**report, **whole}


def peak_of(process: int) -> float:
    """Return the most memory in MB that a running process has held so far."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def begin(home: Path) -> None:
    shop = ["--name", "Gifts", "--zone", "Europe/London", "--currency", "GBP"]
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    subprocess.run([*REGULARS, "init", *shop], env=environ, check=True, capture_output=True)


def rows_of(home: Path) -> dict[str, int]:
    with sqlite3.connect(home / DATABASE) as db:
        return {table: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES}


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
        bares = [bare(source, folder / f"bare{turn}") for turn in range(ROUNDS)]
        runs = [ours(source, folder / f"home{turn}") for turn in range(ROUNDS)]
        if bares[0][1] != rows_of(folder / "home0"):
            raise SystemExit(f"the bare program wrote other rows: {bares[0][1]}, not {rows_of(folder / 'home0')}")
        best, best_bare = min(run[0] for run in runs), min(run[0] for run in bares)
        tell("541,909 lines into SQLite", best, "s", "<= 20")
        tell("the same with the lake brought up to date", min(run[2]["with_lake"] for run in runs), "s")
        tell("the bare driver program", best_bare, "s")
        tell("speed of the bare program that the import reaches", best_bare / best, "", ">= 0.25")
        tell("peak memory of that import", max(run[1] for run in runs), "MB", "<= 500")
        tell("peak memory with the lake", max(run[2]["with_lake_mb"] for run in runs), "MB")
        if SCALE_LINES:
            seconds, memory, told = ours(longer(source, folder, SCALE_LINES), folder / "scale")
            tell(f"{SCALE_LINES:,} lines into SQLite", seconds, "s")
            tell(f"peak memory of {SCALE_LINES:,} lines", memory, "MB", "<= 500")
            tell(f"{SCALE_LINES:,} lines with the lake", told["with_lake"], "s")
            tell(f"peak memory of {SCALE_LINES:,} lines with the lake", told["with_lake_mb"], "MB")


if __name__ == "__main__":
    main()
