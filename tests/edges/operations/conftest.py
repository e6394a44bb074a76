"""A small installation in a folder of its own, with rows, stored files and a setting."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from operations_home import MIGRATIONS, silent, store

from regulars.base.settings import Settings
from regulars.edges.operations.backups.making import Made, make_backup


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a home that holds something."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    database = home / "regulars.sqlite3"
    with closing(sqlite3.connect(database)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE django_migrations (app TEXT, name TEXT)")
        made.executemany("INSERT INTO django_migrations VALUES (?, ?)", [one.split(".") for one in MIGRATIONS])
        made.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT)")
        made.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id))")
        made.executemany("INSERT INTO customers VALUES (?, ?)", [(n, f"Customer {n} " + "x" * 200) for n in range(500)])
        made.executemany("INSERT INTO orders VALUES (?, ?)", [(n, n % 500) for n in range(2000)])
        made.commit()
    store(home, b"picture one")
    store(home, b"picture two" * 1000)
    (home / "secret.key").write_text("k" * 20 + "0123456789abcdef")
    (home / "secret.key").chmod(0o600)
    (home / "lake").mkdir()
    (home / "lake" / "manifest.json").write_text("{}")
    return Settings(
        home=home, database_url=f"sqlite:///{database}", secret_key="s" * 20 + "0123456789abcdef", web_threads=3
    )


@pytest.fixture
def made(settings: Settings, tmp_path: Path) -> Made:
    """Return one backup of it."""
    return make_backup(settings, tmp_path / "backups", silent)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[[str], Settings]:
    """Return a maker of settings for an empty home."""

    def make(name: str = "other") -> Settings:
        home = tmp_path / name
        return Settings(home=home, database_url=f"sqlite:///{home / 'regulars.sqlite3'}")

    return make
