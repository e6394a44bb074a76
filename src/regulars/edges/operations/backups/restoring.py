"""Putting a backup back: checked first, prepared beside the home, swapped in by renames, the old one kept aside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from regulars import __version__
from regulars.base.settings import Settings
from regulars.base.settings.loading import FILE, SECRET_FILE
from regulars.edges.operations.backups import postgresql
from regulars.edges.operations.backups.disk import copy_hashed, sync_folder, write_safely
from regulars.edges.operations.backups.making import KEPT, STAMP, database_file
from regulars.edges.operations.backups.manifest import POSTGRESQL_COPY, SQLITE_COPY, Manifest, read_manifest
from regulars.edges.operations.backups.toml import as_toml
from regulars.edges.operations.backups.verifying import verify_backup
from regulars.kit import clock
from regulars.kit.errors import Conflict, Refused

Report = Callable[[int, int | None, str], None]
STAGING = ".restoring"
ASIDE = "before-restore-"
BESIDE_DATABASE = ("", "-wal", "-shm", "-journal")
ERROR_LENGTH_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the former state is kept ("" where there was none)."""

    home: str
    name: str
    made_by: str
    rows: int
    migrated: bool
    has_secrets: bool
    aside: str
    elapsed_ms: int


def restore_backup(
    settings: Settings, source: Path, report: Report, known: Iterable[str], *, replace: bool = False
) -> Restored:
    """Put a backup into the home and database of `settings`; nobody may be serving them.

    `known` are the migrations this version has. The former state is never deleted.

    Raises:
        Refused: the backup is damaged, of another kind of database, or made by a newer Regulars.
        Conflict: the home or the database is not empty, and `replace` was not said.
    """
    began = clock.monotonic()
    manifest = _checked(settings, source, report, set(known))
    occupied = _is_occupied(settings)
    if occupied and not replace:
        raise Conflict(
            "restore.not_empty",
            "This home or its database is not empty",
            field="home",
            value=str(settings.home),
            fix="Name an empty home, or say --replace: what is there is kept aside.",
        )
    aside = settings.home / (ASIDE + clock.now().strftime(STAMP))
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = settings.home / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        _stage(source, staging, manifest, report)
        if manifest.database == "sqlite":
            migrated = _migrate(settings, staging, f"sqlite:///{staging / SQLITE_COPY}", manifest, known)
            _swap(settings, staging, aside, manifest)
        else:
            migrated = _load(settings, staging, aside, manifest, known, occupied)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Restored(
        str(settings.home), manifest.name, manifest.version, manifest.rows, migrated, manifest.has_secrets,
        str(aside) if aside.exists() else "", int((clock.monotonic() - began) * 1000),
    )  # fmt: skip


def _checked(settings: Settings, source: Path, report: Report, known: set[str]) -> Manifest:
    found = verify_backup(source, report)
    if not found.ok:
        first = found.faults[0]
        raise Refused("restore.damaged", f"The backup is damaged: {first.file}: {first.words}", value=str(source))
    manifest = read_manifest(source)
    wanted = "sqlite" if settings.database_url.startswith("sqlite") else "postgresql"
    if manifest.database != wanted:
        raise Refused(
            "restore.other_database",
            f"The backup is of {manifest.database} and this home uses {wanted}",
            fix="Set REGULARS_DATABASE_URL to a database of the same kind.",
        )
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise Refused(
            "restore.newer",
            f"Regulars {manifest.version} made this backup; this is {__version__} and does not know {newer[0]}",
            fix="Update Regulars, then restore.",
        )
    return manifest


def _is_occupied(settings: Settings) -> bool:
    if any((settings.home / name).exists() for name in KEPT):
        return True
    if settings.database_url.startswith("sqlite"):
        return database_file(settings).exists()
    return not postgresql.is_empty(settings.database_url)


def _stage(source: Path, staging: Path, manifest: Manifest, report: Report) -> None:
    done = 0
    for entry in manifest.files:
        if copy_hashed(source / entry.path, staging / entry.path) != (entry.size, entry.sha256):
            raise Refused("restore.damaged", f"{entry.path} changed while it was read", value=str(source))
        done += entry.size
        report(done, manifest.size, "files")


def _migrate(settings: Settings, home: Path, url: str, manifest: Manifest, known: Iterable[str]) -> bool:
    """Bring the copy up to date before it takes anybody's place; return whether there was something to do."""
    if set(manifest.migrations) >= set(known):
        return False
    run_command(["migrate"], home, url, settings.secret_key)
    return True


def run_command(words: list[str], home: Path, url: str, secret_key: str = "") -> str:
    """Run a command of ours on another home, and return what it printed.

    Raises:
        Refused: it failed; its last words are in the message.
    """
    environ = {**os.environ, "REGULARS_HOME": str(home), "REGULARS_DATABASE_URL": url}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    if secret_key:
        environ["REGULARS_SECRET_KEY"] = secret_key
    command = [sys.executable, "-m", "regulars", *words]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-ERROR_LENGTH_MAX:]
        raise Refused("restore.step_failed", f"`regulars {' '.join(words)}` failed on the restored copy: {said}")
    return done.stdout


def _load(
    settings: Settings, staging: Path, aside: Path, manifest: Manifest, known: Iterable[str], occupied: bool
) -> bool:
    url, full = settings.database_url, not postgresql.is_empty(settings.database_url)
    if full:
        postgresql.set_aside(url, aside.name.removeprefix(ASIDE))
    try:
        postgresql.load_dump(url, staging / POSTGRESQL_COPY)
        migrated = _migrate(settings, staging, url, manifest, known)
    except BaseException:
        if full:
            postgresql.put_back(url, aside.name.removeprefix(ASIDE))
        raise
    if occupied:
        aside.mkdir(mode=0o700, exist_ok=True)
    _swap(settings, staging, aside, manifest)
    return migrated


def _swap(settings: Settings, staging: Path, aside: Path, manifest: Manifest) -> None:
    """Move the former state aside and the new one in. The database is moved last: without it nothing serves."""
    home = settings.home
    moves: list[tuple[Path, Path]] = []
    if manifest.database == "sqlite":
        database = database_file(settings)
        moves += [(Path(f"{database}{end}"), aside / f"{database.name}{end}") for end in BESIDE_DATABASE]
    names = [*KEPT, "lake", *([SECRET_FILE] if manifest.has_secrets else [])]
    moves += [(home / name, aside / name) for name in names]
    for source, target in moves:
        if source.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            shutil.move(source, target)
    for name in KEPT:
        if (staging / "home" / name).exists():
            (staging / "home" / name).rename(home / name)
    if manifest.has_secrets:
        (staging / SECRET_FILE).rename(home / SECRET_FILE)
    if manifest.settings and not (home / FILE).exists():
        write_safely(home / FILE, as_toml(manifest.settings).encode())
    if manifest.database == "sqlite":
        shutil.move(staging / SQLITE_COPY, database_file(settings))
        sync_folder(database_file(settings).parent)
    sync_folder(home)
