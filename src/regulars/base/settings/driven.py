"""Test mode: a file in the home drives the clock and the randomness of every process of an installation.

{"now": "2026-06-15T09:00:00+00:00", "seed": 7}

Time stands at `now` until the file says otherwise. Without `now` it is the machine's, without `seed` chance is the
machine's, and without the file both are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from regulars.base.settings.checking import BadSetting
from regulars.kit import chance, clock

FILE = "test-mode.json"


class DrivenByFile:
    """Answers what the file says; it is read at each question, so that no process is ever behind another."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._read = b""
        self._now: datetime | None = None
        self._seed: object = None
        self._make: Callable[[str], Random] = chance.machine_source

    def now(self) -> datetime:
        """Return the instant in the file, else the machine's."""
        self._look()
        return self._now or clock.system_clock()

    def source(self, use: str) -> Random:
        """Return the randomness for one use, from the seed in the file, else the machine's."""
        self._look()
        return self._make(use)

    def move(self, instant: datetime) -> None:
        """Set the clock of every process, and keep the seed."""
        found = {**_content(self._path, self._bytes()), "now": clock.as_utc(instant).isoformat()}
        new = self._path.with_suffix(f".{os.getpid()}.new")
        new.write_text(json.dumps(found), encoding="utf-8")
        new.replace(self._path)

    def _look(self) -> None:
        read = self._bytes()
        if read == self._read:
            return
        found = _content(self._path, read)
        self._now = _instant(self._path, found.get("now"))
        if found.get("seed") != self._seed:
            self._seed = found.get("seed")
            self._make = chance.machine_source if self._seed is None else chance.seeded(str(self._seed))
        self._read = read

    def _bytes(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""


def drive(home: Path) -> DrivenByFile:
    """Let the file in a home drive this process from now on."""
    driver = DrivenByFile(home)
    clock.install(driver.now)
    chance.install(driver.source)
    return driver


def _content(path: Path, read: bytes) -> dict[str, Any]:
    if not read:
        return {}
    try:
        found = json.loads(read)
    except ValueError as error:
        raise BadSetting(str(path), "", f"is not JSON: {error}") from None
    if not isinstance(found, dict) or set(found) - {"now", "seed"}:
        raise BadSetting(str(path), "", 'holds an object with "now" and "seed", and nothing else')
    return found


def _instant(path: Path, text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        return clock.as_utc(datetime.fromisoformat(str(text)))
    except ValueError:
        raise BadSetting(
            str(path), text, 'states "now" as an instant with its zone: 2026-06-15T09:00:00+00:00'
        ) from None
