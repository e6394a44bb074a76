"""Four times what it can do: is the surplus turned away at once, and is what is let in as fast as on a quiet day?

The product serves as in a shop, one process on SQLite. First it is asked a quarter of what it can do, then four
times as much for `BENCH_SECONDS`, then a quarter again. Last, `SLOW` connections send heads and bodies a byte at a
time while it is asked a quarter. `BENCH_POSTGRES=postgresql://...` does the same there, with two processes.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from verbs import HERE, REGULARS, asked, prepared

SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
POSTGRES = os.environ.get("BENCH_POSTGRES", "")
CALM_SECONDS, TIMES, SLOW = 12.0, 4, 600
PATH = "/api/v1/bench/orm"
PAGE = "/desk/login"


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


@contextmanager
def product(environ: dict[str, str]) -> Iterator[tuple[int, list[int]]]:
    """Serve as in a shop; yield the port and the web processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environ = {**environ, "DJANGO_SETTINGS_MODULE": "served.settings"}
    command = [*REGULARS, "serve", "--no-worker", "--port", str(port)]
    child = subprocess.Popen(command, env=environ, cwd=HERE, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(3)
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(child.pid)], check=True, capture_output=True, text=True
        )
        yield port, [int(one) for one in found.stdout.split()]
    finally:
        child.terminate()
        child.wait(20)


def storm(port: int, key: str, *parts: tuple[str, float, float]) -> list[dict[str, Any]]:
    command = [sys.executable, str(HERE / "_storm.py"), str(port), key, *(f"{a},{b},{c}" for a, b, c in parts)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def percentile(waits: list[float], share: float) -> float:
    waits = sorted(waits)
    return waits[min(len(waits) - 1, int(len(waits) * share))] * 1_000 if waits else 0.0


def memory(pids: list[int]) -> float:
    """Return the resident megabytes of the web processes."""
    total = 0.0
    for pid in pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1_024
    return total


class Highest:
    """The most memory that was seen while it looked."""

    def __init__(self, pids: list[int]) -> None:
        self.pids, self.mb = pids, memory(pids)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            self.mb = max(self.mb, memory(self.pids))

    def __enter__(self) -> Highest:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def answered(found: dict[str, Any]) -> list[float]:
    return list(found["ended"].get("200", []))


def settled(found: dict[str, Any]) -> float:
    """Return after how many seconds the last request was turned away, or answered late."""
    late = [at for outcome, ats in found["when"].items() if outcome != "200" for at in ats]
    return max(late, default=0.0)


@contextmanager
def slow_ones(port: int) -> Iterator[None]:
    """Hold connections that send a byte a second: half of them heads that never end, half of them bodies."""
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(SLOW)]
    for number, one in enumerate(held):
        one.sendall(
            b"GET /desk/login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
            if number % 2
            else b"POST /desk/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\n"
        )
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(1):
            for one in held:
                try:
                    one.send(b"x")
                except OSError:
                    continue

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        for one in held:
            one.close()


def measure(name: str, home: Path, url: str) -> None:
    environ, key = prepared(home, url)
    environ["REGULARS_WEB_PROCESSES"] = "2" if url else "1"
    with product(environ) as (port, pids):
        asked(port, PATH, key, 3)
        most = asked(port, PATH, key, 6)["rate"]
        calm, again = (storm(port, key, (PATH, most / 4, CALM_SECONDS))[0] for _ in range(2))
        quiet = percentile(answered(calm) + answered(again), 0.99)
        before = memory(pids)
        with Highest(pids) as highest:
            rush, after = storm(port, key, (PATH, most * TIMES, SECONDS), (PATH, most / 4, CALM_SECONDS))
        loud = percentile(answered(rush), 0.99)
        away = rush["ended"].get("503", [])
        odd = sum(len(took) for outcome, took in rush["ended"].items() if outcome not in {"200", "503"})
        tell(f"{name}: verbs answered at most by 16 clients", most, "/s")
        tell(f"{name}: a quarter of it, 99th percentile", quiet, "ms")
        tell(f"{name}: four times it, let in", len(answered(rush)) / SECONDS, "/s")
        tell(f"{name}: 99th percentile of those let in", loud, "ms")
        tell(f"{name}: as many times the quiet day", loud / quiet, "", "<= 3")
        tell(f"{name}: turned away", 100 * len(away) / rush["sent"], "%")
        tell(f"{name}: told so, median", percentile(away, 0.5), "ms", "<= 20")
        tell(f"{name}: told so, 99th percentile", percentile(away, 0.99), "ms")
        tell(f"{name}: neither answered nor told", odd, "requests", "== 0")
        tell(f"{name}: memory on top", highest.mb - before, "MB", "<= 150")
        tell(f"{name}: back to normal after", settled(after), "s", "<= 10")
        with slow_ones(port):
            time.sleep(2)
            beside = storm(port, key, (PAGE, 20, CALM_SECONDS))[0]
        tell(f"{name}: pages beside {SLOW} slow connections, 99th percentile", percentile(answered(beside), 0.99), "ms")
        tell(f"{name}: pages not answered beside them", beside["sent"] - len(answered(beside)), "requests", "== 0")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="regulars-overload-") as place:
        measure("SQLite", Path(place) / "home", "")
        if POSTGRES:
            measure("PostgreSQL", Path(place) / "pg", POSTGRES)


if __name__ == "__main__":
    main()
