"""What a job says, stored with its words and its values apart."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from regulars.kit.text import Note, Told

BETWEEN = " · "


def packed(note: Note, between: str = BETWEEN) -> tuple[str, str | None]:
    """Return a note in English, and as text that keeps words and values apart; plain words have only the first."""
    if isinstance(note, str):
        return note, None
    parts = [note] if isinstance(note, Told) else list(note)
    if not parts:
        return "", None
    lines = [[part.one, part.many, part.count, dict(part.values)] for part in parts]
    return between.join(str(part) for part in parts), msgspec.json.encode(lines).decode()


def unpacked(stored: str | None) -> Sequence[Told]:
    """Return what `packed` stored; nothing where words came plain."""
    if not stored:
        return ()
    return tuple(Told(one, values, many, count) for one, many, count, values in msgspec.json.decode(stored))
