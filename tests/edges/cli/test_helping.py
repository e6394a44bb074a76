"""The worker beside the web server: started again when it dies, stopped with the server, gone when the server dies."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from threading import Event

import pytest

from regulars.edges.cli import helping, serving
from regulars.kit.clock import monotonic

WAITS = (sys.executable, "-c", "import signal; signal.pause()")


def until(met: Callable[[], bool]) -> None:
    """Wait for something that has to happen."""
    limit = monotonic() + 30
    while not met():
        assert monotonic() < limit, "it did not happen"
        Event().wait(0.01)


def process_of(helper: helping.Helper) -> subprocess.Popen[bytes]:
    until(lambda: helper._process is not None)
    assert helper._process is not None
    return helper._process


def test_a_worker_that_dies_is_started_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(helping, "PAUSE_SECONDS_MAX", 0.01)
    monkeypatch.setattr(helping, "LOOK_SECONDS", 0.01)
    helper = helping.Helper(WAITS)
    helper.start()
    first = process_of(helper)
    first.kill()
    until(lambda: process_of(helper) is not first)
    second = process_of(helper)
    assert second.poll() is None
    helper.stop()
    assert second.poll() is not None
    assert "the worker ended with status -9" in caplog.text


def test_a_worker_whose_server_is_gone_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(stop: threading.Event, *, threads: int) -> bool:
        return stop.wait(30)

    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(serving.working, "run", run)
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0.01)
    try:
        assert serving._work_until_told(with_parent=1_000_000_000)
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
