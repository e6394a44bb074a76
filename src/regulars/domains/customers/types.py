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
