"""O1 in short: backups made while a process writes; the long run is bench/backups.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[3] / "bench" / "backups.py"


@pytest.mark.slow
def test_backups_under_writes_lose_nothing_and_a_flipped_bit_is_found(process_env: dict[str, str]) -> None:
    kept = {name: value for name, value in process_env.items() if not name.startswith("REGULARS_")}
    environ = {**kept, "BENCH_BACKUPS": "2", "BENCH_MB": "10", "BENCH_WRITES": "200"}
    done = subprocess.run([sys.executable, str(BENCH)], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    promised = {one["what"]: one["value"] for one in told if one["must"].startswith("==")}
    assert len(promised) == 5
    assert set(promised.values()) == {0}
    assert next(one["value"] for one in told if one["what"] == "writes meanwhile") > 200
