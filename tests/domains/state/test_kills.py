"""Acknowledged means present after a kill at any moment, once (D4, L8): the bench in its short forms (DECISIONS 22)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[3] / "bench"


def measured(script: str, **environ: str) -> dict[str, float]:
    """Run a bench with its own homes and return what it found, by its words."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGULARS_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, str(BENCH / script)], env={**kept, **environ}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["what"]: line["value"] for line in lines}


def test_three_kills_under_eight_writers_lose_and_double_nothing() -> None:
    found = measured("kills.py", BENCH_KILLS="3", BENCH_IMPORT_KILLS="0")
    assert found["writes acknowledged between them"] > 30
    assert (found["of them lost"], found["of them doubled"], found["databases found damaged"]) == (0, 0, 0)
    assert found["invariants broken afterwards"] == 0


@pytest.mark.slow
def test_twenty_kills_of_writers_and_five_of_an_import_lose_and_double_nothing() -> None:
    found = measured("kills.py", BENCH_KILLS="20", BENCH_IMPORT_KILLS="5", BENCH_SEED="2")
    assert found["writes acknowledged between them"] > 300
    assert (found["of them lost"], found["of them doubled"], found["invariants broken afterwards"]) == (0, 0, 0)
    assert found["tables in which it differs from one left alone"] == 0


def can_trace() -> bool:
    """Say whether strace is here and may watch a process."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not can_trace(), reason="strace cannot watch processes on this machine (apt-get install strace)")
def test_no_power_loss_at_a_hundred_moments_takes_an_acknowledged_write() -> None:
    found = measured("powerloss.py", BENCH_POINTS="100", BENCH_WRITES="300")
    assert found["writes acknowledged in all"] == 300
    assert found["acknowledged writes lost at any of them"] == 0
    assert found["databases damaged at any of them"] == 0
    assert found["acknowledged writes lost or databases damaged there"] == 0
    assert found["lost or damaged when the same disk is never synced (the counter-proof)"] > 0
