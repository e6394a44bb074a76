"""Standing questions: asked of every new snapshot before anybody sees it, so that the first to ask waits for nothing.

    register_question("cohorts", lambda: queries.cohorts(Filters()))

What a question asks through `remembered` lies in the lake's folder when the snapshot appears. A sync does so when it
is told to (`sync(now, ahead=True)`): the job does, and the commands.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from regulars.base.lake import manifest as manifests
from regulars.base.lake.answers import FOLDER, code_mark
from regulars.base.lake.engine import engine, lake_folder
from regulars.base.lake.manifest import EMPTY, Manifest
from regulars.base.lake.runs import Progress
from regulars.base.lake.sessions import reading

log = logging.getLogger(__name__)
DONE = "ahead"

_questions: dict[str, Callable[[], object]] = {}


def register_question(name: str, ask: Callable[[], object]) -> None:
    """Ask this of every new snapshot; call it from `apps.py`, `ready()`. What it answers is thrown away."""
    _questions[name] = ask


def is_due() -> bool:
    """Say whether the newest snapshot came without its answers: by a sync that was not told to, or older code."""
    snapshot = manifests.load(lake_folder())
    return snapshot != EMPTY and bool(_questions) and not _is_done(lake_folder(), snapshot)


def answer(folder: Path, snapshot: Manifest, progress: Progress) -> int:
    """Ask every question of a snapshot that nobody may see yet, and return how many there were.

    A question that fails is told in the log and keeps no snapshot back: who asks it will see why.
    """
    if _is_done(folder, snapshot) or not _questions:
        return 0
    on = engine()
    with on.pin(snapshot.id, newest=False), reading(snapshot, on):
        for done, (name, ask) in enumerate(_questions.items()):
            progress(done, len(_questions), name)
            try:
                ask()
            except Exception:
                log.exception("the standing question %s failed", name)
    place = _mark(folder, snapshot)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.write_text(_sign(), encoding="ascii")
    return len(_questions)


def _is_done(folder: Path, snapshot: Manifest) -> bool:
    try:
        return _mark(folder, snapshot).read_text(encoding="ascii") == _sign()
    except OSError:
        return False


def _mark(folder: Path, snapshot: Manifest) -> Path:
    return folder / FOLDER / snapshot.id / DONE


def _sign() -> str:
    return f"{code_mark()} {' '.join(sorted(_questions))}"
