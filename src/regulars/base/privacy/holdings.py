"""What each table holds of a person: how their rows are found, what they may have of them, what erasing empties.

    holds(
        "reviews.Review",
        title=gettext_lazy("Reviews"),
        purpose=FIGURES,
        find="customer_id IN ({in})",
        empty={"text": "", "author": ""},
        keeps={"stars": gettext_lazy("a number without a name")},
        retention=(Retention(None, gettext_lazy("until the customer is erased")),),
    )

Only declarations live here; `edges/privacy` walks them. A table with a column about people and no declaration fails
the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.apps import apps
from django.conf import settings

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    Text = _StrOrPromise
else:
    Text = str

FIGURES, CONTACT, PROOF, OPERATION, STAFF = "figures", "contact", "proof", "operation", "staff"
PURPOSES = (FIGURES, CONTACT, PROOF, OPERATION, STAFF)

# (act, the person's keys, most rows at once) -> how many rows were emptied; a verb, called again until it returns 0
Eraser = Callable[[Any, Sequence[int], int], int]
# (act, everything before this instant, most rows at once) -> how many rows went; a verb, called until it returns 0
Forgetter = Callable[[Any, datetime, int], int]
Exporter = Callable[["Person"], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom it is about. `customers` are their keys, the one that lives on first; `traces` are texts that name them."""

    customers: tuple[int, ...]
    traces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows stay, and why. `days` none: no fixed time, `why` says until when.

    `forget` lets them go; where it is missing, something else does (`why` says what).
    """

    days: int | None
    why: Text
    forget: Forgetter | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """One table's duty.

    * `find` is an SQL condition on the table; `{in}` stands for the person's keys. Empty: it is about no customer, and
      `reason` says about whom else, or that it is found by `mentions` only.
    * `empty` names columns and what they hold afterwards; `delete` takes the rows out; `eraser` does it itself;
      `erased_with` names the table whose eraser does.
    * `keeps` says of each column about the person that stays, why it stays.
    * `mentions` are columns of free text: what names the person is taken out of them in any row.
    * `export` is written by the table itself; none means all columns of the rows found. `not_exported` says why not.
    * `in_lake`: the lake holds columns that erasing changes.
    """

    table: str
    title: Text
    purpose: str
    find: str = ""
    reason: Text = ""
    empty: Mapping[str, Any] = field(default_factory=dict)
    delete: bool = False
    eraser: Eraser | None = None
    erased_with: str = ""
    keeps: Mapping[str, Text] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    export: Exporter | None = None
    not_exported: Text = ""
    retention: tuple[Retention, ...] = ()
    in_lake: bool = False


@dataclass(frozen=True, slots=True)
class Cleared:
    """What came of one place: how much spoke of the person, how much was emptied, what remains and until when."""

    found: int = 0
    emptied: int = 0
    remains: tuple[str, ...] = ()


class Place(Protocol):
    """Something that is no table and holds people: files, the lake, backups.

    Those with `order` below 100 come before the tables and know by which texts the person is named; the others come
    after, when nobody does any more. `erase` may be called again after an interruption.
    """

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def order(self) -> int: ...
    @property
    def retention(self) -> tuple[Retention, ...]: ...
    def erase(self, act: Any, person: Person) -> Cleared: ...


@dataclass(frozen=True, slots=True)
class Union:
    """Two people who become one, or are parted again: the keys in `moved` lead to `survivor` while merge `merge` holds.

    `merge` is 0 in a preview.
    """

    merge: int
    moved: tuple[int, ...]
    survivor: int


class Merger(Protocol):
    """What becomes of a unit's rows when two customers are found to be one person, and when that is taken back.

    Called in one write, lower units first. Ids in rows stay (`customers_resolution` is applied by readers), so most
    units have nothing to do (`Unmoved`). What a unit does when merging it must be able to take back exactly, by the
    number of the merge. Nothing may fire, and no refusal may be lost. `key` is the unit's app label; `preview` says in
    sentences what staff should know before they merge.
    """

    @property
    def key(self) -> str: ...
    def preview(self, union: Union) -> Sequence[str]: ...
    def merge(self, act: Any, union: Union) -> None: ...
    def unmerge(self, act: Any, union: Union) -> None: ...


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A unit whose rows stay as they are when customers are merged; `why` says what makes that right."""

    key: str
    why: str

    def preview(self, union: Union) -> Sequence[str]:
        """Nothing to tell."""
        return ()

    def merge(self, act: Any, union: Union) -> None:
        """Leave every row alone."""

    def unmerge(self, act: Any, union: Union) -> None:
        """Leave every row alone."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who outside the shop gets what, for the record of processing."""

    name: Text
    gets: Text
    why: Text
    where: Text = ""


_holdings: dict[str, Holding] = {}
_places: dict[str, Place] = {}
_mergers: dict[str, Merger] = {}
_recipients: list[Recipient] = []


def holds(table: str, *, title: Text, purpose: str, **rest: Any) -> None:
    """Declare what `table` holds of a person; see `Holding`.

    Raises:
        ValueError: it is declared twice, for an unknown purpose, or neither finds anybody nor says why.
    """
    one = Holding(table, title, purpose, **rest)
    if table in _holdings:
        raise ValueError(f"{table} says twice what it holds")
    if purpose not in PURPOSES:
        raise ValueError(f"{table}: {purpose} is no purpose")
    if not (one.find or one.eraser or one.reason):
        raise ValueError(f"{table} neither finds a customer's rows nor says why it has none")
    _holdings[table] = one


def holdings() -> Mapping[str, Holding]:
    """Return what every table holds."""
    return _holdings


def add_place(place: Place) -> None:
    """Declare a place that is no table."""
    _places[place.key] = place


def places() -> list[Place]:
    """Return the places in the order in which they are cleared."""
    return sorted(_places.values(), key=lambda one: (one.order, one.key))


def add_merger(merger: Merger) -> None:
    """Declare what a unit does when customers are merged."""
    _mergers[merger.key] = merger


def mergers() -> Mapping[str, Merger]:
    """Return what units do when customers are merged, by unit."""
    return _mergers


def mergers_upward() -> list[Merger]:
    """Return what units do when customers are merged, lower units first."""
    place = {config.label: settings.INSTALLED_APPS.index(config.name) for config in apps.get_app_configs()}
    return sorted(_mergers.values(), key=lambda one: place[one.key])


def add_recipient(recipient: Recipient) -> None:
    """Declare somebody outside the shop who gets data."""
    _recipients.append(recipient)


def recipients() -> Sequence[Recipient]:
    """Return everybody outside the shop who gets data."""
    return tuple(_recipients)
