"""A cell that cannot be read, as a value: it travels through converted columns instead of interrupting them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stood there and why it is no value of its column's kind. `code` names the reason's and the fix's words."""

    code: str
    text: str
    params: dict[str, str | int] = field(default_factory=dict, hash=False)


_WORDS = "- -- \u2013 \u2014 n/a na n.a. #n/a null none nan nil \\n nat (none) ?"
NOTHING = frozenset({"", *_WORDS.split(" ")})


def is_nothing(text: str) -> bool:
    """Whether exports write this for "no value"."""
    return text.strip().lower() in NOTHING
