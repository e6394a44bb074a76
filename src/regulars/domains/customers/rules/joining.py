"""When are two customers one person? Strength of ids, what may merge whom, and who lives on.

A merge is an edge from one customer to another. Edges lead from root to root, so they make a forest: following them
ends, and taking any edge out restores exactly what hung on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.domains.customers.rules.keys import EMAIL, PHONE, STORE_ID, Key

PUBLIC, SERVER, STORE, STAFF, SYSTEM = "public", "server", "store", "staff", "system"
MAY_MERGE = frozenset({SERVER, STORE, STAFF})
VISITOR, DEVICE = "visitor", "device"
VISITOR_KINDS = (VISITOR, DEVICE)
IDENTITIES_MAX = 500
MERGES_A_DAY = 10
JUNK_IDS = frozenset({
    "", "null", "undefined", "none", "nan", "0", "guest", "anonymous", "00000000-0000-0000-0000-000000000000",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edge:
    """One merge that holds: `merged` is `survivor` from `at` on."""

    number: int
    merged: int
    survivor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose ids these are. `joins` are customers to merge into `customer`, `suspects` those only people may judge."""

    customer: int | None
    joins: tuple[int, ...] = ()
    suspects: tuple[int, ...] = ()


def is_junk(value: str) -> bool:
    """Say whether an id is what programs send when they have none."""
    return value.strip().lower() in JUNK_IDS


def strength(key: Key, trust: str, is_proven: bool) -> int:
    """Return how strong an id is: 3 a store's or server's own, 2 a proven address, 1 an address, 0 a browser's word."""
    if key[0] == STORE_ID:
        return 3 if trust in MAY_MERGE else 0
    if key[0] in (EMAIL, PHONE):
        return 2 if is_proven else 1
    return 0


def roots(edges: Iterable[Edge]) -> dict[int, int]:
    """Return for every merged customer who lives on for them."""
    parent = {edge.merged: edge.survivor for edge in edges}
    found: dict[int, int] = {}
    for start, first in parent.items():
        seen, at = {start}, first
        while at in parent and at not in seen:
            seen.add(at)
            at = parent[at]
        found[start] = at
    return found


def members(root: int, resolution: Mapping[int, int]) -> tuple[int, ...]:
    """Return everybody who is `root` now, the root first."""
    return (root, *sorted(one for one, survivor in resolution.items() if survivor == root))


def judge(keys: Sequence[Key], known: Mapping[Key, int], store_ids: Mapping[int, set[Key]], trust: str) -> Verdict:
    """Say whose these ids are, strongest first. `known` leads from an id to the customer that lives on.

    A browser never joins two known people, whatever it says. A server, a store or staff do, unless one store knows the
    two under different accounts: then only people can judge.
    """
    found = list(dict.fromkeys(known[key] for key in keys if key in known))
    if not found:
        return Verdict(None)
    first, others = found[0], tuple(found[1:])
    if trust not in MAY_MERGE:
        return Verdict(first)
    apart = tuple(one for one in others if _two_accounts(store_ids.get(first, set()), store_ids.get(one, set())))
    return Verdict(first, tuple(one for one in others if one not in apart), apart)


def survivor_of_two(
    first: int,
    second: int,
    accounts: Mapping[int, int],
    orders: Mapping[int, int],
    since: Mapping[int, datetime | None],
) -> tuple[int, int]:
    """Propose (survivor, merged): who has a store account, then more orders, then is known longer, then came first."""

    def weight(one: int) -> tuple[bool, int, float, int]:
        at = since.get(one)
        return bool(accounts.get(one)), orders.get(one, 0), -(at.timestamp() if at else 0.0), -one

    return (first, second) if weight(first) >= weight(second) else (second, first)


def _two_accounts(one: set[Key], other: set[Key]) -> bool:
    """Say whether one store knows the two under different accounts."""
    return any(a[1] == b[1] and a != b for a in one for b in other)
