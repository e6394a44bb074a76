"""D1, O1: what cannot work is said in one sentence before it half works."""

from __future__ import annotations

import errno
import os
import socket

import click
import pytest

from regulars.edges.cli import main as root
from regulars.edges.cli import serving
from regulars.kit.errors import Refused


def test_an_address_that_somebody_listens_on_is_refused_rather_than_shared() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server opens it
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused) as refused:
            serving.require_free("127.0.0.1", port)
    assert refused.value.code == "serve.address_not_free"
    assert refused.value.value == f"127.0.0.1:{port}"
    serving.require_free("127.0.0.1", port)


def test_an_address_that_is_none_of_this_machine_is_refused_with_words() -> None:
    with pytest.raises(Refused) as refused:
        serving.require_free("203.0.113.1", 8321)  # kept for documentation, never assigned
    assert refused.value.code == "serve.address_not_free"


@pytest.mark.parametrize(
    ("number", "fix"),
    [
        (errno.ENOSPC, "Free space"),
        (errno.EROFS, "Mount it for writing"),
        (errno.EACCES, "Run it as the user"),
    ],
)
def test_a_disk_that_takes_nothing_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, fix: str
) -> None:
    @click.command()
    def fill() -> None:
        raise OSError(number, "Error writing bytes to file", "/srv/home/lake")

    monkeypatch.setattr(root.Root, "get_command", lambda *_given: fill)
    with pytest.raises(SystemExit) as ended:
        root.main(["fill"])
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (1, "")
    assert told.err.startswith(f"Error: {os.strerror(number)} (/srv/home/lake). {fix}")
    assert "Traceback" not in told.err


def test_an_error_of_ours_is_still_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def stumble() -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(root.Root, "get_command", lambda *_given: stumble)
    with pytest.raises(OSError, match="Bad file descriptor"):
        root.main(["stumble"])
