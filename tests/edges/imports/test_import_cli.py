"""`regulars import` and `regulars imports`, as a person types them; and a kill in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop, shop
from regulars.base.state import Act, fetchall, write
from regulars.edges.imports.cli import import_files, imports
from regulars.kit.errors import Refused

HEADER = "Order ID,Date,Email,Product,Qty,Price,Country"


def rows(count: int) -> list[str]:
    return [
        f"{number // 2},2024-03-01 10:00,b{number // 2 % 50}@example.com,Tea {number % 7},1,9.50,Austria"
        for number in range(count)
    ]


def file(tmp_path: Path, lines: list[str], name: str = "orders.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def invoke(*args: object, group: Any = import_files) -> Result:
    return CliRunner().invoke(group, [str(one) for one in args], catch_exceptions=False)


@pytest.mark.django_db
def test_an_empty_home_learns_its_shop_from_its_first_file(tmp_path: Path) -> None:
    result = invoke("orders", file(tmp_path, rows(20)), "--yes", "--tax", "included")
    assert result.exit_code == 0, result.output
    assert (shop().zone, shop().reporting_currency, shop().prices_include_tax) == ("Europe/Vienna", "EUR", True)
    assert "20 rows read = 20 accepted + 0 rejected + 0 skipped" in result.stdout
    assert "100 % of the rows name Austria" in result.stderr
    assert "order_id = Order ID" in result.stderr


@pytest.mark.django_db
def test_json_has_the_whole_report_on_standard_output(tmp_path: Path) -> None:
    path = file(tmp_path, [*rows(20), "x,y,z,Tea,1,9.50,Austria"])
    report = json.loads(invoke("orders", path, "--json", "--zone", "Europe/Vienna", "--currency", "eur").stdout)
    assert set(report) == {
        "import", "state", "kind", "layout", "layout_title", "source", "zone", "currency", "file", "rows", "done",
        "months", "notes", "remarks", "cannot_know", "rejects_file", "resumed_at", "elapsed_ms",
    }  # fmt: skip
    assert report["rows"]["rejected"] == 1
    assert Path(report["rejects_file"]).is_file()
    assert report["months"] == [
        {
            "month": "2024-03", "currency": "EUR", "orders": 10, "not_counted": 0, "refunds": 0,
            "sold": {"amount_minor": 19_000, "currency": "EUR"},
            "charged": {"amount_minor": 19_000, "currency": "EUR"},
            "refunded": {"amount_minor": 0, "currency": "EUR"},
        }
    ]  # fmt: skip


@pytest.mark.django_db
def test_list_show_and_undo(tmp_path: Path) -> None:
    invoke("orders", file(tmp_path, rows(20)), "--yes")
    [listed] = json.loads(invoke("list", "--json", group=imports).stdout)["imports"]
    assert (listed["kind"], listed["state"], listed["file_name"]) == ("orders", "done", "orders.csv")
    assert "20 rows read" in invoke("show", listed["import"], group=imports).stdout
    undone = json.loads(invoke("undo", listed["import"], "--yes", "--json", group=imports).stdout)
    assert (undone["state"], undone["voided"] >= 10) == ("undone", True)
    assert "undone" in invoke("list", group=imports).stdout


@pytest.mark.django_db
def test_a_dry_run_needs_a_shop_and_changes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path, rows(20))
    with pytest.raises(Refused):
        invoke("orders", path, "--dry-run")
    assert find_shop() is None
    write(shops.set_up_shop, Act.by("cli"), "Shop", "Europe/Vienna", "EUR")
    assert "dry run" in invoke("orders", path, "--dry-run").stdout
    assert fetchall("SELECT count(*) FROM orders_order") == [(0,)]


@pytest.mark.django_db
def test_mapping_by_hand_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("A,B,C,D\n1,2024-03-01,ana@example.com,9.50\n", encoding="utf-8")
    again = tmp_path / "odd2.csv"
    again.write_text("A,B,C,D\n2,2024-03-02,ana@example.com,9.50\n", encoding="utf-8")
    zone = ("--zone", "UTC", "--currency", "EUR", "--yes")
    with pytest.raises(Refused, match="--map order_id=COLUMN"):
        invoke("orders", path, *zone)
    pairs = ("--map", "order_id=A", "--map", "placed_at=B", "--map", "total=D")
    assert invoke("orders", path, *pairs, *zone).exit_code == 0
    assert invoke("orders", again, *zone).exit_code == 0
    assert fetchall("SELECT count(*) FROM orders_order") == [(2,)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [("--map", "nope=A"), ("--map", "email"), ("--status", "paid=perhaps"), ("--layout", "nope"), ("--nope",)]
)
def test_wrong_usage_is_exit_2(tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert invoke("orders", file(tmp_path, rows(2)), *wrong).exit_code == 2


def _command(*args: str) -> list[str]:
    return [sys.executable, "-m", "regulars", *args]


def _orders() -> int:
    return int(fetchall("SELECT count(*) FROM orders_order")[0][0])


def _killed_at(env: dict[str, str], command: list[str], orders: int) -> None:
    """Run a command and kill it when so many orders are in."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=env, stdout=quiet, stderr=quiet) as process:
        while process.poll() is None and _orders() < orders:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_file_killed_again_and_again_goes_in_once_and_whole(tmp_path: Path, process_env: dict[str, str]) -> None:
    write(shops.set_up_shop, Act.by("cli"), "Shop", "Europe/Vienna", "EUR")
    path = file(tmp_path, rows(30_000))
    command = _command("import", "orders", str(path), "--json", "--yes")
    for orders in (1, 4_000, 9_000):
        _killed_at(process_env, command, orders)
    done = subprocess.run(command, env=process_env, text=True, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["resumed_at"] > 0
    assert (report["rows"]["accepted"], report["done"]["created"]) == (30_000, 15_000)
    assert _orders() == 15_000
    assert fetchall("SELECT count(*) FROM orders_line") == [(30_000,)]
    assert fetchall("SELECT count(*) FROM customers_customer") == [(50,)]
    again = subprocess.run(command, env=process_env, text=True, capture_output=True, timeout=300, check=True)
    assert json.loads(again.stdout)["state"] == "already_imported"
