"""Taking what a store states into the shop: once, in whatever order it comes, never older over newer.

An object is replaced only by a later version of itself. Between two of one version the one that the store said later
wins, and then the larger digest, so that the same set of statements ends in the same state in any order. A tombstone
yields only to what the store said after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from regulars.base.state import Act, dialect, execute, executemany, fetch_in, fetchall, verb
from regulars.domains.catalog import service as catalog
from regulars.domains.catalog.types import ProductFacts
from regulars.domains.customers import service as customers
from regulars.domains.customers.service.sighting import see_earlier
from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders import service as orders
from regulars.domains.orders.service.voiding import void_orders
from regulars.domains.orders.types import OrderFacts
from regulars.edges.stores.connector import CUSTOMERS, ORDERS, PRODUCTS, Stated
from regulars.edges.stores.consents import hand_over

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UPSERT = (
    "INSERT INTO stores_object (account_id, kind, external_id, version, told_at, digest, is_gone, created_on, flags) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (account_id, kind, external_id) DO UPDATE SET "
    "version = excluded.version, told_at = excluded.told_at, digest = excluded.digest, is_gone = excluded.is_gone, "
    "created_on = coalesce(excluded.created_on, stores_object.created_on), flags = excluded.flags"
)
Key = tuple[str, str]  # kind, external id


@dataclass(frozen=True, slots=True)
class Standing:
    """Which version of an object was taken."""

    version: int
    told_at: int
    digest: bytes
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a batch: objects that changed something, and those that were known or older."""

    changed: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    """One statement made comparable. `told_at` 0: the store does not say when it said so."""

    key: Key
    version: int
    told_at: int
    digest: bytes
    stated: Stated
    is_inside: bool = False  # a person, as an order names them

    @property
    def rank(self) -> tuple[int, int, bytes]:
        return (self.version, self.told_at, self.digest)


@verb
def take(act: Act, account: int, source: str, items: Sequence[Stated]) -> Taken:
    """Take objects as a store states them; each at most once, in one transaction with whatever the caller adds."""
    if dialect() == "postgresql":  # two deliveries of one object must not both look before either has written
        execute("SELECT 1 FROM stores_account WHERE id = %s FOR UPDATE", [account])
    words = [_word(one) for one in items]
    words += [spoken for word in words if (spoken := _spoken(word)) is not None]
    standing = _standing(account, {word.key for word in words})
    winners: dict[Key, _Word] = {}
    for word in words:
        best, known = winners.get(word.key), standing.get(word.key)
        if word.is_inside and known is not None and known.is_gone:
            continue  # an order of somebody whom the store has let go
        if _wins(word, known) and (best is None or _wins(word, _stands(best))):
            winners[word.key] = word
    fresh = [word for word in winners.values() if not _is_same(word, standing.get(word.key))]
    _take_products(act, source, fresh)
    _take_people(act, source, fresh, [word for word in words if winners.get(word.key) is not word])
    _take_orders(act, source, fresh)
    executemany(UPSERT, [_row(account, word, standing.get(word.key)) for word in winners.values()])
    return Taken(len(fresh), len({word.key for word in words}) - len(fresh))


def from_micros(micros: int) -> datetime | None:
    """Return the instant of whole microseconds since 1970; none for 0."""
    return EPOCH + timedelta(microseconds=micros) if micros else None


def as_micros(instant: datetime | None) -> int:
    """Return an instant as whole microseconds since 1970; 0 for none."""
    if instant is None:
        return 0
    passed = instant - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _word(one: Stated) -> _Word:
    content = msgspec.msgpack.encode((one.facts, one.is_gone, one.consents))
    digest = hashlib.blake2b(content, digest_size=16).digest()
    return _Word((one.kind, one.external_id[:160]), as_micros(one.version), as_micros(one.told_at), digest, one)


def _stands(word: _Word) -> Standing:
    return Standing(word.version, word.told_at, word.digest, word.stated.is_gone)


def _wins(word: _Word, known: Standing | None) -> bool:
    """Say whether a statement is later than what stands."""
    if known is None:
        return True
    if known.is_gone and not word.stated.is_gone:
        return word.version > known.version or word.told_at > known.told_at
    if word.stated.is_gone and not known.is_gone:
        return word.told_at >= known.told_at and word.version >= known.version
    return word.rank >= (known.version, known.told_at, known.digest)


def _is_same(word: _Word, known: Standing | None) -> bool:
    return known is not None and known.digest == word.digest


def _standing(account: int, keys: Iterable[Key]) -> dict[Key, Standing]:
    by_kind: dict[str, list[str]] = {}
    for kind, external_id in keys:
        if external_id:
            by_kind.setdefault(kind, []).append(external_id)
    return {
        (kind, str(external_id)): Standing(int(version), int(told), bytes(digest), bool(gone))
        for kind, ids in by_kind.items()
        for external_id, version, told, digest, gone in fetch_in(
            "SELECT external_id, version, told_at, digest, is_gone FROM stores_object "
            "WHERE account_id = %s AND kind = %s AND external_id IN ({in})",
            sorted(set(ids)),
            [account, kind],
        )
    }


def _spoken(word: _Word) -> _Word | None:
    """Return what an order says of its person, as a statement of its own: dated by itself where the store does so, else
    by the day of the order, because that is when they said it, however often the order changed since."""
    order = word.stated.facts
    if not isinstance(order, OrderFacts) or order.person is None or not (name := _name_of(order.person)):
        return None
    version = word.stated.person_version or order.placed_at
    consents = word.stated.consents
    stated = Stated(CUSTOMERS, name, version, word.stated.told_at, order.person, consents=consents)
    return replace(_word(stated), is_inside=True)


def _name_of(person: PersonFacts) -> str:
    """Return under which id a person is dated: the store's, or a fingerprint of how a guest is reached."""
    if person.external_id:
        return person.external_id
    reached = person.email.strip().lower() or person.phone.strip()
    return f"guest:{hashlib.blake2b(reached.encode(), digest_size=16).hexdigest()}" if reached else ""


def _take_products(act: Act, source: str, fresh: Sequence[_Word]) -> None:
    stated: list[ProductFacts] = []
    for word in fresh:
        if word.key[0] == PRODUCTS and isinstance(word.stated.facts, tuple):
            stated.extend(word.stated.facts)
    if stated:
        catalog.record_products(act, source, stated)


def _take_people(act: Act, source: str, fresh: Sequence[_Word], older: Sequence[_Word]) -> None:
    """Record the latest word on people, move their first sighting, and hand their consents on. When somebody was first
    seen is true in `older` words too."""
    known = sorted((word for word in fresh if word.key[0] == CUSTOMERS), key=lambda word: word.rank)
    said = [word.stated for word in known if isinstance(word.stated.facts, PersonFacts)]
    orders = [word.stated.facts for word in fresh if isinstance(word.stated.facts, OrderFacts)]
    first: dict[str, datetime] = {}
    named: dict[str, PersonFacts] = {}
    for order in orders:
        if order.person is not None and (name := _name_of(order.person)):
            first[name] = min(first.get(name, order.placed_at), order.person.created_at or order.placed_at)
            named[name] = _only_named(order.person)
    facts = [replace(one.facts, created_at=_seen(one, first)) for one in said if isinstance(one.facts, PersonFacts)]
    only = [replace(who, created_at=first[name]) for name, who in named.items()]
    only += [
        _only_named(word.stated.facts, word.stated.facts.created_at)
        for word in older
        if isinstance(word.stated.facts, PersonFacts) and word.stated.facts.created_at is not None
    ]
    people: dict[str, int] = {}
    for stated in (facts, only):  # apart: of several words on one person in a call the last one counts
        if stated:
            found = customers.record_people(act, source, stated)
            pairs = [(one, who) for one, who in zip(found.customers, stated, strict=True) if one is not None]
            see_earlier(act, [(one, who.created_at) for one, who in pairs if who.created_at])
            people |= {who.external_id: one for one, who in pairs}
    spoken = [one for one in said if one.consents and one.external_id in people]
    hand_over(act, source, [(people[one.external_id], one.consents) for one in spoken])


def _seen(one: Stated, first: dict[str, datetime]) -> datetime | None:
    assert isinstance(one.facts, PersonFacts)
    return one.facts.created_at or one.created_at or first.get(one.external_id)


def _only_named(person: PersonFacts, created_at: datetime | None = None) -> PersonFacts:
    """Return who it is and nothing else: what is known of them has its own version."""
    if person.external_id:
        return PersonFacts(external_id=person.external_id, created_at=created_at)
    if person.email:
        return PersonFacts(email=person.email, created_at=created_at)
    return PersonFacts(phone=person.phone, country=person.country, created_at=created_at)


def _take_orders(act: Act, source: str, fresh: Sequence[_Word]) -> None:
    stated: list[OrderFacts] = []
    gone: list[str] = []
    for word in fresh:
        facts = word.stated.facts
        if word.key[0] != ORDERS:
            continue
        if word.stated.is_gone:
            gone.append(word.key[1])
        elif isinstance(facts, OrderFacts):
            stated.append(replace(facts, person=None if facts.person is None else _only_named(facts.person)))
    if stated:
        orders.record_orders(act, source, stated)
    if gone:
        void_orders(act, source, gone)


def _row(account: int, word: _Word, known: Standing | None) -> tuple[Any, ...]:
    """Return what is kept of a statement; where the version is the same, the time of the latest word."""
    told = max(word.told_at, known.told_at) if known and known.version == word.version else word.told_at
    flags = msgspec.to_builtins(word.stated.consents)
    return (
        account, *word.key, word.version, told, word.digest, word.stated.is_gone,
        as_micros(word.stated.created_at) if word.stated.created_at else None, json.dumps(flags),
    )  # fmt: skip


def unseen_since(account: int, kind: str, created_from: datetime, told_before: datetime, limit: int) -> list[str]:
    """Return objects created since an instant that the store has not named since another: they may be gone."""
    rows = fetchall(
        "SELECT external_id FROM stores_object WHERE account_id = %s AND kind = %s AND created_on >= %s "
        "AND told_at < %s AND NOT is_gone ORDER BY id LIMIT %s",
        [account, kind, as_micros(created_from), as_micros(told_before), limit],
    )
    return [str(row[0]) for row in rows]
