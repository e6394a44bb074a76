"""Killed while it erases a person: does it end complete, and is the person in no file?

A shop with people, orders, a kept upload and a backup is copied `BENCH_KILLS` times; in each copy one person is erased,
the command is killed with SIGKILL at another moment, and then started again. Afterwards no file of the home may hold
the address or the name, whole or packed, the database's log included; every other copy is served meanwhile. In the end
the backup from before is restored, and the person must not come back. `BENCH_SCALE_HOME=FOLDER` names a shop that
`scale.py` kept (a copy of it: somebody is erased there); then one erasure in it is timed.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KILLS = int(os.environ.get("BENCH_KILLS", "20"))
LINES = int(os.environ.get("BENCH_LINES", "6000"))
SCALE_HOME = os.environ.get("BENCH_SCALE_HOME", "")
SCALE_PERSON = os.environ.get("BENCH_SCALE_PERSON", "buyer4711@example.com")
REGULARS = (sys.executable, "-m", "regulars")
EMAIL, NAME = "quillon7@canary.example", "Quillon Featherstonehaugh"


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    return {**kept, "REGULARS_HOME": str(home), "REGULARS_LOG_LEVEL": "error"}


def regulars(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*REGULARS, *words], env=environment(home), check=True, capture_output=True, text=True)


def pieces(path: Path) -> Iterator[bytes]:
    """Yield what a file holds, unpacked where it is packed."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())


def holding(home: Path) -> list[str]:
    """Return the files that hold the person."""
    words = (EMAIL.encode(), NAME.lower().encode(), NAME.encode("utf-16-le").lower())
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and any(word in piece.lower() for piece in pieces(path) for word in words)
    ]


def filled(home: Path, place: Path) -> None:
    source = place / "orders.csv"
    with source.open("w", encoding="utf-8") as file:
        file.write("Order ID,Date,Email,Customer,Item,Quantity,Unit price\n")
        for number in range(LINES):
            who = f"{EMAIL},{NAME}" if number % 500 == 7 else f"k{number % 900}@else.example,Somebody {number % 900}"
            file.write(f"{number},2024-03-{1 + number % 28:02},{who},Tea {number % 40},1,4.90\n")
    regulars(home, "init", "--zone", "Europe/Berlin", "--currency", "EUR")
    regulars(home, "import", "orders", str(source), "--yes")
    regulars(home, "backup", str(place / "backups"))


@contextmanager
def served(home: Path, is_served: bool) -> Iterator[None]:
    """Keep the database open in another process, so that its log stays."""
    if not is_served:
        yield
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [*REGULARS, "serve", "--no-worker", "--port", str(port)]
    child = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        with socket.create_connection(("127.0.0.1", port)) as asked:
            asked.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            asked.recv(65_536)
        yield
    finally:
        child.terminate()
        child.wait(300)


def erase(home: Path, whom: str) -> tuple[str, ...]:
    return (*REGULARS, "privacy", "erase", whom, "--yes", "--json")


def number_of(home: Path) -> str:
    told: dict[str, Any] = json.loads(regulars(home, "privacy", "export", EMAIL).stdout)
    return str(told["customer"])


def kill_erasures(place: Path, chance: random.Random) -> None:
    whole = place / "whole"
    filled(whole, place)
    assert holding(whole), "the shop does not hold the person at all"
    copy = place / "copy"
    shutil.copytree(whole, copy)
    began = time.perf_counter()
    subprocess.run(erase(copy, EMAIL), env=environment(copy), check=True, capture_output=True)
    seconds = time.perf_counter() - began
    assert holding(copy) == [], holding(copy)
    middle = unhealed = by_number = 0
    left: list[str] = []
    for kill in range(KILLS):
        home = place / f"killed-{kill}"
        shutil.copytree(whole, home)
        whom = number_of(home)
        with served(home, is_served=kill % 2 == 1):
            child = subprocess.Popen(
                erase(home, EMAIL), env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(seconds * (0.35 + 0.6 * (kill + chance.random()) / KILLS))
            has_ended = child.poll() is not None
            child.kill()
            child.wait()
            middle += not has_ended
            again = subprocess.run(erase(home, EMAIL), env=environment(home), check=False, capture_output=True)
            if again.returncode:
                by_number += 1
                again = subprocess.run(erase(home, whom), env=environment(home), check=False, capture_output=True)
            unhealed += again.returncode != 0
            left += holding(home)
        left += holding(home)
        asked = json.loads(regulars(home, "privacy", "requests", "--json").stdout)["requests"]
        unhealed += any(one["state"] != "done" for one in asked if one["kind"] == "erase")
        if kill < KILLS - 1:
            shutil.rmtree(home)
    tell("erasures killed in the middle and started again", middle, "", f">= {KILLS * 3 // 4}")
    tell("of them started again by number, the address being gone", by_number, "")
    tell("of them not brought to their end", unhealed, "", "== 0")
    tell("files that still hold the person", len(left), "", "== 0")
    if left:
        print(sorted(set(left)), file=sys.stderr)
    regulars(home, "restore", str(place / "backups"), "--replace")
    shutil.rmtree(next(home.glob("before-restore-*")), ignore_errors=True)
    tell("files that hold the person after the backup from before is restored", len(holding(home)), "", "== 0")


def erase_at_scale(home: Path) -> None:
    regulars(home, "migrate")
    began = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/env", *erase(home, SCALE_PERSON)], env=environment(home), check=True, capture_output=True, text=True
    )
    size = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 2**20
    tell("erasing one of a million customers", time.perf_counter() - began, "s")
    tell("size of that home", size, "MB")
    tell("rows emptied there", sum(one["emptied"] for one in json.loads(done.stdout)["steps"]), "", ">= 1")


def main() -> None:
    if SCALE_HOME:
        erase_at_scale(Path(SCALE_HOME))
        return
    with tempfile.TemporaryDirectory(prefix="regulars-erasure-") as place:
        kill_erasures(Path(place), random.Random(1))


if __name__ == "__main__":
    main()
