"""Marking words for translation where no language can be known."""

from __future__ import annotations

from typing import Any, TypeAlias

# A text that is read when it is shown: `str`, or a lazy translation. The pure floors know no framework that could name
# the second, so the type checker is told nothing; `str(text)` is always right.
Text: TypeAlias = Any


def gettext_noop(message: str) -> str:
    """Mark a message so that the catalogs collect it, and return it unchanged.

    The pure floors import no framework and know no reader. They mark English words with this, and the edge that
    shows a problem translates them (`Problem.message_in`).
    """
    return message
