"""A restored backup erases whom it brings back, before anybody is served (P4)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

FILE = "Order ID,Date,Email,Customer,Item,Quantity,Unit price\n" + "".join(
    f"{n},2024-03-{1 + n % 28:02},k{n % 9}@nest.example,Canary Number {n % 9},Tea,1,4.90\n" for n in range(60)
)


def regulars(home: Path, *words: str, expect: int = 0) -> Any:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    environ["REGULARS_HOME"] = str(home)
    done = subprocess.run(
        [sys.executable, "-m", "regulars", *words], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == expect, (words, done.stdout[-500:], done.stderr[-2000:])
    return done


def holds(home: Path, word: str) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and word.encode() in path.read_bytes().lower()]


def test_who_was_erased_stays_erased_after_a_restore(tmp_path: Path) -> None:
    home, backups = tmp_path / "home", tmp_path / "backups"
    (tmp_path / "orders.csv").write_text(FILE, encoding="utf-8")
    regulars(home, "init")
    regulars(home, "import", "orders", str(tmp_path / "orders.csv"), "--zone", "UTC", "--currency", "EUR", "--yes")
    regulars(home, "backup", str(backups))
    told = json.loads(regulars(home, "privacy", "erase", "k3@nest.example", "--yes", "--json").stdout)
    assert holds(home, "k3@nest.example") == []
    assert holds(home, "k4@nest.example") != []
    (backup,) = backups.glob("regulars-*")
    assert any(backup.name in words for words in told["remains"]), told["remains"]
    regulars(home, "restore", str(backups), "--replace")
    served = [path for path in home.iterdir() if not path.name.startswith("before-restore-")]
    found = [one for path in served for one in (holds(path, "k3@nest.example") if path.is_dir() else [])]
    assert found == []
    assert b"k3@nest.example" not in (home / "regulars.sqlite3").read_bytes()
    regulars(home, "privacy", "export", "k3@nest.example", expect=1)
    assert json.loads(regulars(home, "privacy", "export", "k4@nest.example").stdout)["customer"].startswith("cus_")
    again = json.loads(regulars(home, "privacy", "requests", "--json").stdout)["requests"]
    assert [one["kind"] for one in again] == ["export", "erase"]  # the copy for the other one, and the second erasure
