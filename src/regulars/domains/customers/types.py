"""What other domains and the edges may hand to, and see of, `customers`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a source says about a person. Empty text means "the source does not say".

    `external_id` is the store's own customer id, kept as text (it may pass 2^53 or begin with zeros). `email` and
    `phone` are as written; they are normalized when recorded. `country` is ISO 3166 alpha-2 where the source knows
    it, else the source's word. `language` is a BCP 47 tag.
    """

    external_id: str = ""
    email: str = ""
    phone: str = ""
    name: str = ""
    country: str = ""
    language: str = ""
    city: str = ""
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer as the desk shows it. `public_id` is `cus_...`; contact fields are empty where not allowed."""

    id: int
    public_id: str
    name: str
    email: str
    phone: str
    country: str
    city: str
    language: str
    tags: tuple[str, ...]
    is_shared: bool
    is_relay: bool
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """One id a person is known by: `kind` is `store_id`, `email` or `phone`; `source` is empty for the latter two.

    `proven_at` is none until the person proved that it is theirs.
    """

    kind: str
    source: str
    value: str
    proven_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """What one call of `record_people` did. `customers` are the integer keys, in the order of the facts given."""

    customers: tuple[int | None, ...]
    created: int
    changed: int
    unchanged: int
    unidentified: int


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """What a person said about one channel and one topic, to be recorded.

    `topic` `*` withdraws from everything on the channel. `address` is the one they gave (empty: the one known now).
    `wording` is the key of the words they saw, `network` the address of the machine it came from (kept as a keyed
    fingerprint only), `evidence` what shows it: a form's name, a line of a mail. `occurred_at` none means now.
    """

    customer: int
    channel: str
    topic: str
    state: str
    method: str
    address: str = ""
    wording: int | None = None
    source: str = ""
    network: str = ""
    evidence: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One row of the ledger as people read it; `wording` is empty where none was shown."""

    id: int
    customer: int
    origin: int
    channel: str
    topic: str
    state: str
    method: str
    trust: str
    source: str
    wording: int | None
    address: str
    evidence: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SuppressionRow:
    """Why an address gets no marketing on a channel; `lifted_at` is none while it holds."""

    id: int
    channel: str
    address: str
    reason: str
    source: str
    actor: str
    note: str
    occurred_at: datetime
    lifted_at: datetime | None
    lifted_by: str
    lifted_because: str


@dataclass(frozen=True, slots=True)
class ReachRow:
    """May we write to a person by a channel about a topic; `reason` says why not, empty when we may.

    `state` is how consent alone stands. `target` is the customer whose current address to use (a merged one may have
    said yes), none when there is none.
    """

    channel: str
    topic: str
    is_allowed: bool
    reason: str
    state: str
    target: int | None = None
    paused_until: datetime | None = None
    decided_by: int | None = None


@dataclass(frozen=True, slots=True)
class TopicRow:
    """Something people can say yes to. `names` and `descriptions` by language; empty `channels` means every one."""

    key: str
    names: dict[str, str]
    descriptions: dict[str, str]
    channels: tuple[str, ...]
    position: int
    is_archived: bool = False

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in any it has, else the key."""
        return self.names.get(language[:2]) or next((one for one in self.names.values() if one), self.key)

    def description_in(self, language: str) -> str:
        """Return the description in a language, else in any it has."""
        return self.descriptions.get(language[:2]) or next((one for one in self.descriptions.values() if one), "")


@dataclass(frozen=True, slots=True)
class WordingRow:
    """One version of the words beside a box."""

    id: int
    topic: str
    channel: str
    language: str
    version: int
    text: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    """What a person chose besides yes and no. `frequency` is `` (as it comes), `weekly` or `monthly`."""

    language: str = ""
    frequency: str = ""
    paused_until: datetime | None = None
    birthday_month: int | None = None
    birthday_day: int | None = None
    interests: tuple[str, ...] = ()
    gpc_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsentReport:
    """What one call recorded: the keys of the ledger rows, in the order of the statements."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One merge, undone or not."""

    id: int
    merged: int
    survivor: int
    merged_at: datetime
    actor: str
    source: str
    reason: str
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True, slots=True)
class SuspicionRow:
    """Two customers who may be one person (`duplicate`) or live together (`household`), and why we think so."""

    id: int
    first: int
    second: int
    kind: str
    reasons: tuple[str, ...]
    score: int
    found_at: datetime
    decision: str


@dataclass(frozen=True, slots=True)
class VisitorRow:
    """A browser or app, and from when until when it was this customer's. `since` none: all its past as well."""

    kind: str
    source: str
    value: str
    trust: str
    since: datetime | None
    linked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """Ids that one caller says are one person's. `visitor` is an anonymous id, `device` a push token.

    `store_id` counts within `source`. All are as written; they are normalized when claimed.
    """

    source: str
    store_id: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    visitor: str = ""
    device: str = ""
