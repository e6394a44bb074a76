"""What a home was opened with, in `demo.json` beside the database: so that opening it again finds the same shop."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class Marker:
    """`what` is `coffee`, `grocery` or `file:NAME`; `last` the coffee shop's last full day; `is_loaded`: all is in."""

    what: str
    seed: int
    last: date
    is_loaded: bool = False


def read(home: Path) -> Marker | None:
    """Return the marker of a home, or none when it was not opened by `regulars demo`."""
    path = home / FILE
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Marker(found["what"], found["seed"], date.fromisoformat(found["last"]), found["is_loaded"])


def keep(home: Path, marker: Marker) -> None:
    """Write the marker in one step."""
    part = home / f"{FILE}.part"
    part.touch(mode=0o600)
    part.write_text(json.dumps({**asdict(marker), "last": marker.last.isoformat()}, indent=1) + "\n", encoding="utf-8")
    os.replace(part, home / FILE)


def drop(home: Path) -> None:
    """Forget that the home was opened by `regulars demo`."""
    (home / FILE).unlink(missing_ok=True)
