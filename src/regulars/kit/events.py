"""Kinds of activity: each a frozen dataclass with one publisher."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeVar


class Event(Protocol):
    """A fact in the past tense; its fields become the row's `data`, and never hold what an id can say."""

    kind: ClassVar[str]
    version: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]


E = TypeVar("E", bound=type[Any])
_kinds: dict[str, type[Any]] = {}


def event(cls: E) -> E:
    """Register a kind; the module that declares it is its one publisher.

    Raises:
        ValueError: the kind has another publisher, or is not `<noun>.<past participle>`.
    """
    kind = cls.kind
    known = _kinds.get(kind)
    if known is not None and known.__module__ != cls.__module__:
        raise ValueError(f"{kind} is published by {known.__module__} already")
    noun, _, participle = kind.partition(".")
    if not (noun.replace("_", "").isalpha() and participle.replace("_", "").isalpha() and kind.islower()):
        raise ValueError(f"{kind!r} is not <noun>.<past participle>")
    _kinds[kind] = cls
    return cls


def kinds() -> Mapping[str, type[Any]]:
    """Return every registered kind with its class."""
    return _kinds
