"""Ids that somebody says are one person's: whose they are, what is linked, and what only people may judge."""

from __future__ import annotations

import json

from regulars.base.activity import record
from regulars.base.state import Act, execute, fetch_in, fetchall, instant_value, verb
from regulars.domains.customers import rules
from regulars.domains.customers.events import IdentityLinked
from regulars.domains.customers.queries.consent import families
from regulars.domains.customers.rules import Key, joining, likeness
from regulars.domains.customers.rules.joining import DEVICE, VISITOR
from regulars.domains.customers.service.joining import merge_customers
from regulars.domains.customers.service.reaching import hold_people, refresh_if_known
from regulars.domains.customers.types import Claim
from regulars.kit.errors import LimitReached


@verb
def identify(act: Act, claim: Claim, trust: str) -> int | None:
    """Say whose these ids are, link what is nobody's yet, and return the customer that lives on; none when unknown.

    A browser (`public`) only links itself, forward in time where it was somebody else's; it never adds an address,
    never re-points one and never joins two people. A server or a store adds ids, and joins people it names in one
    breath, unless one store knows them as two accounts or it happens too often: then staff are asked.
    """
    keys = _keys(claim)
    known, accounts = _known(keys)
    verdict = joining.judge(keys, known, accounts, trust)
    if verdict.customer is None:
        return None
    hold_people([verdict.customer, *verdict.joins])
    survivor = verdict.customer
    for one in verdict.joins:
        survivor = _join(act, one, survivor, trust)
    for one in verdict.suspects:
        suspect(act, survivor, one, likeness.DUPLICATE, (likeness.SAME_IDS,))
    if trust in joining.MAY_MERGE:
        _add(act, verdict.customer, [key for key in keys if key not in known], trust)
    for kind, value in ((VISITOR, claim.visitor), (DEVICE, claim.device)):
        if value and not joining.is_junk(value):
            _link(act, verdict.customer, kind, claim.source if kind == VISITOR else "", value[:254], trust)
    return survivor


def suspect(act: Act, one: int, other: int, kind: str, why: tuple[str, ...]) -> bool:
    """Put a pair before staff, unless they have judged it or it waits already; return whether it is new."""
    first, second = sorted((one, other))
    if first == second:
        return False
    return bool(execute(
        "INSERT INTO customers_suspicion (first, second, kind, reasons, score, found_at, decision, decided_by) "
        "VALUES (%s, %s, %s, %s, %s, %s, '', '') ON CONFLICT DO NOTHING",
        [first, second, kind, json.dumps(list(why)), likeness.score(why), instant_value(act.now)],
    ))  # fmt: skip


def _keys(claim: Claim) -> tuple[Key, ...]:
    own = claim.store_id.strip()[: rules.LENGTH_MAX]
    email = rules.normal_email(claim.email) if claim.email else ""
    phone = rules.normal_phone(claim.phone, claim.country) if claim.phone else ""
    return rules.keys_of(claim.source, "" if joining.is_junk(own) else own, email, phone)


def _known(keys: tuple[Key, ...]) -> tuple[dict[Key, int], dict[int, set[Key]]]:
    """Return whose these ids are by now, and the accounts that stores know those people under."""
    sql = "SELECT kind, source, value, customer_id FROM customers_identity WHERE "
    rows = fetch_in(f"{sql} value IN ({{in}})", sorted({key[2] for key in keys}))
    owners = {(row[0], row[1], row[2]): int(row[3]) for row in rows}
    found = families(sorted(set(owners.values())))
    root = {member: one for one, members in found.items() for member in members}
    accounts: dict[int, set[Key]] = {}
    for row in fetch_in(f"{sql} kind = 'store_id' AND customer_id IN ({{in}})", sorted(root)):
        accounts.setdefault(root[int(row[3])], set()).add((row[0], row[1], row[2]))
    return {key: root[owner] for key, owner in owners.items() if key in keys}, accounts


def _join(act: Act, one: int, other: int, trust: str) -> int:
    try:
        merge_customers(act, one, other, trust, "identify")
    except LimitReached:
        suspect(act, one, other, likeness.DUPLICATE, (likeness.TOO_MANY,))
    return other


def _add(act: Act, customer: int, keys: list[Key], trust: str) -> None:
    for key in keys:
        added = execute(
            "INSERT INTO customers_identity (customer_id, kind, source, value, trust, linked_at) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [customer, *key, trust, instant_value(act.now)],
        )
        if added:
            record(act, IdentityLinked(key[0]), customer=customer, trust=trust)
    if keys:
        refresh_if_known(act, [customer])


def _link(act: Act, customer: int, kind: str, source: str, value: str, trust: str) -> None:
    """Link a browser or app from now on; its past comes along only when it was nobody's before."""
    rows = fetchall(
        "SELECT id, customer, ended_at IS NULL FROM customers_visitor WHERE kind = %s AND source = %s AND value = %s "
        "ORDER BY id DESC",
        [kind, source, value],
    )
    if rows and rows[0][2]:
        mine = next(members for members in families([customer]).values() if customer in members)
        if int(rows[0][1]) in mine:
            return
        execute("UPDATE customers_visitor SET ended_at = %s WHERE id = %s", [instant_value(act.now), rows[0][0]])
    execute(
        "INSERT INTO customers_visitor (customer, kind, source, value, trust, has_past, linked_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [customer, kind, source, value, trust, not rows, instant_value(act.now)],
    )
    record(act, IdentityLinked(kind), customer=customer, trust=trust)
