"""Where one is and where one can go: filters, tabs, wizards, long work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from regulars.base.extends import Text


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work that can be left. `poll_url` answers this component again until `state` is done or failed."""

    key: str
    title: Text
    done: int
    total: int | None
    note: Text = ""
    state: Literal["waiting", "running", "done", "failed"] = "running"
    poll_url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Stepper:
    """A wizard's way; `current` counts from 0."""

    steps: Sequence[Step]
    current: int


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Tabs:
    tabs: Sequence[Tab]
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as it stands in the address. A select without a chosen value is "all"."""

    name: str
    label: Text
    kind: Literal["select", "date", "number", "search", "toggle", "hidden"] = "select"
    value: str = ""
    choices: Sequence[Choice] = ()
    primary: bool = False  # stays in sight; the others open on demand


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address without it."""

    label: Text
    remove_url: str


@dataclass(frozen=True, slots=True)
class FilterBar:
    """A GET form. The page is its own permalink."""

    fields: Sequence[FilterField]
    chips: Sequence[Chip] = ()
    reset_url: str = ""
    action: str = ""
    summary: Text = ""
