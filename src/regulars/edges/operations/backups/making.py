"""Making a backup while the product serves: written under another name, renamed when it is whole."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from regulars import __version__
from regulars.base.settings import Settings
from regulars.base.settings.loading import SECRET_FILE
from regulars.edges.operations.backups import postgresql, sqlite
from regulars.edges.operations.backups.disk import copy_hashed, files_below, hash_of, sync_folder
from regulars.edges.operations.backups.manifest import (
    FORMAT,
    NAME_PREFIX,
    POSTGRESQL_COPY,
    SEAL,
    SQLITE_COPY,
    FileEntry,
    Manifest,
    complete_backups,
    write_manifest,
)
from regulars.kit import clock
from regulars.kit.errors import Conflict, Refused

Report = Callable[[int, int | None, str], None]
KEPT = ("files", "archive", "imports", "demo.json")  # of the home; the lake is derived, tmp and run are passing
SECRET_WORDS = ("secret", "token", "password", "url")
PARTIAL = ".partial"
SPARE = 1.2
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Made:
    """One backup that was made, and which older ones made room for it."""

    path: str
    name: str
    created_at: datetime
    size: int
    files: int
    rows: int
    has_secrets: bool
    damaged: list[str]
    removed: list[str]
    elapsed_ms: int


def default_folder(settings: Settings) -> Path:
    """Return where backups go when nobody says otherwise."""
    return Path(settings.backup_folder).expanduser().absolute() if settings.backup_folder else settings.home / "backups"


def make_backup(settings: Settings, folder: Path, report: Report, *, with_secrets: bool = False, keep: int = 0) -> Made:
    """Back up everything an installation cannot make again, and return where it is.

    The backup holds every write that was acknowledged before this began. `keep` removes the oldest finished ones
    beyond that number afterwards; 0 keeps all.

    Raises:
        Conflict: another backup is being written to this folder.
        Refused: there is nothing to back up, too little room, or a tool is missing.
    """
    began, now = clock.monotonic(), clock.now()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        for stale in folder.glob(f".{NAME_PREFIX}*{PARTIAL}"):
            shutil.rmtree(stale)
        _require_room(settings, folder)
        name = _free_name(folder, now)
        partial = folder / f".{name}{PARTIAL}"
        partial.mkdir(mode=0o700)
        try:
            manifest = _write(settings, partial, name, now, report, with_secrets)
            for place, _names, _files in os.walk(partial):
                sync_folder(Path(place))
            partial.rename(folder / name)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        sync_folder(folder)
        removed = remove_old(folder, keep) if keep else []
    took = int((clock.monotonic() - began) * 1000)
    return Made(
        str(folder / name), name, now, manifest.size, len(manifest.files), manifest.rows, manifest.has_secrets,
        manifest.damaged, removed, took,
    )  # fmt: skip


def remove_old(folder: Path, keep: int) -> list[str]:
    """Remove the oldest finished backups so that `keep` are left, and return their names."""
    gone = []
    for path in list(complete_backups(folder))[: -max(keep, 1)]:
        (path / SEAL).unlink()  # from here on nobody takes it for a good one
        shutil.rmtree(path)
        gone.append(path.name)
    return gone


def _write(settings: Settings, partial: Path, name: str, now: datetime, report: Report, with_secrets: bool) -> Manifest:
    database, url = _copy_database(settings, partial, report)
    kind, counts, migrations = database
    files = [FileEntry(url.name, *hash_of(url))]
    damaged: list[str] = []
    sources = list(_home_files(settings.home))
    total, done = sum(path.stat().st_size for path in sources if path.exists()), 0
    for source in sources:
        path = source.relative_to(settings.home).as_posix()
        try:
            size, digest = copy_hashed(source, partial / "home" / path)
        except FileNotFoundError:  # taken away meanwhile, which the database's snapshot cannot know of
            continue
        if path.startswith("files/") and source.name != digest:
            damaged.append(path)
        files.append(FileEntry(f"home/{path}", size, digest))
        done += size
        report(done, total, "files")
    if with_secrets:
        files.append(_secret(settings, partial))
    manifest = Manifest(
        FORMAT, name, __version__, now, kind, migrations, counts, files, settings_without_secrets(settings),
        with_secrets, damaged,
    )  # fmt: skip
    write_manifest(partial, manifest)
    return manifest


def _copy_database(
    settings: Settings, partial: Path, report: Report
) -> tuple[tuple[str, dict[str, int], list[str]], Path]:
    if settings.database_url.startswith("sqlite"):
        source, target = database_file(settings), partial / SQLITE_COPY
        if not source.is_file():
            raise Refused("backup.no_database", "There is no database to back up", fix="Run `regulars init` first.")
        return ("sqlite", *sqlite.copy_database(source, target, report)), target
    target = partial / POSTGRESQL_COPY
    return ("postgresql", *postgresql.copy_database(settings.database_url, target, report)), target


def database_file(settings: Settings) -> Path:
    """Return the file of a SQLite database."""
    return Path(settings.database_url.removeprefix("sqlite:///"))


def settings_without_secrets(settings: Settings) -> dict[str, object]:
    """Return settings that differ from their default, without any that could hold a secret or names a place."""
    blank, found = asdict(Settings()), asdict(settings)
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in found.items()
        if value != blank[name] and not isinstance(value, Path) and not any(word in name for word in SECRET_WORDS)
    }


def _secret(settings: Settings, partial: Path) -> FileEntry:
    source = settings.home / SECRET_FILE
    if not source.is_file():
        raise Refused(
            "backup.no_secret",
            "The secret key is not in the home, so it cannot be taken along",
            fix="Keep REGULARS_SECRET_KEY where you keep your other secrets.",
        )
    return FileEntry(SECRET_FILE, *copy_hashed(source, partial / SECRET_FILE))


def _home_files(home: Path) -> Iterator[Path]:
    for name in KEPT:
        path = home / name
        if path.is_dir():
            yield from files_below(path)
        elif path.is_file():
            yield path


def _require_room(settings: Settings, folder: Path) -> None:
    need = sum(path.stat().st_size for path in _home_files(settings.home))
    if settings.database_url.startswith("sqlite"):
        source = database_file(settings)
        need += sum(path.stat().st_size for path in (source, Path(f"{source}-wal")) if path.is_file())
    free = shutil.disk_usage(folder).free
    if free < need * SPARE:
        raise Refused(
            "backup.no_room",
            f"A backup needs about {int(need * SPARE) // 1_048_576} MB and {free // 1_048_576} MB are free",
            field="backup_folder",
            value=str(folder),
            fix="Free space, name another folder, or keep fewer backups.",
        )


def _free_name(folder: Path, now: datetime) -> str:
    first = NAME_PREFIX + now.strftime(STAMP)
    names = [first, *(f"{first}-{number}" for number in range(2, 1000))]
    return next(name for name in names if not (folder / name).exists())


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it when the process ends, however it ends."""
    with open(folder / ".lock", "w", opener=_for_us_alone) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                "backup.running", "Another backup is being written to this folder", field="folder", value=str(folder)
            ) from None
        yield
