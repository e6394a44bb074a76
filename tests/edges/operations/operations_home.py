"""A small home by hand: what tests of backups build on."""

from __future__ import annotations

import hashlib
from pathlib import Path

MIGRATIONS = ("shop.0001_initial", "orders.0001_initial", "orders.0002_number")


def silent(done: int, total: int | None = None, note: str = "") -> None:
    """Report to nobody."""


def store(home: Path, content: bytes) -> Path:
    """Keep a file by its hash, as the product does."""
    digest = hashlib.sha256(content).hexdigest()
    path = home / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
