"""O4: SIGTERM under load: whoever was let in is answered, nobody else is, and the process is gone soon.

Let in is who reached the product: the counters of the process, which outlive it, say how many it began and ended. A
connection that the system took and whose request nobody had read yet is closed without a byte, and may be tried again.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

CLIENTS, PAUSE_SECONDS, WARM_ANSWERS, TRIES = 16, 0.08, 200, 600
REQUEST = b"GET /desk/login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


def ask(port: int) -> str:
    """Ask for one page on a connection of its own: its status, `refused`, `unread`, or `cut` (a part is missing)."""
    try:
        opened = socket.create_connection(("127.0.0.1", port), 5)
    except (ConnectionRefusedError, ConnectionResetError):
        return "refused"
    with opened:
        opened.settimeout(20)
        try:
            opened.sendall(REQUEST)
            data = b"".join(iter(lambda: opened.recv(65536), b""))
        except ConnectionResetError:
            return "unread"
    if not data:
        return "unread"
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    return head.split()[1].decode() if sizes == [len(body)] else "cut"


class Load:
    """Clients that go on asking until told to stop, and count what they got."""

    def __init__(self, port: int) -> None:
        self.port, self.counts = port, Counter[str]()
        self._stop, self._lock = threading.Event(), threading.Lock()
        self.is_warm = threading.Event()
        self.threads = [threading.Thread(target=self._run) for _ in range(CLIENTS)]

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            answer = ask(self.port)
            with self._lock:
                self.counts[answer] += 1
                if self.counts["200"] >= WARM_ANSWERS:
                    self.is_warm.set()

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def served(tmp_path: Path, process_env: dict[str, str]) -> tuple[subprocess.Popen[bytes], int, Path]:
    """Serve a home of its own and wait until it has answered once."""
    kept = {name: value for name, value in process_env.items() if not name.startswith("REGULARS_")}
    environ = {**kept, "REGULARS_HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-m", "regulars", "init"], env=environ, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "regulars", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(TRIES):
        if ask(port) == "200":
            return process, port, tmp_path / "home"
        time.sleep(0.1)
    process.kill()
    pytest.fail("it did not start")


def counted(home: Path) -> dict[str, float]:
    """Return what the process that is gone had counted: requests begun and not ended, and pages answered."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(home / "run" / "metrics"))  # type: ignore[no-untyped-call]
    begun = registry.get_sample_value("regulars_requests_in_progress")
    labels = {"route": "web:login", "method": "GET", "status": "200"}
    answered = registry.get_sample_value("regulars_requests_total", labels)
    assert begun is not None
    assert answered is not None
    return {"begun": begun, "answered": answered}


def test_nobody_who_was_let_in_is_dropped(served: tuple[subprocess.Popen[bytes], int, Path]) -> None:
    process, port, home = served
    with Load(port) as load:
        assert load.is_warm.wait(60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    assert set(load.counts) <= {"200", "refused", "unread"}, load.counts
    assert counted(home) == {"begun": 0.0, "answered": load.counts["200"] + 1.0}


def test_a_desk_whose_parent_was_killed_ends_too(served: tuple[subprocess.Popen[bytes], int, Path]) -> None:
    """Left alone it would answer without a worker, and keep its port from whoever is started next."""
    process, port, _home = served
    assert ask(port) == "200"
    process.kill()
    process.wait()
    for _ in range(TRIES):
        if ask(port) == "refused":
            return
        threading.Event().wait(0.1)
    raise AssertionError("the desk went on without its parent")
