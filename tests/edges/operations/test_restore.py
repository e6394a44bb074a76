"""Restoring: only what is whole, never over something unasked, forward only, and the former state is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from operations_home import MIGRATIONS, silent

from regulars.base.settings import Settings
from regulars.edges.health.presence import WORKER, is_present, present, require_alone
from regulars.edges.operations.backups import restoring
from regulars.edges.operations.backups.making import Made, make_backup
from regulars.edges.operations.backups.restoring import restore_backup
from regulars.kit.errors import Conflict, Refused


def names(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as opened:
        return {row[0] for row in opened.execute("SELECT name FROM customers")}


def add_customer(settings: Settings, name: str) -> None:
    with closing(sqlite3.connect(settings.home / "regulars.sqlite3")) as opened:
        opened.execute("INSERT INTO customers VALUES (9000, ?)", [name])
        opened.commit()


def test_an_empty_home_gets_everything_back(settings: Settings, made: Made, elsewhere: Callable[..., Settings]) -> None:
    other = elsewhere()
    done = restore_backup(other, Path(made.path), silent, MIGRATIONS)
    assert names(other.home / "regulars.sqlite3") == names(settings.home / "regulars.sqlite3")
    stored = {file.name for file in (settings.home / "files").rglob("*") if file.is_file()}
    assert {file.name for file in (other.home / "files").rglob("*") if file.is_file()} == stored
    assert (other.home / "regulars.toml").read_text() == "web_threads = 3\n"
    assert (done.aside, done.migrated, done.rows) == ("", False, 2503)
    assert not (other.home / restoring.STAGING).exists()


def test_a_home_that_holds_something_is_not_touched_unasked(settings: Settings, made: Made) -> None:
    add_customer(settings, "Late")
    with pytest.raises(Conflict) as refused:
        restore_backup(settings, Path(made.path), silent, MIGRATIONS)
    assert refused.value.code == "restore.not_empty"
    assert "Late" in names(settings.home / "regulars.sqlite3")


def test_what_is_replaced_is_kept_aside(settings: Settings, made: Made) -> None:
    add_customer(settings, "Late")
    done = restore_backup(settings, Path(made.path), silent, MIGRATIONS, replace=True)
    assert "Late" not in names(settings.home / "regulars.sqlite3")
    aside = Path(done.aside)
    assert aside.parent == settings.home
    assert "Late" in names(aside / "regulars.sqlite3")
    assert {path.name for path in aside.iterdir()} >= {"files", "lake"}
    assert (settings.home / "secret.key").exists(), "a backup without secrets leaves the home's own key"


def test_the_secret_key_comes_back_when_it_went_along(
    settings: Settings, tmp_path: Path, elsewhere: Callable[..., Settings]
) -> None:
    made = make_backup(settings, tmp_path / "secret", silent, with_secrets=True)
    other = elsewhere()
    restore_backup(other, Path(made.path), silent, MIGRATIONS)
    assert (other.home / "secret.key").read_bytes() == (settings.home / "secret.key").read_bytes()


def test_a_damaged_backup_changes_nothing(made: Made, elsewhere: Callable[..., Settings]) -> None:
    database = Path(made.path) / "regulars.sqlite3"
    content = bytearray(database.read_bytes())
    content[5000] ^= 1
    database.write_bytes(content)
    other = elsewhere()
    with pytest.raises(Refused, match=r"regulars\.sqlite3: was altered"):
        restore_backup(other, Path(made.path), silent, MIGRATIONS)
    assert not other.home.exists()


def test_a_backup_of_a_newer_version_is_refused(made: Made, elsewhere: Callable[..., Settings]) -> None:
    with pytest.raises(Refused) as refused:
        restore_backup(elsewhere(), Path(made.path), silent, MIGRATIONS[:2])
    assert refused.value.code == "restore.newer"
    assert "orders.0002_number" in refused.value.message


def test_an_older_backup_is_brought_up_to_date_before_it_takes_the_place(
    settings: Settings, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O2: the present state stays until the copy is migrated; a migration that fails changes nothing."""
    asked: list[tuple[list[str], str]] = []

    def fail(words: list[str], home: Path, url: str, _key: str = "") -> str:
        asked.append((words, url))
        raise Refused("restore.step_failed", "migrate failed")

    add_customer(settings, "Late")
    monkeypatch.setattr(restoring, "run_command", fail)
    with pytest.raises(Refused):
        restore_backup(settings, Path(made.path), silent, [*MIGRATIONS, "orders.0003_more"], replace=True)
    assert asked == [(["migrate"], f"sqlite:///{settings.home / '.restoring' / 'regulars.sqlite3'}")]
    assert "Late" in names(settings.home / "regulars.sqlite3")
    assert not (settings.home / ".restoring").exists()


def test_a_backup_of_another_kind_of_database_is_refused(made: Made, settings: Settings) -> None:
    other = replace(settings, database_url="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Refused) as refused:
        restore_backup(other, Path(made.path), silent, MIGRATIONS)
    assert refused.value.code == "restore.other_database"


def test_a_home_that_is_served_is_not_restored(tmp_path: Path) -> None:
    with present(tmp_path), pytest.raises(Conflict, match="being served"), require_alone(tmp_path):
        pytest.fail("it was let in")
    with require_alone(tmp_path), pytest.raises(Conflict, match="restore of this home"), present(tmp_path):
        pytest.fail("it was let in")


def test_presence_ends_with_the_one_who_was_present(tmp_path: Path) -> None:
    assert is_present(tmp_path, WORKER) is False
    with present(tmp_path, WORKER), present(tmp_path, WORKER):
        assert is_present(tmp_path, WORKER) is True
    assert is_present(tmp_path, WORKER) is False


def test_settings_with_odd_characters_survive(tmp_path: Path) -> None:
    import tomllib

    from regulars.edges.operations.backups.toml import as_toml

    values: dict[str, Any] = {"language": 'd"e\\ ü\n', "port": 1, "debug": False, "allowed_hosts": ["a", "b"]}
    assert tomllib.loads(as_toml(values)) == values
