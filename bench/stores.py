"""Stores under load: any order of messages, a long first reading through kills, webhooks at 200 a second through kills.

    python bench/stores.py shuffle [ORDERS] [SEEDS]     # messages in any order end where the in-order ones do
    python bench/stores.py backfill [ORDERS] [KILLS]    # a worker is killed while it reads everything
    python bench/stores.py webhooks [SECONDS] [KILLS]   # answers while the server is killed and started again

Each prints one JSON object; docs/reference/benchmarks.md keeps the last ones. `shuffle` runs
`tests/edges/stores/test_any_order.py` at full size.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
PORT, FAKE = 8471, 8472


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "REGULARS_HOME": str(home), "REGULARS_PORT": str(PORT),
        "REGULARS_OUTBOUND_ALLOWED": "127.0.0.1", "REGULARS_BACKUP_EVERY_HOURS": "0",
    }  # fmt: skip


def regulars(home: Path, *words: str, wait: bool = True) -> Any:
    command = [sys.executable, "-m", "regulars", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if wait:
        return subprocess.run(command, env=environment(home), check=True, **quiet)
    return subprocess.Popen(command, env=environment(home), start_new_session=True, **quiet)


def database(home: Path) -> Path:
    return next(iter(sorted(home.glob("*.sqlite3")) or sorted(home.glob("*.db"))))


def kill(process: Any) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def prepare(home: Path, orders: int) -> Any:
    regulars(home, "init", "--name", "Bench", "--zone", "UTC", "--currency", "EUR")
    fake = regulars(home, "fakestore", "--port", str(FAKE), "--orders", str(orders), wait=False)
    for _look in range(600):
        try:
            link = http.client.HTTPConnection("127.0.0.1", FAKE, timeout=2)
            link.request("GET", "/")
            link.getresponse().read()
            break
        except OSError:
            time.sleep(0.5)
    secret = home / "secret.txt"
    secret.write_text("fake-secret")
    regulars(home, "stores", "connect", "shopify", f"http://127.0.0.1:{FAKE}", "--name", "bench", "--key",
             "client_id=fake-client", "--secret-file", f"client_secret={secret}")  # fmt: skip
    return fake


def rows(home: Path, sql: str) -> int:
    link = sqlite3.connect(database(home), timeout=30)
    try:
        return int(link.execute(sql).fetchone()[0])
    finally:
        link.close()


def backfill(orders: int, kills: int) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="bench-stores-"))
    rng = random.Random(3)
    fake = prepare(home, orders)
    began, killed = time.perf_counter(), 0
    try:
        worker = regulars(home, "worker", wait=False)
        while rows(home, "SELECT count(*) FROM stores_stream WHERE kind = 'orders' AND is_filled = 1") == 0:
            time.sleep(rng.uniform(3.0, 8.0) if killed < kills else 1.0)
            if killed < kills:
                kill(worker)
                killed += 1
                worker = regulars(home, "worker", wait=False)
            if time.perf_counter() - began > 1_500:
                break
        elapsed = time.perf_counter() - began
        kill(worker)
        here = rows(home, "SELECT count(*) FROM orders_order WHERE voided_at IS NULL")
        twice = rows(home, "SELECT count(*) FROM activity_log WHERE kind = 'order.changed'")
        return {
            "bench": "backfill", "orders": orders, "here": here, "kills": killed, "seconds": round(elapsed, 1),
            "orders_per_second": round(here / elapsed, 1), "restated": twice, "ok": here == orders and twice == 0,
        }  # fmt: skip
    finally:
        kill(fake)
        shutil.rmtree(home, ignore_errors=True)


def webhooks(seconds: int, kills: int, rate: int = 200) -> dict[str, Any]:
    from regulars.edges.fakestore.shop import FakeShop
    from regulars.edges.fakestore.shopify import ShopifyFace
    from regulars.edges.fakestore.stories import live

    home = Path(tempfile.mkdtemp(prefix="bench-stores-"))
    fake = prepare(home, 10)
    shop = FakeShop(seed=21)
    live(shop, max(50, rate * seconds // 3))
    from regulars.edges.fakestore.faults import Faults

    face = ShopifyFace(shop, Faults())
    events = [face.announce(event) for event in shop.events][: rate * seconds]
    server = regulars(home, "serve", wait=False)
    await_server()
    times: list[float] = []
    taken: set[str] = set()
    refused = 0
    by_status: dict[int, int] = {}
    lock, index, start = threading.Lock(), iter(range(len(events))), time.perf_counter() + 1.0

    def deliver() -> None:
        nonlocal refused
        while True:
            with lock:
                place = next(index, None)
            if place is None:
                return
            due = start + place / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            headers, body = events[place]
            sent = time.perf_counter()
            try:
                link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
                link.request("POST", "/hooks/shopify/1", body, headers)
                status = link.getresponse().status
                link.close()
            except (OSError, http.client.HTTPException):
                status = 0
            with lock:
                if status == 200:
                    times.append(time.perf_counter() - sent)
                    taken.add(headers["X-Shopify-Webhook-Id"])
                else:
                    refused += 1
                    by_status[status] = by_status.get(status, 0) + 1

    threads = [threading.Thread(target=deliver) for _one in range(32)]
    for thread in threads:
        thread.start()
    killed = 0
    try:
        while any(thread.is_alive() for thread in threads):
            time.sleep(seconds / (kills + 1) if kills else 0.2)
            if killed < kills and any(thread.is_alive() for thread in threads):
                kill(server)
                killed += 1
                server = regulars(home, "serve", wait=False)
                await_server()
        kept = rows(home, "SELECT count(*) FROM stores_delivery")
        link = sqlite3.connect(database(home), timeout=30)
        names = {row[0] for row in link.execute("SELECT delivery_id FROM stores_delivery")}
        link.close()
        times.sort()
        p99 = times[int(len(times) * 0.99) - 1] * 1_000 if times else 0.0
        return {
            "bench": "webhooks", "rate": rate, "seconds": seconds, "sent": len(events), "answered_200": len(taken),
            "not_answered": refused, "by_status": by_status, "kept": kept, "kills": killed, "lost": len(taken - names),
            "p50_ms": round(times[len(times) // 2] * 1_000, 1), "p99_ms": round(p99, 1),
            "max_ms": round(times[-1] * 1_000, 1),
            "ok": not taken - names and (killed > 0 or (p99 < 250 and not refused)),
        }  # fmt: skip
    finally:
        kill(server)
        kill(fake)
        shutil.rmtree(home, ignore_errors=True)


def await_server() -> None:
    for _look in range(300):
        try:
            link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            link.request("GET", "/livez")
            if link.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)


def shuffle(orders: int, seeds: int) -> dict[str, Any]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "STORE_ORDERS": str(orders), "STORE_SEEDS": str(seeds)}
    began = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-m", "slow", "tests/edges/stores/test_any_order.py"]
    done = subprocess.run(command, cwd=ROOT, env=variables, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout[-4_000:])
    elapsed = round(time.perf_counter() - began, 1)
    return {"bench": "shuffle", "orders": orders, "seeds": seeds, "seconds": elapsed, "ok": done.returncode == 0}


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[2:]]
    bench, usual = {
        "shuffle": (shuffle, [2_000, 3]),
        "backfill": (backfill, [100_000, 10]),
        "webhooks": (webhooks, [20, 0]),
    }[sys.argv[1]]
    found = bench(*(given + usual[len(given) :]))
    print(json.dumps(found))
    sys.exit(0 if found["ok"] else 1)
