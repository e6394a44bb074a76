"""What a backup says about itself: `manifest.json`, and the hash of that page in `manifest.sha256`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from regulars.edges.operations.backups.disk import write_safely
from regulars.kit.errors import Refused

FORMAT = 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
SQLITE_COPY, POSTGRESQL_COPY = "regulars.sqlite3", "regulars.dump"
NAME_PREFIX = "regulars-"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a backup: path from the backup's folder, bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a restore has to know. `migrations` lists every applied `app.name`, `tables` the rows of each table.

    `damaged` names stored files whose content no longer matches their name: they were so before the backup.
    """

    format: int
    name: str
    version: str
    created_at: datetime
    database: str
    migrations: list[str]
    tables: dict[str, int]
    files: list[FileEntry]
    settings: dict[str, object] = field(default_factory=dict)
    has_secrets: bool = False
    damaged: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files)

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())

    @property
    def heads(self) -> dict[str, str]:
        """The last applied migration of each app."""
        return dict(sorted(one.split(".", 1) for one in self.migrations))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the page and its seal, and wait until both are on the disk."""
    page = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    write_safely(folder / MANIFEST, page)
    write_safely(folder / SEAL, seal_of(page))


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says about itself.

    Raises:
        Refused: this is no complete backup, its page was altered, or a newer Regulars made it.
    """
    page, seal = folder / MANIFEST, folder / SEAL
    for path in (page, seal):
        if not path.is_file():
            raise Refused(
                "backup.incomplete",
                f"{path.name} is missing: this is no complete backup",
                field="backup",
                value=str(folder),
            )
    content = page.read_bytes()
    if seal.read_bytes() != seal_of(content):
        raise Refused("backup.damaged", f"{MANIFEST} does not match {SEAL}: one of them was altered", value=str(folder))
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except msgspec.MsgspecError as error:
        raise Refused("backup.unreadable", f"{MANIFEST} cannot be read: {error}", value=str(folder)) from error
    if found.format > FORMAT:
        raise Refused("backup.newer", "A newer Regulars made this backup", fix="Update Regulars, then restore.")
    return found


def seal_of(page: bytes) -> bytes:
    """Return the seal's content, in the format of `sha256sum`, so that it can be checked without Regulars."""
    return f"{hashlib.sha256(page).hexdigest()}  {MANIFEST}\n".encode()


def complete_backups(folder: Path) -> Iterator[Path]:
    """Yield the finished backups in a folder, oldest first; what is being written has another name."""
    if folder.is_dir():
        yield from sorted(
            path for path in folder.iterdir() if path.name.startswith(NAME_PREFIX) and (path / SEAL).is_file()
        )
