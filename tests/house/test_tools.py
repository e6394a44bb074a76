"""The tools count rightly, the Makefile keeps its promises, and set-up asks for nothing that a plain machine lacks."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from test_documents import markdown, tool

ROOT = Path(__file__).resolve().parents[2]


def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_run", ROOT / "bench" / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_counts_of_several_runs_are_added(tmp_path: Path) -> None:
    (tmp_path / "1.xml").write_text(
        '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>'
    )
    (tmp_path / "2.xml").write_text(
        '<testsuites><testsuite tests="3" failures="0" errors="0" skipped="0"/></testsuites>'
    )
    paths = [tmp_path / "1.xml", tmp_path / "2.xml", tmp_path / "never-written.xml"]
    assert tool("count_tests").totals(paths) == (5, 2, 1)


@pytest.mark.parametrize(
    ("value", "must", "verdict"),
    [
        (14.2, "<= 20", "reached"),
        (20.0, "<= 20", "reached"),
        (20.1, "<= 20", "missed"),
        (0.3, ">= 0.25", "reached"),
        (0.2, ">= 0.25", "missed"),
        (7, "", ""),
        ("failed", "", "missed"),
    ],
)
def test_a_measurement_is_judged_by_its_limit(value: float | str, must: str, verdict: str) -> None:
    assert bench().verdict({"what": "x", "value": value, "must": must}) == verdict


def verbs() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", text, re.MULTILINE))


def test_the_makefile_has_the_promised_verbs_and_describes_them() -> None:
    promised = {"demo", "test", "lint", "types", "bench", "domain", "messages", "reference", "clean"}
    assert promised <= verbs()
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [verb for verb in sorted(promised) if f"make {verb}" not in shown] == []


def test_documentation_names_verbs_that_exist() -> None:
    named = {
        verb
        for page in markdown()
        for words in re.findall(r"(?:`|^|\s{2,})make ((?:[a-z]+ ?)+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        for verb in words.split()[:1]
    }
    assert "demo" in named
    assert named <= verbs()


def test_nothing_pins_an_interpreter_that_a_machine_may_lack() -> None:
    assert not (ROOT / ".python-version").exists()
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_scripts_are_sound_shell() -> None:
    subprocess.run(["sh", "-n", "tools/prepare.sh"], cwd=ROOT, check=True)
    subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=True)
