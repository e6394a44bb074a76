"""Keeping the answer that senders join: rewritten in the transaction of whatever changes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from regulars.base.state import Act, chunks, dialect, execute, executemany, fetch_in, fetchall, instant_value
from regulars.domains.customers.queries import cases
from regulars.domains.customers.queries.consent import Case, families

LOCK = 7_322 << 44  # a key space of our own among PostgreSQL's advisory locks


def hold_people(customers: Sequence[int], *, merging: bool = False) -> None:
    """Keep others from saying something of, or merging, these people until this transaction ends.

    On SQLite there is one writer anyway. Merges are rare: one at a time, and none while somebody's consent changes.
    """
    if dialect() != "postgresql":
        return
    fetchall(f"SELECT pg_advisory_xact_lock{'' if merging else '_shared'}(%s)", [LOCK])
    everybody = sorted(one for members in families(customers).values() for one in members)
    fetch_in("SELECT id FROM customers_customer WHERE id IN ({in}) ORDER BY id FOR UPDATE", everybody)


def hold_addresses(prints: Iterable[bytes]) -> None:
    """Keep others from suppressing, or deciding about, these addresses until this transaction ends."""
    if dialect() != "postgresql":
        return
    for number in sorted({int.from_bytes(hashlib.sha256(one).digest()[:5], "big") for one in prints}):
        fetchall("SELECT pg_advisory_xact_lock(%s)", [LOCK + 1 + number])


def refresh(act: Act, customers: Sequence[int]) -> int:
    """Work out anew whom one may write to about what, for the people behind these customers; return how many rows.

    Called inside every verb that records consent, suppression, an address or a merge.
    """
    written = 0
    for part in chunks(sorted(set(customers))):
        found = cases(part)
        prints = {one.print for case in found for one in case.addresses}
        if prints and dialect() == "postgresql":
            hold_addresses(prints)
            found = cases(part)  # what somebody wrote while we waited
        written += sum(_rewrite(act, case) for case in found)
    return written


def refresh_if_known(act: Act, customers: Sequence[int]) -> None:
    """Do so for those of these customers who ever said anything, or whose address may be bad; cheap for the others."""
    if not customers:
        return
    known = {
        int(row[0])
        for row in fetch_in("SELECT DISTINCT customer FROM customers_consent WHERE customer IN ({in})", list(customers))
    }
    if fetchall("SELECT 1 FROM customers_suppression WHERE lifted_at IS NULL LIMIT 1"):
        known = set(customers)
    if known:
        refresh(act, sorted(known))


def _rewrite(act: Act, case: Case) -> int:
    marks = ", ".join(["%s"] * len(case.members))
    execute(f"DELETE FROM customers_reachable WHERE customer IN ({marks})", list(case.members))
    rows = []
    for channel, topic in sorted(case.pairs()):
        answer = case.reach(channel, topic)
        rows.append(
            (
                case.root, channel, topic, answer.is_allowed, answer.reason, answer.state, answer.customer,
                answer.print or None, instant_value(answer.paused_until), instant_value(act.now),
            )
        )  # fmt: skip
    executemany(
        "INSERT INTO customers_reachable (customer, channel, topic, is_allowed, reason, state, target, address_print, "
        "paused_until, changed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        rows,
    )
    return len(rows)
