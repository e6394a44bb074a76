"""Backups: consistent while written to, whole or not there, and found out when a single bit differs (O1)."""

from __future__ import annotations

import fcntl
import json
import random
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from operations_home import MIGRATIONS, silent, store

from regulars.base.settings import Settings
from regulars.edges.operations.backups import making, postgresql
from regulars.edges.operations.backups.making import Made, default_folder, make_backup
from regulars.edges.operations.backups.manifest import complete_backups, read_manifest
from regulars.edges.operations.backups.verifying import verify_backup
from regulars.kit.errors import Conflict, Refused


def rows(database: Path, table: str = "orders") -> int:
    with closing(sqlite3.connect(database)) as opened:
        return int(opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_backup_describes_itself(made: Made) -> None:
    manifest = read_manifest(Path(made.path))
    assert manifest.tables == {"customers": 500, "django_migrations": 3, "orders": 2000}
    assert manifest.migrations == sorted(MIGRATIONS)
    assert manifest.heads == {"orders": "0002_number", "shop": "0001_initial"}
    assert manifest.created_at == made.created_at
    assert [entry.path.split("/")[0] for entry in manifest.files] == ["regulars.sqlite3", "home", "home"]
    assert manifest.settings == {"web_threads": 3}


def test_a_backup_is_for_its_owner_alone(made: Made) -> None:
    path = Path(made.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((path.parent / ".lock").stat().st_mode) == 0o600
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.rglob("*") if file.is_file()} == {0o600}


def test_no_secret_leaves_the_home_unless_asked_for(settings: Settings, made: Made, tmp_path: Path) -> None:
    key = (settings.home / "secret.key").read_bytes()
    kept = b"".join(file.read_bytes() for file in Path(made.path).rglob("*") if file.is_file())
    assert key not in kept
    assert settings.secret_key.encode() not in kept
    assert made.has_secrets is False
    asked = make_backup(settings, tmp_path / "secret", silent, with_secrets=True)
    assert asked.has_secrets is True
    assert (Path(asked.path) / "secret.key").read_bytes() == key


def test_the_lake_is_left_out_because_it_can_be_made_again(made: Made) -> None:
    assert not list(Path(made.path).rglob("lake"))


def test_a_whole_backup_verifies(made: Made) -> None:
    found = verify_backup(Path(made.path), silent)
    assert (found.ok, found.faults, found.rows, found.files) == (True, [], 2503, 3)


@pytest.mark.parametrize("seed", range(12))
def test_a_flipped_bit_anywhere_is_found_and_its_file_named(made: Made, seed: int) -> None:
    """O1: any byte of any file, the manifest and its seal included."""
    chance = random.Random(seed)
    files = sorted(file for file in Path(made.path).rglob("*") if file.is_file())
    victim = files[seed % len(files)]
    content = bytearray(victim.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    victim.write_bytes(content)
    found = verify_backup(Path(made.path), silent)
    assert found.ok is False
    named = {fault.file for fault in found.faults}
    assert victim.relative_to(made.path).as_posix() in named or (
        victim.name == "manifest.sha256" and named == {"manifest.json"}
    )


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sha256", "regulars.sqlite3"])
def test_a_missing_file_is_named(made: Made, name: str) -> None:
    (Path(made.path) / name).unlink()
    found = verify_backup(Path(made.path), silent)
    assert found.ok is False
    assert any(name in f"{fault.file} {fault.words}" for fault in found.faults)


def test_a_truncated_file_is_named_with_its_sizes(made: Made) -> None:
    database = Path(made.path) / "regulars.sqlite3"
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.truncate(size - 1)
    (fault,) = verify_backup(Path(made.path), silent).faults
    assert (fault.file, fault.words) == ("regulars.sqlite3", f"has {size - 1} bytes, not {size}")


def test_a_file_that_does_not_belong_is_named(made: Made) -> None:
    (Path(made.path) / "home" / "stray").write_text("?")
    (fault,) = verify_backup(Path(made.path), silent).faults
    assert fault.file == "home/stray"


def test_a_copy_with_right_hashes_and_broken_references_is_refused(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.home / "regulars.sqlite3")) as opened:
        opened.execute("INSERT INTO orders VALUES (9999, 12345)")  # foreign keys are off in this connection
        opened.commit()
    broken = make_backup(settings, tmp_path / "backups", silent)
    (fault,) = verify_backup(Path(broken.path), silent).faults
    assert fault.words == "a row of orders refers to a missing row of customers"


def test_a_stored_file_that_was_damaged_before_is_told(settings: Settings, tmp_path: Path) -> None:
    hurt = store(settings.home, b"picture three")
    hurt.write_bytes(b"picture thre\xff")
    told = make_backup(settings, tmp_path / "backups", silent)
    assert told.damaged == [hurt.relative_to(settings.home).as_posix()]


def test_writes_go_on_while_a_backup_is_made_and_it_holds_all_from_before(settings: Settings, tmp_path: Path) -> None:
    """The snapshot is of one instant: every write acknowledged before, and of later ones a prefix."""
    database, started, stop = settings.home / "regulars.sqlite3", threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as opened:
            number = 10_000
            while not stop.is_set():
                opened.execute("INSERT INTO orders VALUES (?, 1)", [number])
                number += 1
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    started.wait()
    before = rows(database)
    made = make_backup(settings, tmp_path / "backups", silent)
    stop.set()
    writer.join()
    copy = Path(made.path) / "regulars.sqlite3"
    assert before <= rows(copy) <= rows(database)
    with closing(sqlite3.connect(copy)) as opened:
        first, last, count = opened.execute(
            "SELECT min(id), max(id), count(*) FROM orders WHERE id >= 10000"
        ).fetchone()
    assert last - first + 1 == count
    assert verify_backup(Path(made.path), silent).ok


def test_an_interrupted_backup_is_never_taken_for_a_good_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: Any) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "backups"
    with monkeypatch.context() as patched:
        patched.setattr(making, "write_manifest", power_cut)
        patched.setattr(shutil, "rmtree", lambda *_args, **_more: None)  # as after a kill: nobody cleans up
        with pytest.raises(KeyboardInterrupt):
            make_backup(settings, folder, silent)
    assert len([path for path in folder.iterdir() if path.name.endswith(".partial")]) == 1
    assert list(complete_backups(folder)) == []
    made = make_backup(settings, folder, silent)
    assert list(complete_backups(folder)) == [Path(made.path)]
    assert not [path for path in folder.iterdir() if path.name.endswith(".partial")]


def test_two_backups_into_one_folder_take_turns(settings: Settings, made: Made) -> None:
    with (Path(made.path).parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(Conflict, match="Another backup"):
            make_backup(settings, Path(made.path).parent, silent)


def test_the_oldest_are_removed_beyond_what_is_kept(settings: Settings, tmp_path: Path, clock: Any) -> None:
    names = []
    for _ in range(5):
        made = make_backup(settings, tmp_path / "backups", silent, keep=3)
        names.append(made.name)
        clock.advance(hours=1)
    assert [path.name for path in complete_backups(tmp_path / "backups")] == names[-3:]
    assert made.removed == [names[1]]


def test_a_backup_that_does_not_fit_is_not_begun(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refused:
        make_backup(settings, tmp_path / "backups", silent)
    assert refused.value.code == "backup.no_room"
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".lock"]


def test_backups_go_to_the_home_unless_a_folder_is_set(settings: Settings) -> None:
    assert default_folder(settings) == settings.home / "backups"
    assert default_folder(Settings(backup_folder="/srv/backups")) == Path("/srv/backups")


def test_a_backup_says_in_plain_text_what_any_machine_can_check(made: Made) -> None:
    seal = (Path(made.path) / "manifest.sha256").read_text()
    assert seal.endswith("  manifest.json\n")
    page = json.loads((Path(made.path) / "manifest.json").read_text())
    assert {entry["path"] for entry in page["files"]} >= {"regulars.sqlite3"}


def test_without_pg_dump_the_fix_is_named(elsewhere: Callable[[], Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(Refused) as refused:
        postgresql.copy_database("postgresql://nobody@127.0.0.1:1/x", Path("/nowhere"), silent)
    assert refused.value.code == "backup.no_tool"
    assert "postgresql-client" in refused.value.fix
