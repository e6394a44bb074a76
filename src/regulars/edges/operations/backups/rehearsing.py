"""Restoring a backup where nobody is harmed, and looking whether what comes out could serve."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from regulars.base.settings import Settings
from regulars.edges.operations.backups import postgresql
from regulars.edges.operations.backups.manifest import read_manifest
from regulars.edges.operations.backups.restoring import run_command
from regulars.kit import clock

Report = Callable[[int, int | None, str], None]
STEPS = ("restore", "check", "lake")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A backup that was restored, checked and thrown away again."""

    ok: bool
    name: str
    path: str
    rows: int
    elapsed_ms: int


def rehearse(settings: Settings, path: Path, report: Report) -> Rehearsed:
    """Restore a backup into a throwaway home, bring it up to date, check it and compare its lake with its database.

    Raises:
        Refused: a step failed; the message says which and why.
    """
    began, manifest = clock.monotonic(), read_manifest(path)
    with _throwaway(settings) as (home, url):
        for number, (name, words) in enumerate(
            zip(STEPS, (["restore", str(path)], ["check"], ["lake", "verify"]), strict=True)
        ):
            report(number, len(STEPS), name)
            run_command(words, home, url)
    took = int((clock.monotonic() - began) * 1000)
    return Rehearsed(True, manifest.name, str(path), manifest.rows, took)


@contextmanager
def _throwaway(settings: Settings) -> Iterator[tuple[Path, str]]:
    place = settings.home / "tmp"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=place))
    name = f"regulars_{home.name.replace('-', '_')}".lower()
    on_sqlite = settings.database_url.startswith("sqlite")
    try:
        url = f"sqlite:///{home / 'regulars.sqlite3'}"
        yield home, url if on_sqlite else postgresql.create_database(settings.database_url, name)
    finally:
        if not on_sqlite:
            postgresql.drop_database(settings.database_url, name)
        shutil.rmtree(home, ignore_errors=True)
