"""Killed again and again while it writes: is every acknowledged write there, once?

A process writes with eight threads and is killed with SIGKILL after a random moment, `BENCH_KILLS` times. Whatever it
had begun without an acknowledgment is then tried again with its key. In the end every acknowledged write must have its
effect once and its entry in the log once, the database must be whole, and the hash chain must hold. Then an import is
killed `BENCH_IMPORT_KILLS` times and must come to the same rows as one that was left alone.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KILLS = int(os.environ.get("BENCH_KILLS", "300"))
IMPORT_KILLS = int(os.environ.get("BENCH_IMPORT_KILLS", "20"))
SEED = int(os.environ.get("BENCH_SEED", "1"))
THREADS = 8
IMPORT_LINES = 30_000
HERE = Path(__file__).resolve().parent
REGULARS = (sys.executable, "-m", "regulars")
TABLES = ("customers_customer", "catalog_product", "orders_order", "orders_line", "activity_log")


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": value, "unit": unit, "must": must}), flush=True)


def begin(home: Path) -> dict[str, str]:
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    shop = ["--name", "Killed", "--zone", "Europe/Berlin", "--currency", "EUR"]
    subprocess.run([*REGULARS, "init", *shop], env=environ, check=True, capture_output=True)
    return environ


def cycle(environ: dict[str, str], first: int, seconds: float) -> tuple[set[int], int]:
    """Let the writer run for a moment, kill it, and return what it acknowledged and the highest number."""
    child = subprocess.Popen(
        [sys.executable, str(HERE / "_writing.py"), str(first), str(THREADS)], env=environ, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    os.kill(child.pid, signal.SIGKILL)
    said = {int(line) for line in child.stdout.read().split(b"\n")[:-1]}
    child.wait()
    return said, max(said, default=first - 1)


def retry(environ: dict[str, str], first: int, last: int) -> set[int]:
    """Send numbers again with their keys, one after the other."""
    done = subprocess.run(
        [sys.executable, str(HERE / "_writing.py"), str(first), "1", str(last)],
        env=environ,
        check=True,
        capture_output=True,
    )
    return {int(line) for line in done.stdout.split(b"\n")[1:-1]}


def kill_verbs(home: Path, chance: random.Random) -> None:
    environ = begin(home)
    acknowledged: set[int] = set()
    first = 1
    for _ in range(KILLS):
        said, highest = cycle(environ, first, 0.05 + chance.random() * 0.3)
        acknowledged |= said
        unknown = highest + THREADS  # each thread may have begun one more
        acknowledged |= retry(environ, first, unknown)
        first = unknown + 1
    with sqlite3.connect(home / "regulars.sqlite3") as db:
        effects = dict(db.execute("SELECT number, count(*) FROM bench_effect GROUP BY 1"))
        entries = dict(
            db.execute("SELECT CAST(substr(subject, 7) AS integer), count(*) FROM activity_log "
                       "WHERE kind = 'bench.written' GROUP BY 1")
        )  # fmt: skip
        whole = db.execute("PRAGMA integrity_check").fetchone()[0]
    lost = sum(1 for one in acknowledged if one not in effects or one not in entries)
    doubled = sum(1 for one in effects if effects[one] > 1 or entries.get(one, 0) != 1)
    tell("kills with SIGKILL under eight writers", KILLS, "")
    tell("writes acknowledged between them", len(acknowledged), "", ">= 20000" if KILLS >= 300 else "")
    tell("of them lost", lost, "", "== 0")
    tell("of them doubled", doubled, "", "== 0")
    tell("databases found damaged", int(whole != "ok"), "", "== 0")
    audit = subprocess.run([*REGULARS, "audit", "verify", "--json"], env=environ, capture_output=True, check=False)
    tell("invariants broken afterwards", json.loads(audit.stdout)["broken"], "", "== 0")


def kill_imports(folder: Path, chance: random.Random) -> None:
    source = folder / "orders.csv"
    lines = [
        f"{number // 3},2024-03-{1 + number % 28:02d} 10:00,b{number // 9}@example.com,Tea {number % 40},1,9.50"
        for number in range(IMPORT_LINES)
    ]
    source.write_text("\n".join(["Order ID,Date,Email,Product,Qty,Price", *lines]) + "\n", encoding="utf-8")
    command = [*REGULARS, "import", "orders", str(source), "--yes", "--json"]
    calm = begin(folder / "calm")
    began = time.perf_counter()
    subprocess.run(command, env=calm, check=True, capture_output=True)
    seconds = time.perf_counter() - began
    environ, kills = begin(folder / "killed"), 0
    for _ in range(IMPORT_KILLS):
        child = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(seconds * (0.2 + chance.random() * 0.6))
            break
        except subprocess.TimeoutExpired:
            kills += 1
            child.kill()
            child.wait()
    subprocess.run(command, env=environ, check=True, capture_output=True)
    tell("kills of an import", kills, "")
    tell("tables in which it differs from one left alone", differing(folder), "", "== 0")


def differing(folder: Path) -> int:
    def counts(home: Path) -> list[int]:
        with sqlite3.connect(home / "regulars.sqlite3") as db:
            return [int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES]

    return sum(one != other for one, other in zip(counts(folder / "calm"), counts(folder / "killed"), strict=True))


def main() -> None:
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="regulars-kills-") as place:
        kill_verbs(Path(place) / "home", chance)
        if IMPORT_KILLS:
            kill_imports(Path(place), chance)


if __name__ == "__main__":
    main()
