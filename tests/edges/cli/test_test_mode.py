"""Test mode at the command line: time is driven from outside, and only where nobody else can reach the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from regulars.base.settings.driven import FILE

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ON = {"REGULARS_TEST_MODE": "true"}


@pytest.fixture(scope="module")
def regulars(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a runner of commands in a fresh home."""
    home = tmp_path_factory.mktemp("driven") / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "regulars", *words],
            env={**kept, "REGULARS_HOME": str(home), **environ},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    done = run("init", "--name", "Tea", "--zone", "Europe/Berlin", "--currency", "eur")
    assert done.returncode == 0, done.stderr
    run.home = home  # type: ignore[attr-defined]
    return run


@pytest.mark.slow
def test_t2_a_worker_runs_to_quiescence_under_a_driven_clock(regulars: Run) -> None:
    told: Path = regulars.home / FILE  # type: ignore[attr-defined]
    told.write_text(json.dumps({"now": "2026-06-15T09:00:00+00:00", "seed": 7}))
    first = regulars("worker", "--drain", "--until", "2026-06-17T09:00:00+00:00", "--json", **ON)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["jobs_run"] >= 3  # daily work, at the beginning and after each day
    assert json.loads(told.read_text()) == {"now": "2026-06-17T09:00:00+00:00", "seed": 7}
    again = regulars("worker", "--drain", "--until", "2026-06-17T09:00:00+00:00", "--json", **ON)
    assert json.loads(again.stdout)["jobs_run"] == 0
    back = regulars("worker", "--drain", "--until", "2026-06-16T09:00:00+00:00", **ON)
    assert (back.returncode, "forward only" in back.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--drain", "--until", "2026-06-17T09:00:00+00:00"), 1, "Only test mode drives the clock"),
        (("--until", "2026-06-17T09:00:00+00:00"), 2, "--until goes with --drain"),
    ],
)
def test_time_is_driven_in_test_mode_only(regulars: Run, words: tuple[str, ...], code: int, said: str) -> None:
    done = regulars("worker", *words)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_an_instant_needs_its_zone(regulars: Run) -> None:
    for wrong in ("tomorrow", "2026-06-17", "2026-06-17T09:00:00"):
        done = regulars("worker", "--drain", "--until", wrong, **ON)
        assert (done.returncode, "write it like" in done.stderr) == (2, True), done.stderr


def test_t1_test_mode_is_not_served_to_others(regulars: Run) -> None:
    done = regulars("serve", "--host", "0.0.0.0", **ON)
    assert (done.returncode, "Test mode is for this machine only" in done.stderr) == (1, True), done.stderr
    done = regulars("check", REGULARS_PUBLIC_URL="https://shop.example.com", **ON)
    assert (done.returncode, "TEST_MODE" in done.stderr) == (1, True), done.stderr
