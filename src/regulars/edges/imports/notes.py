"""What an import noticed or decided: kept as a code with its particulars, said aloud in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regulars.edges.imports.wording import TEXTS, WORDS


@dataclass(frozen=True, slots=True)
class Note:
    """One thing worth saying. `is_certain` is false where a person should look: the choice was a default."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    is_certain: bool = True

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params), "certain": self.is_certain, "text": say(self)}


def note(code: str, *, certain: bool = True, **params: str | int) -> Note:
    """Build a note; the code must have words, so that none is ever shown bare."""
    if code not in TEXTS:
        raise KeyError(code)
    return Note(code, params, certain)


def say(what: Note) -> str:
    """The note as a sentence in the active language."""
    return str(TEXTS[what.code] % {name: WORDS.get(str(value), value) for name, value in what.params.items()})


def from_json(stored: Mapping[str, Any]) -> Note:
    """Read back what `as_json` wrote; the text is made anew, in the language of now."""
    return Note(str(stored["code"]), dict(stored["params"]), bool(stored["certain"]))
