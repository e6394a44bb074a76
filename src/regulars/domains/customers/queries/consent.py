"""Reads of consent: the ledger, suppression, and whether one may write to somebody, now or at any past instant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.base.shop.queries import shop
from regulars.base.state import as_instant, chunks, fetch_in, fetchall, instant_value
from regulars.domains.customers.queries.people import ids_of, survivor_of
from regulars.domains.customers.rules import fingerprint, joining
from regulars.domains.customers.rules.consent import ADDRESS_KIND, EVERYTHING, RECEIPTS, Standing, Statement
from regulars.domains.customers.rules.consent import person_standing as fold
from regulars.domains.customers.rules.reaching import Address, Reach, Stop, reach
from regulars.domains.customers.types import ConsentRow, ReachRow, SuppressionRow

COLUMN = re.compile(r"[a-z_]+(\.[a-z_]+)?")
LEDGER = (
    "SELECT id, customer, origin, channel, topic, state, method, trust, source, wording, address, evidence, actor, "
    "occurred_at, recorded_at FROM customers_consent "
)
STOPS = (
    "SELECT id, channel, address, reason, source, actor, note, occurred_at, lifted_at, lifted_by, lifted_because "
    "FROM customers_suppression "
)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that decides about one person: `members` are all their customers, the one that lives on first."""

    root: int
    members: tuple[int, ...]
    statements: tuple[Statement, ...]
    addresses: tuple[Address, ...]
    stops: tuple[Stop, ...]
    paused_until: datetime | None = None

    def pairs(self) -> set[tuple[str, str]]:
        """Return channels and topics that somebody said something about, and receipts where an address is bad."""
        said = {(one.channel, one.topic) for one in self.statements if one.topic != EVERYTHING}
        return said | {(one.channel, RECEIPTS) for one in self.stops}

    def reach(self, channel: str, topic: str) -> Reach:
        """Decide for a channel and topic."""
        return reach(self.members, self.statements, self.addresses, self.stops, channel, topic, self.paused_until)


def print_of(id_key: bytes, channel: str, address: str) -> bytes:
    """Return the keyed fingerprint of a normal address; the same for all channels that use one kind of address."""
    return fingerprint(id_key, (ADDRESS_KIND.get(channel, "device"), "", address))


def families(customers: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return for the people behind these customers all their customers, by the one that lives on."""
    merged = fetch_in("SELECT merged, survivor FROM customers_resolution WHERE merged IN ({in})", list(customers))
    survivor: dict[int, int] = {int(row[0]): int(row[1]) for row in merged}
    roots = sorted({survivor.get(one, one) for one in customers})
    rows = fetch_in("SELECT merged, survivor FROM customers_resolution WHERE survivor IN ({in})", roots)
    everybody = {int(row[0]): int(row[1]) for row in rows}
    return {root: joining.members(root, everybody) for root in roots}


def cases(customers: Sequence[int]) -> list[Case]:
    """Return what decides about the people behind these customers."""
    found = families(customers)
    everybody = [one for members in found.values() for one in members]
    statements = statements_of(everybody)
    addresses = addresses_of(everybody)
    stops = stops_on({one.print for one in addresses})
    paused = _pauses(everybody)
    made = []
    for root, members in found.items():
        mine = tuple(one for one in addresses if one.customer in members)
        prints = {(one.channel, one.print) for one in mine}
        held = tuple(one for one in stops if (one.channel, one.print) in prints)
        said = tuple(one for one in statements if one.customer in members)
        pause = max((paused[one] for one in members if one in paused), default=None)
        made.append(Case(root, members, said, mine, held, pause))
    return made


def case_of(customer: int) -> Case:
    """Return what decides about one person."""
    return cases([customer])[0]


def statements_of(customers: Sequence[int], until: datetime | None = None) -> list[Statement]:
    """Return the ledger of these customers, as known at an instant (now without one)."""
    sql = (
        "SELECT id, customer, origin, channel, topic, state, method, occurred_at FROM customers_consent "
        "WHERE {when} customer IN ({in}) ORDER BY id"
    )
    before = [] if until is None else [instant_value(until)]
    rows = fetch_in(sql.replace("{when}", "" if until is None else "recorded_at <= %s AND"), list(customers), before)
    return [
        Statement(int(row[0]), int(row[1]), int(row[2]), row[3], row[4], row[5], row[6], _instant(row[7]))
        for row in rows
    ]


def addresses_of(customers: Sequence[int]) -> list[Address]:
    """Return every address these customers have or had, with the one that is used now marked."""
    id_key = shop().id_key
    found: dict[tuple[int, str, bytes], bool] = {}
    people = fetch_in(
        "SELECT id, email, phone FROM customers_customer WHERE voided_at IS NULL AND id IN ({in})", list(customers)
    )
    for number, email, phone in people:
        for channel, kind in ADDRESS_KIND.items():
            if address := (email if kind == "email" else phone):
                found[int(number), channel, print_of(id_key, channel, address)] = True
    ids = fetch_in(
        "SELECT customer_id, kind, value FROM customers_identity WHERE kind IN ('email', 'phone') "
        "AND customer_id IN ({in})",
        list(customers),
    )
    for number, kind, value in ids:
        for channel in (one for one, wanted in ADDRESS_KIND.items() if wanted == kind):
            found.setdefault((int(number), channel, print_of(id_key, channel, value)), False)
    devices = fetch_in(
        "SELECT customer, value FROM customers_visitor WHERE kind = 'device' AND ended_at IS NULL "
        "AND customer IN ({in}) ORDER BY id",
        list(customers),
    )
    for number, value in devices:
        found[int(number), "push", print_of(id_key, "push", value)] = True
    return [Address(number, channel, one, current) for (number, channel, one), current in found.items()]


def stops_on(prints: set[bytes]) -> list[Stop]:
    """Return the suppressions that hold for addresses with these fingerprints."""
    if not prints or not fetchall("SELECT 1 FROM customers_suppression WHERE lifted_at IS NULL LIMIT 1"):
        return []
    found = []
    for part in chunks(sorted(prints), 500):
        marks = ", ".join(["%s"] * len(part))
        sql = (
            "SELECT channel, address_print, reason FROM customers_suppression "
            f"WHERE lifted_at IS NULL AND address_print IN ({marks}) ORDER BY id"
        )
        found += [Stop(row[0], bytes(row[1]), row[2]) for row in fetchall(sql, part)]
    return found


def reachable(customer: int, channel: str, topic: str, now: datetime) -> ReachRow:
    """Return whether one may write to a person now. Reads the stored answer; the sender's claim joins the same rows."""
    rows = fetchall(
        "SELECT is_allowed, reason, state, target, paused_until FROM customers_reachable "
        "WHERE customer = %s AND channel = %s AND topic = %s",
        [survivor_of(customer), channel, topic],
    )
    if not rows:
        return row_of(case_of(customer).reach(channel, topic), now)
    allowed, reason, state, target, paused = rows[0]
    until = as_instant(paused)
    if allowed and until is not None and until > now:
        return ReachRow(channel, topic, False, "paused", state, target, until)
    return ReachRow(channel, topic, bool(allowed), reason, state, target, until)


def stored_answers(customer: int) -> dict[tuple[str, str], bool]:
    """Return the stored answers about a person, by channel and topic."""
    rows = fetchall("SELECT channel, topic, is_allowed FROM customers_reachable WHERE customer = %s", [customer])
    return {(channel, topic): bool(allowed) for channel, topic, allowed in rows}


def explain(customer: int, topics: Sequence[str], channels: Sequence[str], now: datetime) -> list[ReachRow]:
    """Return the answer for each channel and topic, worked out anew from the ledger, with what decided it."""
    case = case_of(customer)
    return [row_of(case.reach(channel, topic), now) for channel in channels for topic in topics]


def reachable_sql(customer: str, channel: str, topic: str, now: datetime) -> tuple[str, list[Any]]:
    """Return an SQL condition, and its parameters, that holds for customers to whom one may write now.

    `customer` is the SQL of a customer's key, such as `d.customer`; merged ones are followed. For the sender's claim:

        sql, params = reachable_sql("d.customer", "email", "news", now)
        UPDATE ... WHERE d.state = 'due' AND {sql}

    Raises:
        ValueError: `customer` is no name of a column.
    """
    if not COLUMN.fullmatch(customer):
        raise ValueError(f"{customer!r} is no column")
    who = f"coalesce((SELECT survivor FROM customers_resolution WHERE {customer} = merged), {customer})"
    these = f"{who} = reach.customer AND reach.channel = %s AND reach.topic = %s"
    rows = f"SELECT 1 FROM customers_reachable reach WHERE {these}"
    if topic == RECEIPTS:
        return f"NOT EXISTS ({rows} AND NOT reach.is_allowed)", [channel, topic]
    open_ = "reach.is_allowed AND (reach.paused_until IS NULL OR reach.paused_until <= %s)"
    return f"EXISTS ({rows} AND {open_})", [channel, topic, instant_value(now)]


def standing_at(customer: int, channel: str, topic: str, instant: datetime) -> Standing:
    """Return how consent stood as known at a past instant, with the merges that held then."""
    edges = fetchall(
        "SELECT id, merged, survivor, merged_at FROM customers_merge "
        "WHERE merged_at <= %s AND (undone_at IS NULL OR undone_at > %s)",
        [instant_value(instant), instant_value(instant)],
    )
    resolution = joining.roots(joining.Edge(int(a), int(b), int(c), _instant(d)) for a, b, c, d in edges)
    root = resolution.get(customer, customer)
    members = joining.members(root, resolution)
    standing, _yes = fold(members, statements_of(members, instant), channel, topic)
    return standing


def ledger_of(customer: int, limit: int = 200) -> list[ConsentRow]:
    """Return everything a person ever said, newest first; statements kept for several merged customers once."""
    rows = fetch_in(f"{LEDGER} WHERE customer IN ({{in}}) ORDER BY id DESC", list(ids_of(survivor_of(customer))))
    found: dict[tuple[Any, ...], ConsentRow] = {}
    for row in rows:
        one = _ledger_row(row)
        found.setdefault((one.origin, one.channel, one.topic, one.state, one.method, one.occurred_at, one.recorded_at),
                         one)  # fmt: skip
    return sorted(found.values(), key=lambda one: (one.occurred_at, one.id), reverse=True)[:limit]


def suppressions_of(customer: int) -> list[SuppressionRow]:
    """Return what stops mail to a person's addresses, lifted ones included, newest first."""
    prints = {one.print for one in addresses_of(ids_of(survivor_of(customer)))}
    return suppressions_on(prints)


def suppressions_on(prints: set[bytes]) -> list[SuppressionRow]:
    """Return suppressions of addresses with these fingerprints, lifted ones included, newest first."""
    found: list[SuppressionRow] = []
    for part in chunks(sorted(prints), 500):
        marks = ", ".join(["%s"] * len(part))
        found += [_stop_row(row) for row in fetchall(f"{STOPS} WHERE address_print IN ({marks})", part)]
    return sorted(found, key=lambda one: (one.occurred_at, one.id), reverse=True)


def count_suppressed() -> dict[str, int]:
    """Return how many addresses are suppressed, by reason."""
    sql = "SELECT reason, count(DISTINCT address_print) FROM customers_suppression WHERE lifted_at IS NULL GROUP BY 1"
    return {str(reason): int(count) for reason, count in fetchall(sql)}


def count_reachable(channel: str) -> dict[str, int]:
    """Return how many people may be written to by a channel, by topic."""
    sql = "SELECT topic, count(*) FROM customers_reachable WHERE channel = %s AND is_allowed GROUP BY topic"
    return {str(topic): int(count) for topic, count in fetchall(sql, [channel])}


def customers_at(channel: str, address: str) -> list[int]:
    """Return the customers who have or had a normal address, merged ones as they were recorded."""
    kind = ADDRESS_KIND.get(channel)
    if kind is None:
        rows = fetchall("SELECT customer FROM customers_visitor WHERE kind = 'device' AND value = %s", [address])
    else:
        rows = fetchall(
            "SELECT customer_id FROM customers_identity WHERE kind = %s AND value = %s "
            f"UNION SELECT id FROM customers_customer WHERE {kind} = %s AND NOT ({kind} = '') AND voided_at IS NULL",
            [kind, address, address],
        )
    return sorted({int(row[0]) for row in rows})


def row_of(answer: Reach, now: datetime) -> ReachRow:
    """Return a decision as others read it, with a pause that has not ended made a no."""
    by = answer.by.number if answer.by else None
    until = answer.paused_until
    if answer.is_allowed and until is not None and until > now:
        return ReachRow(answer.channel, answer.topic, False, "paused", answer.state, answer.customer, until, by)
    return ReachRow(
        answer.channel, answer.topic, answer.is_allowed, answer.reason, answer.state, answer.customer, until, by
    )


def _pauses(customers: Sequence[int]) -> dict[int, datetime]:
    rows = fetch_in(
        "SELECT customer, paused_until FROM customers_preference WHERE paused_until IS NOT NULL AND customer IN ({in})",
        list(customers),
    )
    return {int(row[0]): _instant(row[1]) for row in rows}


def _ledger_row(row: Sequence[Any]) -> ConsentRow:
    values = [*row[:13], _instant(row[13]), _instant(row[14])]
    return ConsentRow(*values)


def _stop_row(row: Sequence[Any]) -> SuppressionRow:
    number, channel, address, reason, source, actor, note, occurred_at, lifted_at, lifted_by, because = row
    at = _instant(occurred_at)
    return SuppressionRow(
        int(number), channel, address, reason, source, actor, note, at, as_instant(lifted_at), lifted_by, because
    )


def _instant(stored: Any) -> datetime:
    found = as_instant(stored)
    assert found is not None
    return found
