"""Letters in the outbox name people; those of somebody who is erased are deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.mail.letters import outbox
from regulars.base.privacy import Cleared, Person, Retention, add_place


class Outbox:
    """Letters that nobody sends, as files."""

    key, title, order = "outbox", _("Letters in the outbox"), 20
    retention = (Retention(None, _("Until somebody empties the folder, or the person is erased.")),)

    def erase(self, act: Any, person: Person) -> Cleared:
        """Delete every letter that an address of the person stands in."""
        folder = outbox()
        letters = sorted(folder.glob("*.eml")) if folder.is_dir() else []
        gone = [one for one in letters if _names(one, person)]
        for one in gone:
            one.unlink(missing_ok=True)
        return Cleared(len(gone), len(gone))


def _names(letter: Path, person: Person) -> bool:
    text = letter.read_bytes().decode("utf-8", "replace").lower()
    return any(trace.lower() in text for trace in person.traces)


add_place(Outbox())
