"""`regulars brief`: text, JSON and file from one command, with the filters of every report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from edges.brief.briefshop import NAME, NOW, brief_shop
from regulars.edges.desk.cli import brief
from regulars.kit.clock import FrozenClock
from regulars.kit.errors import Refused

__all__ = ["brief_shop"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("brief_shop")]


@pytest.fixture(autouse=True)
def now(clock: FrozenClock) -> None:
    clock.set(NOW)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(brief, arguments)


def test_it_prints_the_brief() -> None:
    answer = run()

    assert answer.exit_code == 0
    assert answer.output.startswith("Tea House, as of 14 Jun 2026\n")
    for heading in ("WHAT CHANGED", "WHAT STANDS OUT", "WORTH DOING NOW", "WHAT CANNOT BE SAID, AND WHY"):
        assert heading in answer.output
    assert NAME not in answer.output


def test_json_stands_alone_on_standard_output() -> None:
    answer = run("--json", "--basis", "sold", "--country", "DE")
    found = json.loads(answer.stdout)

    assert (found["shop"], found["basis"], found["as_of"]) == ("Tea House", "sold", "2026-06-14")
    assert found["filters"] == "country=DE&basis=sold"
    assert found["elapsed_ms"] >= 0
    assert {card["key"] for card in found["advice"]} >= {"one_time_buyers"}


def test_as_of_sees_the_days_before_it() -> None:
    found = json.loads(run("--json", "--as-of", "2026-03-01").stdout)
    assert found["as_of"] == "2026-02-28"
    assert found["changes"][0]["period"] == {"from": "2025-12-01", "to": "2026-02-28"}


def test_a_file_is_written_and_said(tmp_path: Path) -> None:
    path = tmp_path / "brief.html"
    answer = run("--html", str(path))

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert str(path) in answer.stderr
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(run("--html", str(path), "--json").stdout)["shop"] == "Tea House"


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    answer = run("--html", str(tmp_path / "nowhere" / "brief.html"))
    assert isinstance(answer.exception, Refused)
    assert answer.exception.code == "brief.cannot_write"


@pytest.mark.parametrize("wrong", [("--language", "xx"), ("--basis", "gross"), ("--nonsense",)])
def test_wrong_usage_is_said_as_such(wrong: tuple[str, ...]) -> None:
    assert run(*wrong).exit_code == 2


def test_another_language() -> None:
    assert "14. Juni 2026" in run("--language", "de").output


def test_before_the_first_order() -> None:
    answer = run("--as-of", "2020-01-01")
    assert answer.exit_code == 0
    assert "There is no order yet." in answer.output
    assert "regulars import orders FILE" in answer.output
