"""D6: a disk that fails is believed at once: nothing is acknowledged, a failed sync is not tried a second time."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError

from regulars.base.state import disk

HERE = Path(__file__).resolve().parent


def raised(code: int) -> OperationalError:
    """Return an error as Django hands it on from SQLite."""
    cause = sqlite3.OperationalError("it failed")
    cause.sqlite_errorcode = code
    error = OperationalError("it failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("code", [10, 10 | (3 << 8), 10 | (4 << 8), 11, 26])  # also IOERR_WRITE and IOERR_FSYNC
def test_a_broken_disk_ends_the_process(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    disk.end_if_broken(raised(code))
    assert ended == [os.EX_IOERR]


@pytest.mark.parametrize("code", [1, 5, 13, 19])
def test_other_errors_do_not(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(os, "_exit", lambda _code: pytest.fail("it ended"))
    disk.end_if_broken(raised(code))


def test_a_full_disk_is_told_as_try_again() -> None:
    told = disk.as_told(raised(13))
    assert (getattr(told, "code", ""), getattr(told, "status", 0)) == ("state.disk_full", 503)
    other = raised(19)
    assert disk.as_told(other) is other


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the library that makes the disk fail."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is on this machine")
    made = tmp_path_factory.mktemp("shim") / "bad_disk.so"
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(HERE / "bad_disk.c"), "-ldl"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return made


@contextmanager
def writing(home: Path, shim: Path, sign: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run the writing process on a disk that fails while `sign` exists."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REGULARS_", "DJANGO_"))}
    environ = {**kept, "REGULARS_HOME": str(home), "LD_PRELOAD": str(shim), "BAD_DISK": str(sign), **more}
    process = subprocess.Popen(
        [sys.executable, str(HERE / "disk_writer.py")],
        env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def say(process: subprocess.Popen[str], name: str) -> str:
    """Ask for one write and return the answer, empty when the process ended instead."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def kept(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "regulars.sqlite3")) as opened:
        return {row[0] for row in opened.execute("SELECT name FROM shop_store")}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make a home with its database."""
    place = tmp_path / "home"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("REGULARS_", "DJANGO_"))}
    command = [sys.executable, "-m", "regulars", "init"]
    subprocess.run(command, env={**environ, "REGULARS_HOME": str(place)}, check=True, capture_output=True)
    return place


@pytest.mark.slow
def test_a_sync_that_fails_is_not_asked_again_and_nothing_is_acknowledged(
    home: Path, shim: Path, tmp_path: Path
) -> None:
    sign = tmp_path / "sign"
    with writing(home, shim, sign) as process:
        assert say(process, "first") == "kept first"
        sign.touch()
        assert say(process, "second") == "", "no answer: the process ended"
        assert process.wait(30) == os.EX_IOERR
    assert Path(f"{sign}.asked").read_text() == "x", "one failed sync, and no second one of the same file"
    sign.unlink()
    with writing(home, shim, sign) as process:  # the disk is well: it serves again, without repair
        assert say(process, "third") == "kept third"
    assert kept(home) >= {"first", "third"}


@pytest.mark.slow
def test_a_full_disk_refuses_and_serves_again_once_there_is_room(home: Path, shim: Path, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    with writing(home, shim, sign, BAD_DISK_FULL="1") as process:
        assert say(process, "first") == "kept first"
        sign.touch()
        assert [say(process, name) for name in ("second", "third")] == ["refused state.disk_full"] * 2
        sign.unlink()
        assert say(process, "fourth") == "kept fourth"
    assert kept(home) == {"first", "fourth"}
