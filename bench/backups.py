"""Backups while people write: does each restore, verify, and hold every write acknowledged before it began?

A process writes `BENCH_WRITES` facts a second. Meanwhile `BENCH_BACKUPS` backups are made of a database of `BENCH_MB`
megabytes; each is verified, restored into an empty home, compared with what had been acknowledged, and its invariants
are counted by `regulars audit verify`. Then one bit of each is flipped, in another file or place every time: `verify`
has to find it. Exits 1 when a promise is broken.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

BACKUPS = int(os.environ.get("BENCH_BACKUPS", "20"))
WRITES = int(os.environ.get("BENCH_WRITES", "200"))
MEGABYTES = int(os.environ.get("BENCH_MB", "200"))
SEED = int(os.environ.get("BENCH_SEED", "1"))
THREADS, BODY = 8, 4_000
HERE = Path(__file__).resolve().parent
REGULARS = (sys.executable, "-m", "regulars")


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 3), "unit": unit, "must": must}), flush=True)


def run(environ: dict[str, str], *words: str) -> Any:
    """Run a command of ours and return what it said as JSON."""
    done = subprocess.run([*REGULARS, *words, "--json"], env=environ, capture_output=True, text=True, check=False)
    return json.loads(done.stdout) if done.stdout else {"ok": False, "said": done.stderr[-1000:]}


class Writing:
    """The writing process, and what it had acknowledged so far."""

    def __init__(self, environ: dict[str, str]) -> None:
        command = [sys.executable, str(HERE / "_paced.py"), str(WRITES), str(THREADS)]
        self.child = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
        self.said: list[tuple[int, float]] = []
        assert self.child.stdout is not None
        assert self.child.stdout.readline() == b"ready\n"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            number, took = line.split()
            self.said.append((int(number), float(took)))

    def acknowledged(self) -> set[int]:
        return {number for number, _took in list(self.said)}


def fill(home: Path) -> None:
    """Make the database as large as asked for."""
    with closing(sqlite3.connect(home / "regulars.sqlite3")) as opened:
        opened.execute("CREATE TABLE bench_bulk (id integer PRIMARY KEY, body blob)")
        chance = random.Random(SEED)
        for _ in range(MEGABYTES):
            opened.executemany(
                "INSERT INTO bench_bulk (body) VALUES (?)", [(chance.randbytes(BODY),) for _ in range(250)]
            )
        opened.commit()


def numbers(database: Path) -> set[int]:
    with closing(sqlite3.connect(database)) as opened:
        return {row[0] for row in opened.execute("SELECT number FROM bench_effect")}


def flip(backup: Path, chance: random.Random) -> str:
    """Flip one bit of one file of a backup, and return its name."""
    victim = chance.choice(sorted(path for path in backup.rglob("*") if path.is_file()))
    place, bit = chance.randrange(victim.stat().st_size), chance.randrange(8)
    with victim.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ (1 << bit)]))
    return victim.name


def main() -> int:
    chance = random.Random(SEED)
    counts = dict.fromkeys(("lost", "unverified", "unrestored", "breaches", "missed flips"), 0)
    with tempfile.TemporaryDirectory(prefix="regulars-backups-") as work:
        home, folder = Path(work) / "home", Path(work) / "backups"
        environ = {**os.environ, "REGULARS_HOME": str(home)}
        shop = ["--name", "Kept", "--zone", "Europe/Berlin", "--currency", "EUR"]
        subprocess.run([*REGULARS, "init", *shop], env=environ, check=True, capture_output=True)
        fill(home)
        writing = Writing(environ)
        time.sleep(3)
        quiet, made_ms = len(writing.said), []
        for number in range(BACKUPS):
            known, began = writing.acknowledged(), len(writing.said)
            made = run(environ, "backup", str(folder), "--keep", "2")
            made_ms.append(made["elapsed_ms"])
            path, other = Path(made["path"]), Path(work) / f"restored-{number}"
            counts["unverified"] += not run(environ, "verify", str(path))["ok"]
            elsewhere = {**environ, "REGULARS_HOME": str(other)}
            counts["unrestored"] += "aside" not in run(elsewhere, "restore", str(path))
            counts["lost"] += len(known - numbers(other / "regulars.sqlite3"))
            counts["breaches"] += not run(elsewhere, "audit", "verify").get("ok", False)
            flipped = flip(path, chance)
            counts["missed flips"] += run(environ, "verify", str(path))["ok"]
            subprocess.run(["rm", "-rf", str(other)], check=True)
            print(
                f"{number + 1}/{BACKUPS}: {len(writing.said) - began} writes meanwhile, flipped {flipped}",
                file=sys.stderr,
            )
        writing.child.kill()
        took = sorted(took for _number, took in writing.said[quiet:])
        size = made["size"] / 1_048_576
    tell("backups made while writing", BACKUPS, "backups", ">= 20" if BACKUPS >= 20 else "")
    tell("acknowledged writes missing in a backup", counts["lost"], "writes", "== 0")
    tell("backups that did not verify", counts["unverified"], "backups", "== 0")
    tell("backups that did not restore", counts["unrestored"], "backups", "== 0")
    tell("restored databases that break an invariant", counts["breaches"], "databases", "== 0")
    tell("flipped bits that were not found", counts["missed flips"], "bits", "== 0")
    tell(f"a backup of {size:.0f} MB, longest", max(made_ms) / 1000, "s")
    tell("a write meanwhile, 99th percentile", took[int(len(took) * 0.99)], "ms")
    tell("writes meanwhile", len(took), "writes")
    return 1 if any(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
