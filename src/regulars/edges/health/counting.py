"""Where processes count together, and who else has something to measure; light enough to load with every command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

sources: list[Callable[[], Iterable[Any]]] = []  # of metric families, read when somebody asks; parts add theirs


def count_together(home: Path) -> None:
    """Let this process and its children count in one folder of the home; said before any of them counts."""
    if "prometheus_client" in sys.modules:
        return  # it has looked already: this process counts for itself
    folder = home / "run" / "metrics"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[FOLDER_VARIABLE] = str(folder)
    tidy(folder)


def tidy(folder: Path) -> None:
    """Drop the files of processes that are gone, so that sums are of the living."""
    for path in folder.glob("*.db"):
        number = path.stem.rpartition("_")[2]
        with suppress(ValueError, FileNotFoundError):
            if not Path(f"/proc/{int(number)}").exists():
                path.unlink()
