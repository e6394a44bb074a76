"""What `customers` publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from regulars.kit.events import event


@event
@dataclass(frozen=True)
class CustomerCreated:
    """A source named a person for the first time."""

    kind: ClassVar[str] = "customer.created"
    version: ClassVar[int] = 1
    import_id: int | None = None


@event
@dataclass(frozen=True)
class CustomerChanged:
    """A source states something else of a person now; `fields` names what, never the values."""

    kind: ClassVar[str] = "customer.changed"
    version: ClassVar[int] = 1
    fields: list[str]


@event
@dataclass(frozen=True)
class CustomerVoided:
    """The import that brought this person was undone, and nothing else names them."""

    kind: ClassVar[str] = "customer.voided"
    version: ClassVar[int] = 1
    import_id: int


@event
@dataclass(frozen=True)
class CustomerListExported:
    """Somebody took a list of customers out of the house; `conditions` is what the list's address asked for.

    Words that were searched for are left out: they may name a person. `has_contact` says whether names went along.
    """

    kind: ClassVar[str] = "customer_list.exported"
    version: ClassVar[int] = 1
    rows: int
    has_contact: bool
    conditions: str


@event
@dataclass(frozen=True)
class CustomerLeftOut:
    """A source named people who were erased; what it says of them was not kept, and their orders are nobody's."""

    kind: ClassVar[str] = "customer.left_out"
    version: ClassVar[int] = 1
    people: int
    import_id: int | None = None


@event
@dataclass(frozen=True)
class CustomerErased:
    """The person behind a customer was erased. Whose number it was is in the record of the request."""

    kind: ClassVar[str] = "customer.erased"
    version: ClassVar[int] = 1


@event
@dataclass(frozen=True)
class ConsentGranted:
    """A person said yes to a topic on a channel; `statement` is the row of the ledger with words, source and proof."""

    kind: ClassVar[str] = "consent.granted"
    version: ClassVar[int] = 1
    channel: str
    topic: str
    method: str
    statement: int


@event
@dataclass(frozen=True)
class ConsentRequested:
    """A person asked for something by a channel and has yet to confirm that the address is theirs."""

    kind: ClassVar[str] = "consent.requested"
    version: ClassVar[int] = 1
    channel: str
    topic: str
    method: str
    statement: int


@event
@dataclass(frozen=True)
class ConsentWithdrawn:
    """A person said no to a topic on a channel; `*` is everything on it."""

    kind: ClassVar[str] = "consent.withdrawn"
    version: ClassVar[int] = 1
    channel: str
    topic: str
    method: str
    statement: int


@event
@dataclass(frozen=True)
class SuppressionAdded:
    """An address gets no marketing any more, whatever consent says. The fact names no address."""

    kind: ClassVar[str] = "suppression.added"
    version: ClassVar[int] = 1
    channel: str
    reason: str


@event
@dataclass(frozen=True)
class SuppressionLifted:
    """A suppression ended: by staff who said why, or by a fresh yes of the person."""

    kind: ClassVar[str] = "suppression.lifted"
    version: ClassVar[int] = 1
    channel: str
    reason: str


@event
@dataclass(frozen=True)
class PreferencesChanged:
    """A person changed what they chose besides yes and no; `fields` names what, never the values."""

    kind: ClassVar[str] = "preference.changed"
    version: ClassVar[int] = 1
    fields: list[str]


@event
@dataclass(frozen=True)
class PrivacySignalReceived:
    """A person's browser asked that what they do is not handed to third parties (Sec-GPC)."""

    kind: ClassVar[str] = "privacy_signal.received"
    version: ClassVar[int] = 1


@event
@dataclass(frozen=True)
class TopicChanged:
    """A topic that people can say yes to was added, renamed or archived."""

    kind: ClassVar[str] = "topic.changed"
    version: ClassVar[int] = 1
    topic: str


@event
@dataclass(frozen=True)
class WordingAdded:
    """A new version of the words beside a box; older ones stay, for those who said yes to them."""

    kind: ClassVar[str] = "wording.added"
    version: ClassVar[int] = 1
    wording: int


@event
@dataclass(frozen=True)
class CustomerMerged:
    """Two customers are one person from now on. No row is rewritten, and nothing that one of them did happens again."""

    kind: ClassVar[str] = "customer.merged"
    version: ClassVar[int] = 1
    merge: int
    merged: int
    survivor: int


@event
@dataclass(frozen=True)
class CustomerUnmerged:
    """A merge was taken back: the two are as they were."""

    kind: ClassVar[str] = "customer.unmerged"
    version: ClassVar[int] = 1
    merge: int
    merged: int
    survivor: int


@event
@dataclass(frozen=True)
class IdentityLinked:
    """A person is known by one more id; `id_kind` says of which sort."""

    kind: ClassVar[str] = "identity.linked"
    version: ClassVar[int] = 1
    id_kind: str


@event
@dataclass(frozen=True)
class IdentityProven:
    """A person proved that an address is theirs."""

    kind: ClassVar[str] = "identity.proven"
    version: ClassVar[int] = 1
    id_kind: str


@event
@dataclass(frozen=True)
class SuspicionDecided:
    """Staff said of two customers who looked alike that they are one, live together, or are two."""

    kind: ClassVar[str] = "suspicion.decided"
    version: ClassVar[int] = 1
    suspicion: int
    decision: str
