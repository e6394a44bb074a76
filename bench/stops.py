"""Stopped again and again while it works: is everybody who was let in answered, and is nothing lost or done twice?

`BENCH_STOPS` times a server that is asked 200 verbs a second gets SIGTERM at a random moment. Everybody who was let in
must have a whole answer; a verb that was not answered must not have happened; the process must be gone in ten seconds.
Then a worker is stopped in the middle of its jobs, and an import in the middle of its lines, again and again.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from kills import begin, differing
from verbs import HERE, REGULARS, prepared

STOPS = int(os.environ.get("BENCH_STOPS", "50"))
WORKER_STOPS = int(os.environ.get("BENCH_WORKER_STOPS", "20"))
IMPORT_STOPS = int(os.environ.get("BENCH_IMPORT_STOPS", "5"))
IMPORT_LINES = int(os.environ.get("BENCH_IMPORT_LINES", "60000"))
SEED = int(os.environ.get("BENCH_SEED", "1"))
RATE, STORM_SECONDS, JOBS = 200, 2.5, 6_000
PATH = "/api/v1/bench/sql"
QUEUE = f"""
import django
django.setup()
from regulars.base import jobs
from regulars.base.state import Act, verb, write
@verb
def queue(act):
    jobs.enqueue_many("bench.note", [{{"n": n}} for n in range({JOBS})], act=act)
write(queue, Act.by("system"))
"""


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as opened:
            opened.settimeout(5)
            opened.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return opened.recv(12) == b"HTTP/1.1 200"
    except OSError:
        return False


def stopped(environ: dict[str, str], port: int, key: str, after: float) -> tuple[dict[str, Any], float]:
    """Serve, ask 200 verbs a second, stop in the middle; return what came of them and how long the end took."""
    command = [*REGULARS, "serve", "--no-worker", "--port", str(port)]
    child = subprocess.Popen(command, env=environ, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not answers(port):
        time.sleep(0.1)
    load = [sys.executable, str(HERE / "_storm.py"), str(port), key, f"{PATH},{RATE},{STORM_SECONDS}"]
    storm = subprocess.Popen(load, stdout=subprocess.PIPE, text=True)
    time.sleep(after)
    child.send_signal(signal.SIGTERM)
    began = time.perf_counter()
    if child.wait(30) != 0:
        raise SystemExit("the server did not end well")
    took = time.perf_counter() - began
    print(f"stopped after {after:.2f} s, gone after {took:.2f} s", file=sys.stderr)
    said, _ = storm.communicate()
    found: dict[str, Any] = json.loads(said)
    return found["ended"], took


def stop_servers(home: Path, chance: random.Random) -> None:
    environ, key = prepared(home, "")
    environ["DJANGO_SETTINGS_MODULE"] = "served.settings"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    ended: dict[str, int] = {}
    longest = 0.0
    for _ in range(STOPS):
        outcomes, took = stopped(environ, port, key, 0.6 + chance.random() * 1.2)
        longest = max(longest, took)
        for outcome, waits in outcomes.items():
            ended[outcome] = ended.get(outcome, 0) + len(waits)
    with sqlite3.connect(home / "regulars.sqlite3") as db:
        entries = int(db.execute("SELECT count(*) FROM bench_entry").fetchone()[0])
    tell("stops with SIGTERM under 200 verbs a second", STOPS, "")
    tell("verbs answered between them", ended.get("200", 0), "")
    tell("answers that broke off", ended.get("cut", 0) + ended.get("silent", 0), "", "== 0")
    tell("done without an answer, or answered without being done", abs(entries - ended.get("200", 0)), "", "== 0")
    others = sum(count for outcome, count in ended.items() if outcome not in {"200", "refused", "unread", "503"})
    tell("answers that are no success, no refusal and no 503", others, "", "== 0")
    tell("closed without being read (may be sent again)", ended.get("unread", 0), "")
    tell("refused after the end", ended.get("refused", 0), "")
    tell("longest end", longest, "s", "<= 10")


def stop_workers(home: Path, chance: random.Random) -> None:
    environ, _ = prepared(home, "")
    environ["DJANGO_SETTINGS_MODULE"] = "served.settings"
    subprocess.run([sys.executable, "-c", QUEUE], env=environ, cwd=HERE, check=True)
    quiet: dict[str, Any] = {"env": environ, "cwd": HERE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    done, middle, longest = [0], 0, 0.0
    for _ in range(WORKER_STOPS):
        child = subprocess.Popen([*REGULARS, "worker"], **quiet)
        time.sleep(2.2 + chance.random())
        child.send_signal(signal.SIGTERM)
        began = time.perf_counter()
        child.wait(30)
        longest = max(longest, time.perf_counter() - began)
        done.append(notes(home)[0])
        middle += done[-2] < done[-1] < JOBS
    subprocess.run([*REGULARS, "worker", "--drain"], **quiet, check=True)
    effects, single = notes(home)
    with sqlite3.connect(home / "regulars.sqlite3") as db:
        states = dict(db.execute("SELECT state, count(*) FROM jobs_job WHERE name = 'bench.note' GROUP BY 1"))
    tell("stops of a worker in the middle of its jobs", middle, "", f">= {WORKER_STOPS // 2}")
    tell("jobs lost", JOBS - single, "", "== 0")
    tell("jobs done twice", effects - single, "", "== 0")
    tell("jobs that failed or hang", sum(states.values()) - states.get("done", 0), "", "== 0")
    tell("longest end of a worker", longest, "s", "<= 10")


def notes(home: Path) -> tuple[int, int]:
    with sqlite3.connect(home / "regulars.sqlite3") as db:
        found = db.execute("SELECT count(*), count(DISTINCT account) FROM bench_entry").fetchone()
    return int(found[0]), int(found[1])


def stop_imports(folder: Path, chance: random.Random) -> None:
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
    environ, stops, longest = begin(folder / "killed"), 0, 0.0
    for _ in range(IMPORT_STOPS):
        child = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            child.wait(seconds * (0.2 + chance.random() * 0.5))
            break
        except subprocess.TimeoutExpired:
            stops += 1
            child.send_signal(signal.SIGTERM)
            told = time.perf_counter()
            child.wait(30)
            longest = max(longest, time.perf_counter() - told)
    subprocess.run(command, env=environ, check=True, capture_output=True)
    tell("stops of an import", stops, "")
    tell("tables in which it differs from one left alone", differing(folder), "", "== 0")
    tell("longest end of an import", longest, "s", "<= 10")


def main() -> None:
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory(prefix="regulars-stops-") as place:
        if STOPS:
            stop_servers(Path(place) / "home", chance)
        if WORKER_STOPS:
            stop_workers(Path(place) / "worker", chance)
        if IMPORT_STOPS:
            stop_imports(Path(place), chance)


if __name__ == "__main__":
    main()
