"""Where there is no home, a command says so and leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from regulars.base.settings import current
from regulars.edges.cli.main import main

root = import_module("regulars.edges.cli.main")


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / ".regulars"
    settings = replace(current(), home=home, database_url=f"sqlite:///{home / 'regulars.sqlite3'}")
    monkeypatch.setattr(root, "current", lambda: settings)
    return home


@pytest.mark.parametrize(
    "words", ["brief", "lake sync", "lake verify", "imports list", "customers list --json", "import orders orders.csv"]
)
def test_a_command_that_needs_a_home_names_what_makes_one(nowhere: Path, words: str) -> None:
    done = CliRunner().invoke(main, words.split())
    assert done.exit_code == 1
    assert str(nowhere) in done.stderr
    assert "regulars init" in done.stderr
    assert list(nowhere.parent.iterdir()) == []


@pytest.mark.parametrize("words", ["--help", "import orders --help", "metrics --list", "--version"])
def test_help_needs_no_home(nowhere: Path, words: str) -> None:
    assert CliRunner().invoke(main, words.split()).exit_code == 0
    assert list(nowhere.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "advised"),
    [
        ("attempt to write a readonly database", "Mount it for writing"),
        ("unable to open database file", "as the user whom the home belongs to"),
        ("connection failed: Connection refused", "Start the database server"),
        ("no such table: shop_shop", "regulars migrate"),
    ],
)
def test_what_is_advised_fits_what_the_database_said(said: str, advised: str) -> None:
    fix = root._database_fix(said)
    assert advised in fix
    assert ("regulars init" in fix) == (said.startswith("no such table"))
