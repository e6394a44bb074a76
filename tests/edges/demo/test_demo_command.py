"""`regulars demo`: no question, no network, a login once, and never a hand on somebody else's home."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from regulars.edges.demo.cli import _free_port
from regulars.kit.clock import monotonic

ORDERS_CSV = """Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Id
#1,ana@example.com,paid,2026-05-01 10:00:00 +0200,EUR,20.00,0.00,1.31,20.00,2026-05-01 10:00:00 +0200,2,Coffee,10.00,11
#2,ben@example.com,paid,2026-05-02 11:00:00 +0200,EUR,10.00,0.00,0.65,10.00,2026-05-02 11:00:00 +0200,1,Coffee,10.00,12
#3,ana@example.com,paid,2026-05-09 12:00:00 +0200,EUR,10.00,0.00,0.65,10.00,2026-05-09 12:00:00 +0200,1,Coffee,10.00,13
"""


def environ(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, **more}


def run(place: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "regulars", *words],
        cwd=place,
        env=environ(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory whose `.regulars` is somebody's real shop."""
    place = tmp_path_factory.mktemp("demo")
    (place / "orders.csv").write_text(ORDERS_CSV)
    told(run(place, "init", "--name", "Real", "--zone", "Europe/Berlin", "--currency", "EUR", "--json"))
    return place


def test_a_home_that_was_chosen_and_is_taken_is_left_alone(place: Path) -> None:
    before = (place / ".regulars" / "regulars.sqlite3").read_bytes()
    done = run(place, "demo", "--no-serve", "--home", ".regulars")
    assert done.returncode == 1
    assert "This home holds another shop" in done.stderr
    assert (place / ".regulars" / "regulars.sqlite3").read_bytes() == before
    assert not (place / ".regulars" / "demo.json").exists()


def test_an_own_export_is_opened_beside_a_home_that_is_taken(place: Path) -> None:
    first = told(run(place, "demo", "--data", "orders.csv", "--no-serve", "--json"))
    assert first["home"] == str(place / ".regulars-orders")
    assert (first["shop"], first["orders"], first["created"]) == ("orders", 3, True)
    assert len(first["password"]) >= 16
    assert first["address"].startswith("http://127.0.0.1:")

    again = told(run(place, "demo", "--data", "orders.csv", "--no-serve", "--json"))
    assert (again["home"], again["created"]) == (first["home"], False)
    assert again["password"] == ""  # it is the owner's shop by now: their password stays


@pytest.mark.slow
def test_a_file_without_orders_is_refused_in_words(place: Path) -> None:
    (place / "notes.csv").write_text("color,mood\nred,good\nblue,bad\n")
    done = run(place, "demo", "--data", "notes.csv", "--no-serve", "--home", "elsewhere")
    assert done.returncode == 1
    assert "was recognized" in done.stderr
    assert "--map" in done.stderr


def test_a_file_that_is_not_there_is_a_wrong_command(place: Path) -> None:
    assert run(place, "demo", "--data", "nowhere.csv").returncode == 2


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert _free_port("127.0.0.1", port) > port


@pytest.mark.slow
def test_the_demo_opens_within_a_minute_and_opens_again(tmp_path: Path) -> None:
    began = monotonic()
    first = told(run(tmp_path, "demo", "--no-serve", "--json"))
    assert monotonic() - began < 60
    assert first["home"] == str(tmp_path / ".regulars")
    assert (first["shop"], first["created"], first["email"]) == ("Tide & Leaf", True, "owner@demo.example")
    assert 23_000 < first["orders"] < 26_000
    assert told(run(tmp_path, "lake", "verify", "--json"))["ok"]

    again = told(run(tmp_path, "demo", "--no-serve", "--json"))
    assert again["created"] is False
    assert again["password"] not in ("", first["password"])


@pytest.mark.slow
def test_the_demo_serves_a_login(tmp_path: Path) -> None:
    began = subprocess.Popen(
        [sys.executable, "-m", "regulars", "demo", "--shop", "grocery"],
        cwd=tmp_path,
        env=environ(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert began.stdout is not None
        lines = [began.stdout.readline() for _ in range(5)]
        address = next(line.split()[-1] for line in lines if "http://" in line)
        assert "The Complete Journey is open" in lines[0]
        page = wait_for(address)
        assert "password" in page.lower()
    finally:
        began.terminate()
        began.wait(30)
        if began.stdout is not None:
            began.stdout.close()


def wait_for(address: str, seconds: int = 30) -> str:
    """Return the page once the server answers."""
    until = monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address) as answer:
                return str(answer.read().decode())
        except OSError:
            if monotonic() > until:
                raise
            time.sleep(0.3)
