"""Exports of e-mail tools in small, and a shop that nobody wrote to yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from regulars.base.lake import clear_cache
from regulars.base.settings import current
from regulars.base.shop import service as shops
from regulars.base.state import Act, write
from regulars.edges.imports.moving import going, looking
from regulars.edges.imports.moving.unpacking import unpacked


@pytest.fixture(autouse=True)
def _empty_folders() -> Iterator[None]:
    """The home is the test process's: what one test uploaded is no other's business."""
    yield
    clear_cache()
    for name in ("tmp", "imports", "lake"):
        shutil.rmtree(current().home / name, ignore_errors=True)


@pytest.fixture
def open_shop(db: None) -> None:
    write(shops.set_up_shop, Act.by("cli", "cli"), "Tea House", "Europe/Berlin", "EUR")


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file: text, bytes, or a header with rows."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return write_file


@pytest.fixture
def move(open_shop: None) -> Callable[..., dict[str, Any]]:
    """Move files in: `move("klaviyo", path, ..., none_exist="none", wishes=...)`."""

    def go(
        system: str, *paths: Path, wishes: looking.Wishes | None = None, none_exist: str = "", dry_run: bool = False
    ) -> dict[str, Any]:
        with unpacked(paths) as files:
            pieces = looking.look(system, files, wishes or looking.Wishes())
            return going.move(system, pieces, Act.by("staff:1", "file"), none_exist=none_exist, dry_run=dry_run)

    return go
