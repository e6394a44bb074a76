"""Answers kept on disk while the lake stays the same: who asks what somebody has asked need not wait for an engine.

    rows = remembered(("revenue by month", filters), lambda: facts.by_month(...)).to_pylist()

Beside the process's own memory (`cache`), because a command is a process of its own, and because of several web
processes one must not compute again what another has. The question is named by its key, so a hit loads neither
Ibis nor the engine. A file belongs to one snapshot and to one state of our code; the sync removes those of older
snapshots, and with them whatever they say about somebody who was erased meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.base.lake.arrow import pyarrow
from regulars.base.lake.cache import cached
from regulars.base.lake.sessions import Session, session

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

FOLDER = "answers"
MOST_BYTES = 64 * 1024 * 1024  # a longer answer is computed anew by each process
MOST_FILES = 4_000
DIGEST_BYTES = 32
_PACKAGE = Path(__file__).resolve().parents[2]


def remembered(key: Hashable, question: Callable[[], ibis.Expr]) -> pa.Table:
    """Return the answer to `question()`, from memory or disk when somebody asked it of this snapshot before.

    `key` says everything the question depends on: texts, numbers, dates, and tuples and dataclasses of them. Treat the
    answer as read-only.

    Raises:
        TypeError: the key holds something whose text may differ between processes.
    """
    return cached(("remembered", key), lambda: _answer(key, question))


def remembered_rows(key: Hashable, question: Callable[[], ibis.Expr]) -> list[dict[str, Any]]:
    """Return the same as `Session.rows` has it; the dicts are kept in memory, so this is for answers of few rows."""
    return cached(("remembered rows", key), lambda: _rows(key, question))


def note(key: Hashable) -> None:
    """Remember that something was done over the present snapshot; a full disk costs time and nothing else."""
    with session() as lake, suppress(OSError):
        place = _place(lake, key)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch()


def is_noted(key: Hashable) -> bool:
    """Say whether it was, in whichever process."""
    with session() as lake:
        return _place(lake, key).exists()


def forget_others(folder: Path, snapshot: str) -> None:
    """Remove answers to other snapshots, and the oldest of very many; called by the sync."""
    for place in (folder / FOLDER).glob("*"):
        if place.name != snapshot:
            shutil.rmtree(place, ignore_errors=True)
    with suppress(OSError):
        found = sorted((folder / FOLDER / snapshot).glob("*"), key=lambda path: path.stat().st_mtime)
        for path in found[: max(0, len(found) - MOST_FILES)]:
            path.unlink(missing_ok=True)


def _rows(key: Hashable, question: Callable[[], ibis.Expr]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _answer(key, question).to_pylist()
    return rows


def _answer(key: Hashable, question: Callable[[], ibis.Expr]) -> pa.Table:
    with session() as lake:
        place = _place(lake, key)
        known = _read(place)
        if known is None:
            known = lake.arrow(question())
            _write(place, known)
        return known


def _place(lake: Session, key: Hashable) -> Path:
    name = hashlib.sha256(f"{code_mark()} {_text(key)}".encode()).hexdigest()
    return Path(lake.home) / FOLDER / lake.manifest / f"{name}.arrow"


def _read(place: Path) -> pa.Table | None:
    """Return what was written, None where it is absent or damaged: it is asked anew then."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    digest, stored = content[:DIGEST_BYTES], memoryview(content)[DIGEST_BYTES:]
    if hashlib.sha256(stored).digest() != digest:
        return None
    arrow = pyarrow()
    from pyarrow import ipc

    return ipc.open_stream(arrow.py_buffer(stored)).read_all()


def _write(place: Path, answer: pa.Table) -> None:
    """Remember for others; a disk that does not take it costs time and nothing else."""
    if answer.nbytes > MOST_BYTES:
        return
    sink = pyarrow().BufferOutputStream()
    from pyarrow import ipc

    with ipc.new_stream(sink, answer.schema) as writer:
        writer.write_table(answer)
    stored = memoryview(sink.getvalue())
    new = place.with_suffix(f".{os.getpid()}.{threading.get_ident()}.new")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(new, "wb") as file:
            file.write(hashlib.sha256(stored).digest())
            file.write(stored)
        os.replace(new, place)


def _text(value: object) -> str:
    """Return a text that is the same for equal values in every process."""
    if value is None or isinstance(value, bool | int | float | str | date):
        return repr(value)
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_text, value))})"
    if is_dataclass(value) and not isinstance(value, type):
        return f"{type(value).__name__}({', '.join(_text(getattr(value, item.name)) for item in fields(value))})"
    raise TypeError(f"{type(value).__name__} in the key of a question")


@cache
def code_mark() -> str:
    """Return a digest of the product's source files as they lie there: other code may ask otherwise by the same key."""
    marks = []
    for folder, _folders, names in os.walk(_PACKAGE):
        for name in names:
            if name.endswith(".py"):
                stat = os.stat(os.path.join(folder, name))
                marks.append(f"{folder[len(str(_PACKAGE)) :]}/{name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()[:16]
