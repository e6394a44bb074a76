"""A progress bar with rate and time left on a terminal, silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Report = Callable[[int, int | None, str], None]


@contextmanager
def progress_bar(label: str, unit: str = "rows", *, quiet: bool = False) -> Iterator[Report]:
    """Yield `report(done, total, note)`; the bar stands on standard error and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield _silent
        return
    from tqdm import tqdm

    bar: Any = tqdm(desc=label, unit=f" {unit}", unit_scale=True, file=sys.stderr, leave=False, dynamic_ncols=True)

    def report(done: int, total: int | None = None, note: str = "") -> None:
        if total is not None and total != bar.total:
            bar.total = total
        if note:
            bar.set_postfix_str(note, refresh=False)
        bar.update(max(0, done - bar.n))

    try:
        yield report
    finally:
        bar.close()


def _silent(done: int, total: int | None = None, note: str = "") -> None:
    """Report nowhere."""
