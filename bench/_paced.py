"""The process that goes on writing while backups are made: RATE writes a second, each said aloud once acknowledged.

    python _paced.py RATE THREADS

Says `NUMBER MILLISECONDS` for each, the time from asking to the acknowledgment.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time

from _writing import prepare, put

from regulars.base.state import Act, write
from regulars.kit import clock


def write_on(numbers: itertools.count[int], pause: float) -> None:
    """Write at an even pace; one that is late does not catch up in a burst."""
    due = clock.monotonic()
    while True:
        number, began = next(numbers), clock.monotonic()
        write(put, Act.by("cli", "bench"), number, key=f"bench-{number}")
        ended = clock.monotonic()
        os.write(1, b"%d %.3f\n" % (number, (ended - began) * 1000))
        due = max(due + pause, ended)
        time.sleep(max(0.0, due - clock.monotonic()))


def main(rate: str, threads: str) -> None:
    write(prepare, Act.by("cli", "bench"))
    os.write(1, b"ready\n")
    numbers, pause = itertools.count(1), int(threads) / float(rate)
    for _ in range(int(threads)):
        threading.Thread(target=write_on, args=(numbers, pause), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
