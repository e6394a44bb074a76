"""Files that are on the disk when a function returns, and copies that are hashed while they are made."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

CHUNK = 1024 * 1024
SYNC_EVERY = 8 * CHUNK  # one large sync at the end would hold up the server's own


def write_safely(path: Path, content: bytes) -> None:
    """Write a file under its final name in one step, and wait until the disk has it."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Wait until the disk has a file's content."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_hashed(source: Path, target: Path, told: Callable[[int], None] = lambda _size: None) -> tuple[int, str]:
    """Copy one file, wait until the disk has it, and return its bytes and SHA-256; `told` hears of each chunk."""
    digest, size, unsynced = hashlib.sha256(), 0, 0
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as reading, target.open("wb") as writing:
        os.fchmod(writing.fileno(), 0o600)
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            digest.update(chunk)
            size, unsynced = size + len(chunk), unsynced + len(chunk)
            if unsynced >= SYNC_EVERY:
                writing.flush()
                os.fdatasync(writing.fileno())
                unsynced = 0
            told(len(chunk))
        writing.flush()
        os.fsync(writing.fileno())
    return size, digest.hexdigest()


def hash_of(path: Path, told: Callable[[int], None] = lambda _size: None) -> tuple[int, str]:
    """Return a file's bytes and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as reading:
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            told(len(chunk))
    return size, digest.hexdigest()


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below a folder in a stable order, without what is still being written; no links."""
    for place, names, files in os.walk(folder):
        names.sort()
        for name in sorted(files):
            path = Path(place) / name
            if not name.endswith(".part") and not path.is_symlink():
                yield path
