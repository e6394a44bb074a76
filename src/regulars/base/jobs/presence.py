"""Who works: a row for each worker, and a lock that ends with its process.

A lease tells after a minute that a worker is gone. On the same machine the kernel knows at once: each worker holds a
file lock in the home, and whoever can take that lock has proof of death. The row names the boot of the machine, so that
nobody judges a worker that runs elsewhere by a file that was copied.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.base.jobs.claims import rescue
from regulars.base.settings import current
from regulars.base.state import Act, verb, write
from regulars.kit import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Worker

FOLDER = "workers"
BOOT = Path("/proc/sys/kernel/random/boot_id")
SEEN_SECONDS = 20
SILENT = timedelta(seconds=70)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker that showed itself lately. `threads` is how many jobs it does at once."""

    id: int
    pid: int
    threads: int
    started_at: datetime | None
    seen_at: datetime | None


def list_workers() -> list[WorkerRow]:
    """Return the workers that run."""
    rows = _workers().filter(seen_at__gt=clock.now() - SILENT).order_by("id")
    return [WorkerRow(row.pk, row.pid, row.threads, row.started_at, row.seen_at) for row in rows]


@contextmanager
def present(threads: int) -> Iterator[int]:
    """Be known as a worker while the block runs; yields its key."""
    number = write(enter, Act.by("system"), os.getpid(), threads)
    lock = _hold(number)
    try:
        yield number
    finally:
        write(leave, Act.by("system"), number)
        _path(number).unlink(missing_ok=True)
        os.close(lock)


@verb
def enter(act: Act, pid: int, threads: int) -> int:
    """Add a worker, drop those that were not seen for a day, and return the key of the new one."""
    _workers().filter(seen_at__lt=act.now - FORGOTTEN).delete()
    return _workers().create(machine=_machine(), pid=pid, threads=threads, started_at=act.now, seen_at=act.now).pk


@verb
def show(act: Act, worker: int) -> bool:
    """Say that a worker lives; returns whether it is still known."""
    return _workers().filter(pk=worker).update(seen_at=act.now) > 0


@verb
def leave(act: Act, worker: int) -> None:
    """Take a worker out, and back what it still holds."""
    rescue(act, worker)
    _workers().filter(pk=worker).delete()


def sweep(own: int) -> int:
    """Take jobs back from workers of this machine whose process is gone; return how many such workers there were."""
    found = 0
    for number in _workers().filter(machine=_machine()).exclude(pk=own).values_list("id", flat=True):
        lock = _proof_of_death(number)
        if lock is not None:
            write(leave, Act.by("system"), number)
            _path(number).unlink(missing_ok=True)
            os.close(lock)
            found += 1
    return found


def _hold(number: int) -> int:
    """Lock a file first and name it afterwards: under its name it is never seen unlocked."""
    path = _path(number)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    lock = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    draft.replace(path)
    return lock


def _proof_of_death(number: int) -> int | None:
    """Return the lock of a worker, which nobody can have while it lives; None where it lives or is not of here."""
    try:
        lock = os.open(_path(number), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _path(number: int) -> Path:
    return current().home / FOLDER / f"{number}.lock"


def _machine() -> str:
    try:
        return BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return os.uname().nodename


def _workers() -> QuerySet[Worker]:
    from regulars.base.jobs.models import Worker  # a package's own tables load after the package

    return Worker.objects.all()
