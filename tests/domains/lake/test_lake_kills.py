"""Real deaths: a process that syncs without pause is killed at random moments, and the lake is whole each time."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
KILLS = 6
PROGRAM = """
import json, random, sys
import django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from domains.lake.toys import NOW, Toy
from regulars.base import lake, state

toys = Toy()
state.execute(
    "CREATE TABLE IF NOT EXISTS toy_order (id integer PRIMARY KEY, changed_seq integer, voided integer, "
    "customer integer, placed_at integer, shop text, sold_minor integer)"
)
state.horizon = lambda: state.fetchall("SELECT coalesce(max(changed_seq), 0) FROM toy_order")[0][0]
lake.registry.tables.clear()
for table in toys.tables():
    lake.register(table)
if lake.current_manifest() == "empty":
    lake.sync(NOW)
print(json.dumps([one.words for one in lake.verify().differences]), flush=True)
seed = random.Random(int(sys.argv[1]))
while True:
    toys.seq = state.horizon()
    with transaction.atomic():
        toys.record(*({"id": n, "voided": seed.random() < 0.1} for n in seed.sample(range(1, 3000), 40)))
    lake.sync(NOW)
"""


@pytest.mark.slow
def test_a_lake_whose_writer_is_killed_again_and_again_stays_whole(tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("REGULARS_")}
    environ |= {
        "REGULARS_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "regulars.config.settings",
        "PYTHONPATH": str(TESTS),
    }
    seed, published = random.Random(11), 0
    for start in range(KILLS + 1):
        writer = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(start)], env=environ, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        differences = json.loads(writer.stdout.readline())  # what the death before left behind
        time.sleep(seed.uniform(0.1, 1.5))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert differences == [], start
        number = json.loads((tmp_path / "lake" / "manifest.json").read_text())["number"]
        assert number >= published
        published = number
    assert published > KILLS
