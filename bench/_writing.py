"""The process that gets killed: writes as fast as it can, and says each write aloud once it is acknowledged.

    python _writing.py FIRST THREADS [LAST]

Writes have the numbers FIRST, FIRST + 1, ...; each is a keyed verb with an effect of its own and an entry of the log.
A number on standard output means that its write was acknowledged.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from dataclasses import dataclass
from typing import ClassVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")

import django

django.setup()

from regulars.base.activity import record  # noqa: E402 - after the set-up
from regulars.base.state import Act, dialect, execute, verb, write  # noqa: E402
from regulars.kit.events import event  # noqa: E402

TABLE = "CREATE TABLE IF NOT EXISTS bench_effect (id {key} PRIMARY KEY, number integer NOT NULL)"


@event
@dataclass(frozen=True)
class Written:
    """A write of this bench."""

    kind: ClassVar[str] = "bench.written"
    version: ClassVar[int] = 1
    number: int


@verb
def put(act: Act, number: int) -> int:
    """Do something that shows if it is done twice: the table has no unique key, only the door keeps it single."""
    execute("INSERT INTO bench_effect (number) VALUES (%s)", [number])
    record(act, Written(number), subject=f"bench:{number}")
    return number


@verb
def prepare(act: Act) -> None:
    """Make the table of the effects."""
    execute(TABLE.format(key="integer" if dialect() == "sqlite" else "bigserial"))


def write_on(numbers: itertools.count[int], last: int) -> None:
    """Write until killed, or up to `last`."""
    while (number := next(numbers)) <= last:
        write(put, Act.by("cli", "bench"), number, key=f"bench-{number}")
        os.write(1, b"%d\n" % number)


def main(first: str, threads: str, last: str = str(2**60)) -> None:
    write(prepare, Act.by("cli", "bench"))
    numbers = itertools.count(int(first))
    os.write(1, b"ready\n")
    running = [threading.Thread(target=write_on, args=(numbers, int(last)), daemon=True) for _ in range(int(threads))]
    for one in running:
        one.start()
    for one in running:
        one.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
