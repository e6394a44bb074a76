"""Verbs a second through HTTP: API key, permission, key, stored answer and activity on, sixteen clients on one machine.

Three servers stand one after the other before the same clients on the same database: the product with an ordinary ORM
verb of four statements, with the same verb as plain SQL, and a bare WSGI application on the driver that does the same.
All have the same number of processes and threads. On SQLite every commit is synced (FULL). With
`BENCH_POSTGRES=postgresql://...` the same is measured there. `BENCH_BUSY=1` measures again beside a worker and a
running import.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
POSTGRES = os.environ.get("BENCH_POSTGRES", "")
BUSY = os.environ.get("BENCH_BUSY", "") == "1"
PROCESSES = 2  # on PostgreSQL; SQLite has one
BUSY_LINES = 1_500_000
HERE = Path(__file__).resolve().parent
REGULARS = (sys.executable, "-m", "regulars")
PREPARE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "served.settings"
import django
django.setup()
from django.db import connection
from served.models import Account, Entry
from regulars.base.staff import keyring, keys
from regulars.base.state import Act, write
with connection.schema_editor() as editor:
    editor.create_model(Account)
    editor.create_model(Entry)
Account.objects.bulk_create([Account(balance=10**9) for _ in range(1000)])
key = keys.new_key()
write(keyring.create_key, Act.by("system"), "bench", ["imports.run"], keys.digest(key), keys.hint(key))
print(key)
"""


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


def prepared(home: Path, url: str) -> tuple[dict[str, str], str]:
    """Make a shop with an owner and accounts; return the environment and an API key."""
    home.parent.mkdir(parents=True, exist_ok=True)
    environ = {**os.environ, "REGULARS_HOME": str(home), "REGULARS_LOG_LEVEL": "error"}
    environ["PYTHONPATH"] = f"{HERE}:{os.environ.get('PYTHONPATH', '')}"
    environ["REGULARS_DATABASE_URL"] = url or f"sqlite:///{home}/regulars.sqlite3"
    shop = ["--name", "Busy", "--zone", "Europe/Berlin", "--currency", "EUR"]
    owner = ["staff", "add", "owner@example.com", "--role", "owner"]
    subprocess.run([*REGULARS, "init", *shop], env=environ, check=True, capture_output=True)
    subprocess.run([*REGULARS, *owner], env=environ, check=True, capture_output=True)
    done = subprocess.run([sys.executable, "-c", PREPARE], env=environ, check=True, capture_output=True, text=True)
    return environ, done.stdout.strip()


@contextmanager
def shop(environ: dict[str, str]) -> Iterator[int]:
    """Serve the product as in a shop, gate and all, with the bench's addresses beside its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environ = {**environ, "DJANGO_SETTINGS_MODULE": "served.settings", "REGULARS_WEB_PROCESSES": str(PROCESSES)}
    command = [*REGULARS, "serve", "--no-worker", "--port", str(port)]
    child = subprocess.Popen(command, env=environ, cwd=HERE, stdout=subprocess.DEVNULL)
    try:
        _until_open(port)
        yield port
    finally:
        child.terminate()
        child.wait(20)


def _until_open(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    time.sleep(3)


@contextmanager
def serving(application: str, environ: dict[str, str], workers: int) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    options = ["--interface", "wsgi", "--blocking-threads", "8", "--workers", str(workers), "--port", str(port)]
    command = [sys.executable, "-m", "granian", *options, "--log-level", "error", application]
    child = subprocess.Popen(command, env=environ, cwd=HERE)
    try:
        _until_open(port)
        yield port
    finally:
        child.terminate()
        child.wait(20)


def asked(port: int, path: str, key: str, seconds: float, per_second: float = 0) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "_asking.py"), str(port), path, str(seconds), key, str(per_second)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    found["rate"] = found["ended"].get("200", 0) / found["seconds"]
    if set(found["ended"]) != {"200"}:
        raise SystemExit(f"{path} was not answered as it should be: {found['ended']}")
    return found


def percentile(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(len(waits) * share))] * 1_000


@contextmanager
def busy(environ: dict[str, str], folder: Path) -> Iterator[None]:
    """Run a worker and an import that does not end before the measurement does."""
    source = folder / "orders.csv"
    with source.open("w", encoding="utf-8") as file:
        file.write("Order ID,Date,Email,Product,Qty,Price\n")
        for number in range(BUSY_LINES):
            file.write(
                f"{number // 3},2024-03-{1 + number % 28:02d} 10:00,b{number // 9}@example.com,T {number % 40},1,9\n"
            )
    importing = [*REGULARS, "import", "orders", str(source), "--yes", "--json"]
    quiet: dict[str, Any] = {"env": environ, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = [subprocess.Popen([*REGULARS, "worker"], **quiet), subprocess.Popen(importing, **quiet)]
    time.sleep(12)  # the import reads before it writes
    try:
        yield
        if running[1].poll() is not None:
            raise SystemExit("the import ended before the measurement did: make BUSY_LINES larger")
    finally:
        for one in running:
            one.kill()
            one.wait()


def measure(name: str, home: Path, url: str, beside: str = "") -> None:
    environ, key = prepared(home, url)
    workers = PROCESSES if url else 1
    rates = {}
    with (
        shop(environ) as port,
        busy(environ, home.parent) if beside else nullcontext(),
    ):
        for how in ("orm", "sql"):
            asked(port, f"/api/v1/bench/{how}", key, 1.5)  # warm
            rates[how] = asked(port, f"/api/v1/bench/{how}", key, SECONDS)["rate"]
            calm = asked(port, f"/api/v1/bench/{how}", key, SECONDS, per_second=rates[how] / 2)
            must = "<= 60" if how == "orm" and not beside and not url else ""
            tell(f"{how} verb on {name}{beside}: 99th percentile at half that load", percentile(calm["waits"], 0.99),
                 "ms", must)  # fmt: skip
    with (
        serving("served.raw:application", environ, workers) as port,
        busy(environ, home.parent) if beside else nullcontext(),
    ):
        asked(port, "/api/v1/bench/sql", key, 1.5)
        rates["raw"] = asked(port, "/api/v1/bench/sql", key, SECONDS)["rate"]
    on_sqlite = not url and not beside
    tell(f"orm verb on {name}{beside}", rates["orm"], "/s", ">= 400" if on_sqlite else "")
    tell(f"sql verb on {name}{beside}", rates["sql"], "/s", ">= 1200" if on_sqlite else "")
    tell(f"bare driver server on {name}{beside}", rates["raw"], "/s")
    tell(f"sql verb beside the bare server on {name}{beside}", rates["sql"] / rates["raw"], "",
         "" if beside else ">= 0.35")  # fmt: skip
    if not url:
        with sqlite3.connect(home / "regulars.sqlite3") as db:
            taken = db.execute("SELECT 1000 * 1000000000 - sum(balance) FROM bench_account").fetchone()[0]
            entries = db.execute("SELECT count(*) FROM bench_entry").fetchone()[0]
        tell(f"entries that do not agree with the balances on {name}{beside}", abs(taken - entries), "", "== 0")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="regulars-verbs-") as place:
        measure("SQLite", Path(place) / "home", "")
        if BUSY:
            measure("SQLite", Path(place) / "busy" / "home", "", " beside a worker and an import")
        if POSTGRES:
            measure("PostgreSQL", Path(place) / "pg", POSTGRES)


if __name__ == "__main__":
    main()
