"""Marking words for translation where no language can be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that keeps its words and its values apart, so that it can be stored and each reader has their own.

    `many` is empty where there is nothing to count. A whole number among the values is written as the reader writes it.
    """

    one: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    many: str = ""
    count: int = 0

    def __str__(self) -> str:
        return self.in_words(str, lambda one, many, count: one if count == 1 else many, lambda value: value)

    def in_words(
        self,
        translate: Callable[[str], str],
        choose: Callable[[str, str, int], str],
        show: Callable[[int], object],
    ) -> str:
        """Return it in the reader's language: `told.in_words(gettext, ngettext, number)`."""
        words = choose(self.one, self.many, self.count) if self.many else translate(self.one) if self.one else ""
        if not self.values:
            return words
        return words % {
            name: show(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in self.values.items()
        }


Note: TypeAlias = str | Told | Sequence[Told]  # several are said one after the other


def told(text: str, /, **values: str | int) -> Told:
    """Mark a sentence for translation and keep its values beside it: `told("%(name)s is in.", name=file)`."""
    return Told(text, values)


def ntold(one: str, many: str, count: int, /, **values: str | int) -> Told:
    """Like `told`, for a sentence that counts; `%(count)s` is the count itself."""
    return Told(one, {"count": count, **values}, many, count)
