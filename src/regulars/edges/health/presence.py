"""Who is at work on a home: told by file locks, which the system lets go of however a process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from regulars.kit.errors import Conflict

FOLDER, SERVING, WORKER = "run", "serving.lock", "worker.lock"


@contextmanager
def present(home: Path, name: str = SERVING) -> Iterator[None]:
    """Be seen at work on this home, beside any number of others; not beside a restore.

    Raises:
        Conflict: a restore is running.
    """
    handle = _open(home, name)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Conflict("serve.restoring", "A restore of this home is running", fix="Wait until it is done.") from None
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def require_alone(home: Path) -> Iterator[None]:
    """Keep everybody else from serving or working on this home.

    Raises:
        Conflict: somebody does.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = _open(home, SERVING)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Conflict(
            "restore.served", "This home is being served", field="home", value=str(home), fix="Stop the server first."
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def is_present(home: Path, name: str) -> bool:
    """Say whether anybody is at work under this name."""
    path = home / FOLDER / name
    if not path.is_file():
        return False
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
        return True
    finally:
        os.close(handle)


def _open(home: Path, name: str) -> int:
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
