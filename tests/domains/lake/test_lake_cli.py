"""`regulars lake`: results on stdout, exit 1 when the lake differs."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from regulars.base import state
from regulars.base.lake import manifest
from regulars.base.lake.cli import lake as command
from regulars.kit.errors import Conflict


def run(*arguments: str):
    return CliRunner().invoke(command, arguments)


def test_sync_tells_what_it_did(toy) -> None:
    toy.record({"id": 1}, {"id": 2})

    first, second = run("sync"), run("sync")

    assert first.exit_code == second.exit_code == 0
    assert first.stdout.splitlines()[:3] == ["toy_orders: 2 rows", "toy_sales: computed", "toy_buyers: computed"]
    assert second.stdout.startswith("The lake is up to date (00000001-")


def test_sync_as_json(toy) -> None:
    toy.record({"id": 1})

    report = json.loads(run("sync", "--json").stdout)

    assert report["rows"] == {"toy_orders": 1}
    assert report["published"] is True
    assert report["computed"] == ["toy_sales", "toy_buyers"]


def test_verify_says_yes_or_names_each_difference(toy) -> None:
    toy.record({"id": 1}, {"id": 2})
    run("sync")
    agrees = run("verify")
    state.execute("UPDATE toy_order SET shop = 'Worms' WHERE id = 2")

    differs, as_json = run("verify"), run("verify", "--json")

    assert (agrees.exit_code, agrees.stdout) == (0, "The lake agrees with the state: 5 rows compared.\n")
    assert differs.exit_code == as_json.exit_code == 1
    assert differs.stdout.splitlines()[0] == "toy_orders: 1 rows have other values than in the state (id 2)"
    assert json.loads(as_json.stdout)["differences"] == [
        {
            "table": "toy_orders",
            "kind": "values",
            "words": "toy_orders: 1 rows have other values than in the state (id 2)",
        }
    ]


def test_rebuild_repairs(toy, home: Path) -> None:
    toy.record({"id": 1})
    run("sync")
    for path in (home / "lake" / "data" / "toy_orders").iterdir():
        path.unlink()
    assert run("verify").exit_code == 1

    assert run("rebuild").exit_code == 0

    assert run("verify").exit_code == 0


def test_a_sync_beside_another_fails_with_the_reason(toy, home: Path) -> None:
    with manifest.exclusive(home / "lake"):
        result = run("sync")

    assert result.exit_code == 1
    assert isinstance(result.exception, Conflict)
    assert "Another sync" in result.exception.message
