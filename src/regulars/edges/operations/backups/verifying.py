"""Is a backup what it was when it was made? Every byte is read; what differs is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from regulars.edges.operations.backups import postgresql, sqlite
from regulars.edges.operations.backups.disk import hash_of
from regulars.edges.operations.backups.manifest import (
    MANIFEST,
    POSTGRESQL_COPY,
    SEAL,
    SQLITE_COPY,
    Manifest,
    read_manifest,
)
from regulars.kit import clock
from regulars.kit.errors import Problem

Report = Callable[[int, int | None, str], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the file it is in."""

    file: str
    words: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found."""

    ok: bool
    path: str
    name: str
    files: int
    size: int
    rows: int
    faults: list[Fault] = field(default_factory=list)
    elapsed_ms: int = 0


def verify_backup(path: Path, report: Report) -> Verified:
    """Hash every file, and open the copy of the database: structure, references and numbers of rows."""
    began = clock.monotonic()
    try:
        manifest = read_manifest(path)
    except Problem as problem:
        return Verified(False, str(path), path.name, 0, 0, 0, [Fault(MANIFEST, problem.message)])
    faults = list(_file_faults(path, manifest, report))
    database = SQLITE_COPY if manifest.database == "sqlite" else POSTGRESQL_COPY
    if not any(fault.file == database for fault in faults):
        look = sqlite.database_faults if manifest.database == "sqlite" else postgresql.database_faults
        report(manifest.size, manifest.size, "database")
        faults += [Fault(database, words) for words in look(path / database, manifest.tables)]
    took = int((clock.monotonic() - began) * 1000)
    return Verified(
        not faults, str(path), manifest.name, len(manifest.files), manifest.size, manifest.rows, faults, took
    )


def _file_faults(path: Path, manifest: Manifest, report: Report) -> Iterator[Fault]:
    done = 0

    def told(size: int) -> None:
        nonlocal done
        done += size
        report(done, manifest.size, "files")

    for entry in manifest.files:
        file = path / entry.path
        if not file.is_file():
            yield Fault(entry.path, "is missing")
            continue
        size, digest = hash_of(file, told)
        if size != entry.size:
            yield Fault(entry.path, f"has {size} bytes, not {entry.size}")
        elif digest != entry.sha256:
            yield Fault(entry.path, "was altered: its hash is another one")
    known = {MANIFEST, SEAL, *(entry.path for entry in manifest.files)}
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if not file.is_dir() and name not in known:
            yield Fault(name, "does not belong to this backup")
