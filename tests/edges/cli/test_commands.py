"""The command line: homes, staff, check; exit 0 done, 1 failed, 2 wrong usage, words on stderr."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest


def run(home: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "regulars", *words],
        env={**kept, "REGULARS_HOME": str(home), **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cli") / "home"
    words = ("--name", "Tea", "--zone", "Europe/Berlin", "--currency", "eur", "--owner", "ana@example.com")
    done = run(place, "init", *words, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["owner"] == "ana@example.com"
    assert len(told["password"]) >= 16
    return place


def test_a_home_keeps_its_key_to_itself(home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600


def test_init_twice_is_harmless(home: Path) -> None:
    key = (home / "secret.key").read_text()
    assert run(home, "init").returncode == 0
    assert (home / "secret.key").read_text() == key


def test_check_finds_a_fresh_home_fit(home: Path) -> None:
    done = run(home, "check", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert told["ok"] is True
    assert {check["name"] for check in told["checks"]} >= {"home", "database", "migrations", "secret_key"}


def test_check_fails_where_there_is_no_home(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "check", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False


def test_staff_can_be_added_listed_and_reset(home: Path) -> None:
    added = run(home, "staff", "add", "Bo@Example.com", "--role", "analyst", "--json")
    assert added.returncode == 0, added.stderr
    listed = json.loads(run(home, "staff", "list", "--json").stdout)["staff"]
    assert ("bo@example.com", "analyst") in {(one["email"], one["role"]) for one in listed}
    again = run(home, "staff", "add", "bo@example.com", "--role", "analyst")
    assert (again.returncode, again.stdout) == (1, "")
    assert "bo@example.com" in again.stderr
    assert run(home, "staff", "reset", "bo@example.com").returncode == 0
    assert run(home, "staff", "reset", "nobody@example.com").returncode == 1


@pytest.mark.parametrize(
    "words", [("staff", "add"), ("nonsense",), ("init", "--zone", "Europe/Berlin"), ("check", "--x")]
)
def test_wrong_usage_exits_2_and_speaks_on_stderr(home: Path, words: tuple[str, ...]) -> None:
    done = run(home, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage" in done.stderr or "Error" in done.stderr


def test_a_bad_setting_refuses_to_start_and_names_the_key(home: Path) -> None:
    done = run(home, "check", REGULARS_PORT="eighty")
    assert done.returncode == 1
    assert "REGULARS_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_without_a_home_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path / "none", "serve")
    assert done.returncode == 1
    assert "regulars init" in done.stderr


def test_a_drained_worker_says_how_much_it_ran(home: Path) -> None:
    done = run(home, "worker", "--drain", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["jobs_run"] >= 0
