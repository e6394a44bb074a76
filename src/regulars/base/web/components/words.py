"""Figures, facts and cards: components that are mostly words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from regulars.base.extends import Text
from regulars.base.web.formats import COUNT, TEXT, Number, Unit, Value

Tone = Literal["", "good", "warning", "bad", "note", "accent"]


@dataclass(frozen=True, slots=True)
class Action:
    """A button. `post` sends a form with the CSRF token; `confirm` asks first, in a dialog or on a page of its own."""

    label: Text
    url: str
    icon: str = ""
    primary: bool = False
    post: bool = False
    confirm: Text = ""
    danger: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    label: Text
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """A difference to something. `good` says which direction is good news; "" colors neither."""

    value: Number | None
    unit: Unit
    against: Text = ""  # "on the quarter before"
    good: Literal["up", "down", ""] = "up"


@dataclass(frozen=True, slots=True)
class Stat:
    """One figure with its comparison and its certainty. `term` is a glossary word, `url` opens what it counts."""

    label: Text
    value: Value
    unit: Unit = COUNT
    delta: Delta | None = None
    likely: tuple[Number, Number] | None = None
    note: Text = ""
    term: str = ""
    url: str = ""
    spark: tuple[Number | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing yet: what will be here and the one step that fills it."""

    title: Text
    text: Text
    icon: str = "sprout"
    action: Action | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """Whom, how many, how much, what happens anyway, and one button. What is empty leaves its button out."""

    key: str
    title: Text
    why: Text
    people: int
    action: Action | None = None
    worth: int | None = None
    unit: Unit | None = None
    worth_label: Text = ""
    unasked: Text = ""
    csv_url: str = ""
    dismiss_url: str = ""
    done_url: str = ""
    assign_url: str = ""
    assignees: Sequence[tuple[str, str]] = ()
    assigned: str = ""
    status: Badge | None = None


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime | date
    title: Text
    detail: Text = ""
    icon: str = "circle"
    url: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first; grouped by day when drawn. `more_url` loads the next part."""

    events: Sequence[Event]
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: Text
    value: Value
    unit: Unit = TEXT
    url: str = ""
    term: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A definition list."""

    facts: Sequence[Fact]
    columns: int = 1
