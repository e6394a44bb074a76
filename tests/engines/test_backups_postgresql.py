"""Backups of PostgreSQL: one snapshot, read to the end by verify, restored in one transaction or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from regulars.base.settings import Settings
from regulars.edges.operations.backups import postgresql, restoring
from regulars.edges.operations.backups.making import make_backup
from regulars.edges.operations.backups.restoring import restore_backup
from regulars.edges.operations.backups.verifying import verify_backup
from regulars.kit.errors import Conflict, Refused

pytestmark = [
    pytest.mark.engines,
    pytest.mark.skipif(shutil.which("pg_dump") is None, reason="PostgreSQL's client programs are not on this machine"),
]
MIGRATIONS = ("orders.0001_initial",)


def silent(done: int, total: int | None = None, note: str = "") -> None:
    """Report to nobody."""


def execute(url: str, *statements: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            found = connection.execute(statement)  # type: ignore[call-overload]
        return list(found.fetchall()) if found.description else []


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """Make two databases: one that holds something, one that is empty."""
    server = urlsplit(os.environ["REGULARS_TEST_DATABASE_URL"])
    root = server._replace(path="/postgres").geturl()
    names = [f"regulars_backup_{os.getpid()}_{number}" for number in (1, 2)]
    urls = [server._replace(path=f"/{name}").geturl() for name in names]
    for name in names:
        execute(root, f'CREATE DATABASE "{name}"')
    execute(
        urls[0],
        "CREATE TABLE django_migrations (app text, name text)",
        "INSERT INTO django_migrations VALUES ('orders', '0001_initial')",
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text)",
        "INSERT INTO customers SELECT n, 'Customer ' || n FROM generate_series(1, 1000) n",
        "CREATE SEQUENCE numbers START 42",
    )
    yield urls[0], urls[1]
    for name in names:
        execute(root, f'DROP DATABASE "{name}" WITH (FORCE)')


def settings(home: Path, url: str) -> Settings:
    home.mkdir(mode=0o700)
    return Settings(home=home, database_url=url)


def test_what_is_dumped_comes_back_and_the_former_state_is_kept(databases: tuple[str, str], tmp_path: Path) -> None:
    full, empty = databases
    made = make_backup(settings(tmp_path / "one", full), tmp_path / "backups", silent)
    found = verify_backup(Path(made.path), silent)
    assert (found.ok, found.rows) == (True, 1001)
    other = settings(tmp_path / "two", empty)
    restore_backup(other, Path(made.path), silent, MIGRATIONS)
    assert execute(empty, "SELECT count(*) FROM customers") == [(1000,)]
    assert execute(empty, "SELECT nextval('numbers')") == [(42,)]
    execute(empty, "INSERT INTO customers VALUES (5000, 'Late')")
    with pytest.raises(Conflict):
        restore_backup(other, Path(made.path), silent, MIGRATIONS)
    restore_backup(other, Path(made.path), silent, MIGRATIONS, replace=True)
    assert execute(empty, "SELECT count(*) FROM customers") == [(1000,)]
    (aside,) = execute(empty, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'")
    assert execute(empty, f'SELECT count(*) FROM "{aside[0]}".customers') == [(1001,)]
    again = make_backup(other, tmp_path / "again", silent)
    assert verify_backup(Path(again.path), silent).ok, "what was set aside is not backed up again"


def test_a_restore_that_fails_puts_the_former_state_back(
    databases: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, _empty = databases
    ours = settings(tmp_path / "one", full)
    made = make_backup(ours, tmp_path / "backups", silent)
    execute(full, "INSERT INTO customers VALUES (5000, 'Late')")

    def fail(*_: Any) -> str:
        raise Refused("restore.step_failed", "migrate failed")

    monkeypatch.setattr(restoring, "run_command", fail)
    with pytest.raises(Refused):
        restore_backup(ours, Path(made.path), silent, [*MIGRATIONS, "orders.0002_more"], replace=True)
    assert execute(full, "SELECT count(*) FROM customers") == [(1001,)]
    assert execute(full, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'") == []


def test_a_dump_that_was_cut_is_found_out_even_with_a_right_hash(databases: tuple[str, str], tmp_path: Path) -> None:
    made = make_backup(settings(tmp_path / "one", databases[0]), tmp_path / "backups", silent)
    dump = Path(made.path) / "regulars.dump"
    dump.write_bytes(dump.read_bytes()[:-400])
    assert list(postgresql.database_faults(dump, {"customers": 1000, "django_migrations": 1}))


def test_no_password_stands_on_a_command_line(databases: tuple[str, str], tmp_path: Path) -> None:
    ours = settings(tmp_path / "one", databases[0])
    parts = urlsplit(ours.database_url)
    wrong = parts._replace(netloc=parts.netloc.replace("@", ":hidden-word@"))
    assert "hidden-word" in postgresql._place(wrong.geturl())["PGPASSWORD"]
    made = make_backup(replace(ours, database_url=wrong.geturl()), tmp_path / "backups", silent)
    kept = b"".join(file.read_bytes() for file in Path(made.path).rglob("*") if file.is_file())
    assert b"hidden-word" not in kept
