"""Upgraded while people work: does anybody notice?

The release before (`BENCH_FROM`, a commit; by default the one before the newest migration) serves pages to somebody who
is signed in, and writes 50 verbs a second. Meanwhile this release migrates the database. The old one goes on a while
on the new tables, then this one takes over, on PostgreSQL while the old one still answers. Then a migration is killed
at random moments and run again. `BENCH_POSTGRES=postgresql://...` does the same there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

POSTGRES = os.environ.get("BENCH_POSTGRES", "")
LINES = int(os.environ.get("BENCH_LINES", "200000"))
KILLS = int(os.environ.get("BENCH_KILLS", "10"))
RATE, PAGE_RATE, BEFORE_SECONDS, AFTER_SECONDS = 50, 8, 6.0, 6.0
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
REGULARS = (sys.executable, "-m", "regulars")
MIGRATIONS = "src/*/migrations/0*.py"
PAGES = ("/desk/orders", "/desk/customers")
TABLES = ("orders_order", "orders_line", "customers_customer", "catalog_product")
SIGN_IN = """
import django
django.setup()
from django.test import Client
from regulars.base.staff.models import Staff
client = Client()
client.force_login(Staff.objects.get())
print("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
"""
COUNT = """
import django, hashlib, sys
django.setup()
from regulars.base.state import fetchall
rows = [fetchall("SELECT count(*), min(id), max(id), sum(id) FROM " + name) for name in sys.argv[1:]]
print(hashlib.sha256(repr([[int(one) for one in row[0]] for row in rows]).encode()).hexdigest())
"""


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def release_before(place: Path) -> Path:
    """Unpack the release before and return its source."""
    newest = git("log", "-1", "--diff-filter=A", "--format=%H", "--", MIGRATIONS)
    commit = os.environ.get("BENCH_FROM") or f"{newest}^"
    archive = subprocess.run(["git", "archive", commit, "src"], cwd=ROOT, check=True, capture_output=True).stdout
    place.mkdir()
    subprocess.run(["tar", "-x", "-C", str(place)], input=archive, check=True)
    return place / "src"


class Release:
    """One release on one home."""

    def __init__(self, source: Path, home: Path, url: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
        self.environ = {
            **kept, "PYTHONPATH": f"{source}:{HERE}", "REGULARS_HOME": str(home), "REGULARS_LOG_LEVEL": "error",
            "DJANGO_SETTINGS_MODULE": "regulars.config.settings",
        }  # fmt: skip
        if url:
            self.environ["REGULARS_DATABASE_URL"] = url

    def run(self, *words: str) -> str:
        done = subprocess.run([*words], env=self.environ, check=True, capture_output=True, text=True, cwd=HERE)
        return done.stdout.strip()

    def regulars(self, *words: str) -> str:
        return self.run(*REGULARS, *words)

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        more = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more}
        return subprocess.Popen([*words], env=self.environ, cwd=HERE, text=True, **more)

    def serve(self, port: int) -> subprocess.Popen[str]:
        """Serve, and return once it answers."""
        child = self.start(*REGULARS, "serve", "--no-worker", "--port", str(port))
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return child
            time.sleep(0.05)
        raise SystemExit("it did not start")


class Writing:
    """The process that goes on writing, and how long each write took."""

    def __init__(self, release: Release) -> None:
        self.child = release.start(sys.executable, str(HERE / "_paced.py"), str(RATE), "4", stdout=subprocess.PIPE)
        self.waits: list[tuple[float, float]] = []
        assert self.child.stdout is not None
        self.child.stdout.readline()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.waits.append((time.perf_counter(), float(line.split()[1])))

    def longest(self, since: float, until: float) -> float:
        return max((took for at, took in self.waits if since <= at <= until), default=0.0)

    def end(self) -> int:
        """Stop it; return how many writes were refused, for which the process ends by itself."""
        has_failed = self.child.poll() is not None
        self.child.kill()
        self.child.wait()
        return int(has_failed)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def storm(port: int, cookie: str, seconds: float) -> subprocess.Popen[str]:
    """Ask for pages at an even pace, each kind in its turn."""
    each = seconds / len(PAGES) / 2
    parts = [f"{page},{PAGE_RATE},{each}" for page in (*PAGES, *PAGES)]
    command = [sys.executable, str(HERE / "_storm.py"), str(port), cookie, *parts]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def outcomes(asking: subprocess.Popen[str]) -> tuple[int, int, float]:
    """Return how many pages came, how many did not, and the longest wait in ms."""
    said, _ = asking.communicate()
    parts = [json.loads(line)["ended"] for line in said.splitlines()]
    good = [wait for part in parts for wait in part.get("200", [])]
    others = {outcome: len(waits) for part in parts for outcome, waits in part.items() if outcome != "200"}
    if others:
        print(f"pages came to this end too: {others}", file=sys.stderr)
    bad = sum(others.values())
    return len(good), bad, max(good, default=0.0) * 1_000


def filled(old: Release, place: Path) -> str:
    """Make a shop of some size; return the owner's cookies."""
    shop = ["--name", "Upgraded", "--zone", "Europe/Berlin", "--currency", "EUR"]
    old.regulars("init", *shop)
    old.regulars("staff", "add", "owner@example.com", "--role", "owner")
    source = place / "orders.csv"
    with source.open("w", encoding="utf-8") as file:
        file.write("Order ID,Date,Email,Product,Qty,Price\n")
        for number in range(LINES):
            file.write(f"{number},2024-03-{1 + number % 28:02d} 10:00,b{number}@example.com,Tea {number % 40},1,9.50\n")
    old.regulars("import", "orders", str(source), "--yes", "--json")
    return old.run(sys.executable, "-c", SIGN_IN)


def upgrade(name: str, place: Path, source: Path, url: str) -> None:
    home = place / f"home-{name}"
    old, new = Release(source, home, url), Release(ROOT / "src", home, url)
    cookie = filled(old, place)
    before = old.run(sys.executable, "-c", COUNT, *TABLES)
    port, other = free_port(), free_port()
    serving, writing = old.serve(port), Writing(old)
    _good, bad, slowest = outcomes(storm(port, cookie, BEFORE_SECONDS))
    asking = storm(port, cookie, BEFORE_SECONDS + AFTER_SECONDS)
    time.sleep(1)
    began = time.perf_counter()
    new.regulars("migrate")
    ended = time.perf_counter()
    good_during, bad_during, slowest_during = outcomes(asking)
    held = writing.longest(began, ended + 0.5)
    written = sum(began <= at <= ended + 0.5 for at, _took in writing.waits)
    unwritten = writing.end()
    if url:
        following = new.serve(other)
        took = 0.0
        serving.send_signal(signal.SIGTERM)
        port = other
    else:
        stopped = time.perf_counter()
        serving.send_signal(signal.SIGTERM)
        serving.wait(20)
        following = new.serve(port)
        took = time.perf_counter() - stopped
    still, _other, _slow = outcomes(storm(port, cookie, 1.0))
    fresh = new.run(sys.executable, "-c", SIGN_IN)
    good_after, bad_after, _slow = outcomes(storm(port, fresh, BEFORE_SECONDS))
    following.send_signal(signal.SIGTERM)
    following.wait(20)
    serving.wait(20)
    tell(f"{name}: pages of the release before while it is migrated, and after", good_during, "")
    tell(f"{name}: of them not answered", bad + bad_during + bad_after, "", "== 0")
    tell(f"{name}: the slowest page before", slowest, "ms")
    tell(f"{name}: the slowest page while it is migrated", slowest_during, "ms")
    tell(f"{name}: writes of the release before meanwhile", written, "", ">= 10")
    tell(f"{name}: the longest a write waited meanwhile", held, "ms", "<= 500")
    tell(f"{name}: writers that failed", unwritten, "", "== 0")
    tell(f"{name}: pages of this release", good_after, "")
    tell(f"{name}: who was signed in still is (1) or signs in once more (0)", int(still > 0), "")
    tell(f"{name}: from the end of the old to the first answer of the new", took, "s")
    tell(f"{name}: rows that changed", int(before != new.run(sys.executable, "-c", COUNT, *TABLES)), "", "== 0")


def killed(place: Path, source: Path) -> None:
    """Kill migrations at random moments; each is healed by running it again."""
    chance, broken = random.Random(1), 0
    for number in range(KILLS):
        home = place / f"killed-{number}"
        old, new = Release(source, home, ""), Release(ROOT / "src", home, "")
        old.regulars("init", "--zone", "Europe/Berlin", "--currency", "EUR")
        child = new.start(*REGULARS, "migrate")
        time.sleep(0.7 + chance.random() * 0.8)
        child.kill()
        child.wait()
        new.regulars("migrate")
        done = subprocess.run([*REGULARS, "doctor", "--json"], env=new.environ, capture_output=True, check=False)
        checks = {one["name"]: one["ok"] for one in json.loads(done.stdout)["checks"]}
        broken += not (checks["migrations"] and checks["database"])
    tell("migrations killed and run again", KILLS, "")
    tell("of them not healed", broken, "", "== 0")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="regulars-upgrade-") as folder:
        place = Path(folder)
        source = release_before(place / "before")
        upgrade("SQLite", place, source, "")
        if POSTGRES:
            upgrade("PostgreSQL", place, source, POSTGRES)
        killed(place, source)


if __name__ == "__main__":
    main()
