"""What stores say about consent, on its way into the ledger.

What a store said last is also kept in `stores_object.flags`, in its own words. A store's yes is a statement like any
other: it undoes no no. "Not subscribed" is no statement: nobody said anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.base.state import Act
from regulars.domains.customers import service as customers
from regulars.domains.customers.queries.consent import statements_of
from regulars.domains.customers.types import ConsentFact
from regulars.edges.stores.connector import Consent

METHOD, GRANTED, WITHDRAWN = "store", "granted", "withdrawn"
NEWS, EVERYTHING = "news", "*"
CHANNELS = {"email": "email", "sms": "sms"}
YES = {"subscribed", "yes", "1", "true", "on"}  # Shopify's word, and what plugins of WooCommerce write
NO = {"unsubscribed"}


def hand_over(act: Act, source: str, stated: Sequence[tuple[int, tuple[Consent, ...]]]) -> int:
    """Record what a store says about consent, inside a verb; return how much of it is new.

    `stated` is (customer, what the store says of them). What stores said before is not said again.
    """
    if not stated:
        return 0
    before = _said_before(sorted({customer for customer, _consents in stated}))
    facts = [
        ConsentFact(customer, channel, topic, state, METHOD, source=source, evidence=words, occurred_at=at)
        for customer, consents in stated
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


def _said_before(people: Sequence[int]) -> dict[tuple[int, str], list[tuple[str, datetime]]]:
    """Return what stores said of each of these, oldest first."""
    before: dict[tuple[int, str], list[tuple[str, datetime]]] = {}
    for one in statements_of(people):
        if one.method == METHOD and one.origin == one.customer:
            before.setdefault((one.customer, one.channel), []).append((one.state, one.occurred_at))
    return before


def _is_known(before: Sequence[tuple[str, datetime]], state: str, at: datetime | None) -> bool:
    if at is not None:
        return (state, at) in before
    return bool(before) and before[-1][0] == state
