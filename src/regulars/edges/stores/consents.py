"""What stores say about consent, on its way into the ledger.

What a store said last is also kept in `stores_object.flags`, in its own words. A store's yes is a statement like any
other: it undoes no no. "Not subscribed" is no statement: nobody said anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.base.state import Act
from regulars.domains.customers import service as customers
from regulars.domains.customers.queries import ledger_of
from regulars.domains.customers.queries.knowing import customer_known_as
from regulars.domains.customers.types import ConsentFact
from regulars.edges.stores.connector import Consent

METHOD, GRANTED, WITHDRAWN = "store", "granted", "withdrawn"
NEWS, EVERYTHING = "news", "*"
CHANNELS = {"email": "email", "sms": "sms"}
YES = {"subscribed", "yes", "1", "true", "on"}  # Shopify's word, and what plugins of WooCommerce write
NO = {"unsubscribed"}


def hand_over(act: Act, source: str, stated: Sequence[tuple[str, tuple[Consent, ...]]]) -> int:
    """Record what a store says about consent, inside a verb; return how much of it is new.

    `stated` is (the store's customer id, what it says). What it said before is not said again.
    """
    found = [(customer_known_as(source, name), consents) for name, consents in stated]
    people = sorted({customer for customer, _consents in found if customer is not None})
    if not people:
        return 0
    before = _said_before(people, source)
    facts = [
        ConsentFact(customer, channel, topic, state, METHOD, source=source, evidence=words, occurred_at=at)
        for customer, consents in found
        if customer is not None
        for channel, topic, state, at, words in _read(consents, act.now)
        if not _is_known(before.get((customer, channel), []), state, at)
    ]
    if facts:
        customers.record_consent(act, facts, trust="store")
    return len(facts)


def _read(consents: Sequence[Consent], now: datetime) -> list[tuple[str, str, str, datetime | None, str]]:
    read = []
    for one in consents:
        channel, word = CHANNELS.get(one.channel), one.state.strip().lower()
        at = None if one.at is None else min(one.at, now)
        words = " ".join(filter(None, [one.state, one.level]))
        if channel and word in YES:
            read.append((channel, NEWS, GRANTED, at, words))
        elif channel and word in NO:
            read.append((channel, EVERYTHING, WITHDRAWN, at, words))
    return read


def _said_before(people: Sequence[int], source: str) -> dict[tuple[int, str], list[tuple[str, datetime]]]:
    """Return what this store said of each of these, newest first."""
    before: dict[tuple[int, str], list[tuple[str, datetime]]] = {}
    for customer in people:
        for one in ledger_of(customer):
            if one.method == METHOD and one.source == source and one.origin == customer:
                before.setdefault((customer, one.channel), []).append((one.state, one.occurred_at))
    return before


def _is_known(before: Sequence[tuple[str, datetime]], state: str, at: datetime | None) -> bool:
    if at is not None:
        return (state, at) in before
    return bool(before) and before[0][0] == state
