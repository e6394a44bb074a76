"""The manifest: which immutable files are the lake right now. Swapped as a whole: a reader sees all of it or none."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from regulars.kit import clock
from regulars.kit.errors import Conflict, Refused

FORMAT = 1
NAME = "manifest.json"
POLL_SECONDS = 0.05


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One Parquet file; `path` is relative to the lake, `hides` counts rows of older files that its rows replace."""

    path: str
    rows: int
    bytes: int
    sha256: str
    min_id: int = 0
    max_id: int = 0
    min_seq: int = 0
    max_seq: int = 0
    tombstones: int = 0
    hides: int = 0


class TableEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One table: `columns` as (name, Ibis type); files oldest first.

    `upto` is the highest change number a dataset has seen, `inputs` the states from which a derived table was computed.
    """

    fingerprint: str
    columns: tuple[tuple[str, str], ...]
    files: tuple[FileEntry, ...]
    config: dict[str, Any] = {}
    upto: int = 0
    inputs: dict[str, str] = {}
    derived: bool = False

    @property
    def state(self) -> str:
        """Change whenever the rows may have changed."""
        text = self.fingerprint + "".join(file.sha256 for file in self.files)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def live_rows(self) -> int:
        """How many rows readers see."""
        return sum(file.rows - file.tombstones - file.hides for file in self.files)


class Retired(msgspec.Struct, frozen=True):
    """A file that no longer belongs to the lake; kept for readers of older manifests until the grace period is over."""

    path: str
    at: str  # ISO instant


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: int = FORMAT
    number: int = 0
    id: str = "empty"
    published_at: str = ""
    tables: dict[str, TableEntry] = {}
    retired: tuple[Retired, ...] = ()

    def paths(self) -> set[str]:
        return {file.path for table in self.tables.values() for file in table.files}


EMPTY = Manifest()
_known: dict[Path, tuple[tuple[int, int, int], Manifest]] = {}
_guard = threading.Lock()


def load(folder: Path) -> Manifest:
    """Return the manifest published last, the empty one before the first sync. Cheap when nothing changed.

    Raises:
        Refused: the file is there and cannot be read.
    """
    path = folder / NAME
    try:
        stat = path.stat()
        mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        with _guard:
            known = _known.get(path)
        if known is not None and known[0] == mark:
            return known[1]
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return EMPTY
    except msgspec.DecodeError as error:
        raise _damaged(path) from error
    if manifest.format != FORMAT or manifest.id != _id(manifest):
        raise _damaged(path)
    with _guard:
        _known[path] = (mark, manifest)
    return manifest


def publish(folder: Path, manifest: Manifest, over: Manifest) -> Manifest:
    """Make `manifest` the lake, if `over` still is. Returns it with its id. Call under `exclusive`.

    Raises:
        Conflict: somebody published since `over` was loaded.
    """
    now = _number_on_disk(folder)
    if now != over.number:
        raise Conflict(
            "lake.published_meanwhile",
            _("Another sync published manifest %(number)s meanwhile; this one changed nothing."),
            params={"number": now},
            fix=_("Start the sync again."),
        )
    manifest = named(manifest)
    replace_file(folder / NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


@contextmanager
def exclusive(folder: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the one lock under which the lake changes. The kernel frees it when the process dies.

    Raises:
        Conflict: another sync holds it for longer than `wait_seconds`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "sync.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = clock.monotonic() + wait_seconds
        while not _locked(handle):
            if clock.monotonic() >= deadline:
                raise Conflict(
                    "lake.sync_running",
                    _("Another sync of the lake is running; this one did nothing."),
                    fix=_("Wait for it to end; it exports everything recorded before it started."),
                )
            threading.Event().wait(POLL_SECONDS)
        yield
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Write `content` so that after a crash at any moment `path` holds the old bytes or the new, never a part."""
    partial = path.with_name(path.name + ".new")
    with open(partial, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _number_on_disk(folder: Path) -> int:
    try:
        return load(folder).number
    except Refused:
        return 0


def named(manifest: Manifest) -> Manifest:
    """Return the manifest with the id under which it will be published."""
    return msgspec.structs.replace(manifest, id=_id(manifest))


def _id(manifest: Manifest) -> str:
    """Number and digest: a lake built anew after its directory was deleted never reuses an id."""
    content = msgspec.json.encode(msgspec.structs.replace(manifest, id=""))
    return f"{manifest.number:08d}-{hashlib.sha256(content).hexdigest()[:8]}"


def _damaged(path: Path) -> Refused:
    return Refused(
        "lake.damaged_manifest",
        _("The lake's manifest cannot be read: %(path)s."),
        params={"path": path},
        fix=_("Run `regulars lake rebuild`; the lake holds nothing that the database does not."),
    )
