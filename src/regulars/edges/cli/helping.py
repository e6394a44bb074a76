"""The worker beside the web server: started, started again when it dies, and stopped with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from regulars.base.jobs.worker import STOP_SECONDS
from regulars.kit import clock

log = logging.getLogger(__name__)
PATIENCE_SECONDS = STOP_SECONDS + 4.0
HEALTHY_SECONDS = 60.0
PAUSE_SECONDS, PAUSE_SECONDS_MAX = 1.0, 30.0
LOOK_SECONDS = 0.5


class Helper:
    """Keeps one worker process running. It knows our number: when we are gone, it stops by itself."""

    def __init__(self, command: tuple[str, ...] = ()) -> None:
        self._command = command or (sys.executable, "-m", "regulars", "worker", "--with-parent", str(os.getpid()))
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._mind, name="regulars-helper", daemon=True)

    def start(self) -> None:
        """Start the worker, and mind it from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the worker: it finishes or hands back what it holds, and is killed if it takes too long."""
        self._stop.set()
        self._thread.join()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            log.error("the worker did not stop in %s seconds and was killed", PATIENCE_SECONDS)
            process.kill()
            process.wait()

    def _mind(self) -> None:
        pause = PAUSE_SECONDS
        while not self._stop.is_set():
            began = clock.monotonic()
            process = self._process = subprocess.Popen(self._command)  # noqa: S603 - our own
            while process.poll() is None:
                if self._stop.wait(LOOK_SECONDS):
                    return
            pause = PAUSE_SECONDS if clock.monotonic() - began > HEALTHY_SECONDS else min(pause * 2, PAUSE_SECONDS_MAX)
            log.error("the worker ended with status %s; starting another in %s seconds", process.returncode, pause)
            self._stop.wait(pause)


@contextmanager
def helper() -> Iterator[Helper]:
    """Have a worker beside the block."""
    beside = Helper()
    beside.start()
    try:
        yield beside
    finally:
        beside.stop()
