"""Looking at the public address: it is us, it is somebody else, or nobody is there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from regulars.base.settings import Settings
from regulars.edges.health import counting
from regulars.edges.operations import golive
from regulars.edges.operations.reaching import Reached, reach


class Site(BaseHTTPRequestHandler):
    """Answers what the test says."""

    answer: tuple[int, bytes] = (200, b'{"live": true}')

    def do_GET(self) -> None:
        status, body = self.answer if self.path == "/livez" else (404, b"")
        self.send_response(status)
        self.send_header("Location", "/livez")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, b'{"live": true}'), ""),
        ((200, b"<h1>Parked</h1>"), "127.0.0.1 answered 200, and not as Regulars does"),
        ((301, b""), "127.0.0.1 answered 301, and not as Regulars does"),
        ((502, b""), "127.0.0.1 answered 502, and not as Regulars does"),
    ],
)
def test_only_our_own_answer_counts(
    site: str, answer: tuple[int, bytes], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "answer", answer)
    assert reach(site) == Reached(problem)


def test_nobody_there_is_said_without_details() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert reach(f"http://127.0.0.1:{port}") == Reached("127.0.0.1 did not answer: ConnectionRefusedError")


def test_an_address_without_a_certificate_is_not_encrypted(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golive, "current", lambda: Settings(public_url=site))
    assert golive.public_address().state == "good"
    assert golive.encryption().state == "bad"
    secure = site.replace("http:", "https:")
    monkeypatch.setattr(golive, "current", lambda: Settings(public_url=secure))
    assert golive.encryption().state == "bad", "it answers in the clear on that port"


def test_a_certificate_that_ends_soon_is_told(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from regulars.kit.clock import now

    monkeypatch.setattr(golive, "current", lambda: Settings(public_url="https://shop.example"))
    for days, state in ((13, "warning"), (15, "good")):
        monkeypatch.setattr(golive, "reach", lambda _url, days=days: Reached("", now() + timedelta(days=days, hours=1)))
        condition = golive.encryption()
        assert (condition.state, str(condition.found)) == (
            state,
            f"The certificate is valid for {days} more days.",
        )


def test_counters_of_processes_that_are_gone_are_dropped(tmp_path: Path) -> None:
    import os

    for name in (f"counter_{os.getpid()}.db", "counter_99999999.db", "gauge_livesum_99999999.db", "notes.txt"):
        (tmp_path / name).touch()
    counting.tidy(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"counter_{os.getpid()}.db", "notes.txt"]
