"""Verbs on customers: recording people as sources state them, flagging, voiding."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.base.activity import Fact, record, record_many
from regulars.base.shop.queries import shop
from regulars.base.state import (
    Act,
    change_seq,
    execute,
    executemany,
    fetch_in,
    fetchall,
    insert_many,
    instant_value,
    verb,
)
from regulars.domains.customers import rules
from regulars.domains.customers.events import (
    CustomerChanged,
    CustomerCreated,
    CustomerErased,
    CustomerLeftOut,
    CustomerListExported,
    CustomerVoided,
)
from regulars.domains.customers.queries import suppressed
from regulars.domains.customers.rules import Key
from regulars.domains.customers.rules.consent import ADDRESS_KIND
from regulars.domains.customers.service.reaching import refresh_if_known
from regulars.domains.customers.service.suppressing import erase_suppressed
from regulars.domains.customers.types import PeopleReport, PersonFacts

Keyed = tuple[tuple[Key, ...], tuple[str, str]]
COLUMNS = ("name", "email", "phone", "country", "city", "language")
INSERT_COLUMNS = (
    *COLUMNS, "tags", "is_shared", "is_relay", "created_at", "recorded_at", "import_id", "voided_at", "changed_seq",
)  # fmt: skip


@dataclass(slots=True)
class _Known:
    """What the database knows of the keys at hand; grows while a batch is recorded."""

    of_key: dict[Key, int]
    store_ids: dict[int, set[Key]]


@verb
def record_people(
    act: Act, source: str, people: Sequence[PersonFacts | None], import_id: int | None = None
) -> PeopleReport:
    """Find or make the customer behind each of `people` and keep what the source says of them.

    A person is who the store's customer id names, else the normalized e-mail, else the phone. None, and a person
    without any of these, is unidentified: no customer is made. So is one who was erased, under any id they had; the
    log says how many. Repeating the call changes nothing.
    """
    keyed = [_keyed(source, person) for person in people]
    if gone := suppressed({key for keys, _ in keyed for key in keys}):
        keyed = _without(act, keyed, gone, import_id)
    known = _load({key for keys, _ in keyed for key in keys})
    found: list[int | None] = []
    created: list[int] = []
    latest: dict[int, tuple[PersonFacts, str, str]] = {}
    new_keys: list[tuple[int, Key]] = []
    names: set[tuple[int, str]] = set()
    for person, (keys, contact) in zip(people, keyed, strict=True):
        if person is None or not keys:
            found.append(None)
            continue
        customer = rules.match(keys, known.of_key, known.store_ids)
        if customer is None:
            customer = _create(act, person, contact, import_id)
            created.append(customer)
        new_keys.extend((customer, key) for key in _claim(keys, customer, known))
        latest[customer] = (person, *contact)
        names.add((customer, person.name.strip()[:200]))
        found.append(customer)
    _insert_keys(act, new_keys)
    _insert_names(names)
    changed = _update(act, latest, set(created))
    refresh_if_known(act, sorted({customer for customer, _key in new_keys} | changed))
    record_many(act, [Fact(CustomerCreated(import_id), customer, f"customer:{customer}") for customer in created])
    identified = {customer for customer in found if customer is not None}
    return PeopleReport(
        customers=tuple(found),
        created=len(created),
        changed=len(changed),
        unchanged=len(identified) - len(created) - len(changed),
        unidentified=sum(customer is None for customer in found),
    )


@verb
def flag_shared(act: Act, customers: Sequence[int]) -> int:
    """Mark addresses that many people order with; their orders count as unidentified. Returns how many are new."""
    touched = 0
    for customer in customers:
        touched += execute(
            "UPDATE customers_customer SET is_shared = %s, changed_seq = %s WHERE id = %s AND NOT is_shared",
            [True, change_seq(), customer],
        )
    return touched


@verb
def void_customers(act: Act, import_id: int, keep: Iterable[int], limit: int = 500) -> int:
    """Void up to `limit` customers whom only the undone import named; `keep` are those that others still name."""
    kept = set(keep)
    rows = fetchall(
        "SELECT id FROM customers_customer WHERE import_id = %s AND voided_at IS NULL ORDER BY id", [import_id]
    )
    gone = [row[0] for row in rows if row[0] not in kept][:limit]
    seq, now = change_seq(), instant_value(act.now)
    executemany(
        "UPDATE customers_customer SET voided_at = %s, changed_seq = %s WHERE id = %s",
        [(now, seq, one) for one in gone],
    )
    executemany("DELETE FROM customers_identity WHERE customer_id = %s", [(one,) for one in gone])
    refresh_if_known(act, gone)
    record_many(act, [Fact(CustomerVoided(import_id), one, f"customer:{one}") for one in gone])
    return len(gone)


@verb
def erase_people(act: Act, customers: Sequence[int], limit: int = 500) -> int:
    """Empty up to `limit` of these customers: no name, no address, no id, no tag is left, only the number.

    Fingerprints of their ids stay, so that a file that names them again brings nobody back. Returns how many rows went
    or were emptied; 0 when there is nobody left to erase.
    """
    done = {
        int(row[0]) for row in fetch_in("SELECT customer FROM customers_erased WHERE customer IN ({in})", customers)
    }
    todo = [one for one in customers if one not in done][:limit]
    rows = fetch_in("SELECT id, email, phone FROM customers_customer WHERE id IN ({in})", todo)
    sql = "SELECT kind, source, value FROM customers_identity WHERE customer_id IN ({in})"
    keys = {(kind, source, value) for kind, source, value in fetch_in(sql, todo)}
    keys |= {key for _number, email, phone in rows for key in rules.keys_of("", "", email, phone)}
    now, id_key, gone = instant_value(act.now), shop().id_key, 0
    executemany(
        "INSERT INTO customers_suppressed (fingerprint, erased_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [(rules.fingerprint(id_key, key), now) for key in sorted(keys)],
    )
    prints = {
        channel: {rules.fingerprint(id_key, key) for key in keys if key[0] == kind and key[1] == ""}
        for channel, kind in ADDRESS_KIND.items()
    }
    erase_suppressed(act, prints)
    for number, _email, _phone in rows:
        execute("DELETE FROM customers_reachable WHERE customer = %s OR target = %s", [number, number])
        gone += execute("DELETE FROM customers_identity WHERE customer_id = %s", [number])
        gone += execute("DELETE FROM customers_name_seen WHERE customer_id = %s", [number])
        gone += execute(
            "UPDATE customers_customer SET name = '', email = '', phone = '', country = '', city = '', language = '', "
            "tags = '[]', is_shared = %s, is_relay = %s, created_at = NULL, changed_seq = %s WHERE id = %s",
            [False, False, change_seq(), number],
        )
    erased = [(int(row[0]), now) for row in rows]
    executemany("INSERT INTO customers_erased (customer, erased_at) VALUES (%s, %s)", erased)
    record_many(act, [Fact(CustomerErased()) for _one in erased])
    return gone


@verb
def empty_voided(act: Act, before: datetime, limit: int = 500) -> int:
    """Empty up to `limit` customers whose import was undone before an instant and who hold a name or address still."""
    rows = fetchall(
        "SELECT id FROM customers_customer WHERE voided_at < %s AND (name <> '' OR email <> '' OR phone <> '' "
        "OR city <> '') ORDER BY id LIMIT %s",
        [instant_value(before), limit],
    )
    for (number,) in rows:
        execute("DELETE FROM customers_name_seen WHERE customer_id = %s", [number])
        execute(
            "UPDATE customers_customer SET name = '', email = '', phone = '', city = '', tags = '[]', changed_seq = %s "
            "WHERE id = %s",
            [change_seq(), number],
        )
    return len(rows)


@verb
def suppress(act: Act, fingerprints: Sequence[str]) -> None:
    """Keep fingerprints (hex) of people who were erased, as a list outside the database has them."""
    executemany(
        "INSERT INTO customers_suppressed (fingerprint, erased_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [(bytes.fromhex(one), instant_value(act.now)) for one in fingerprints],
    )


@verb
def allow_again(act: Act, email: str, phone: str = "") -> int:
    """Let a person who was erased come back under this address or number: their next order makes a customer again.

    Returns how many fingerprints were dropped.
    """
    keys = rules.keys_of("", "", rules.normal_email(email), rules.normal_phone(phone, ""))
    prints = [rules.fingerprint(shop().id_key, key) for key in keys]
    return sum(execute("DELETE FROM customers_suppressed WHERE fingerprint = %s", [one]) for one in prints)


def _without(act: Act, keyed: list[Keyed], gone: set[Key], import_id: int | None) -> list[Keyed]:
    """Take the ids from people who were erased, and record how many it were."""
    left = [((), contact) if gone.intersection(keys) else (keys, contact) for keys, contact in keyed]
    out = {keys for keys, _contact in keyed if gone.intersection(keys)}
    subject = f"import:{import_id}" if import_id else ""
    record_many(act, [Fact(CustomerLeftOut(len(out), import_id), None, subject)])
    return left


@verb
def record_export(act: Act, rows: int, has_contact: bool, conditions: str) -> int:
    """Keep who took a list of customers out of the house, and which."""
    return record(act, CustomerListExported(rows, has_contact, conditions[:500]))


def shared_candidates(ordered_by: dict[int, int]) -> list[int]:
    """Return which of the customers look like a shared mailbox, given how many orders each has.

    That is one with more orders than a person makes, several names, and no store account to tell people apart.
    """
    busy = [one for one, orders in ordered_by.items() if orders > rules.SHARED_ORDERS_MORE_THAN]
    with_account = {
        row[0]
        for row in fetch_in(
            "SELECT DISTINCT customer_id FROM customers_identity WHERE kind = 'store_id' AND customer_id IN ({in})",
            busy,
        )
    }
    names: dict[int, int] = dict(
        fetch_in("SELECT customer_id, count(*) FROM customers_name_seen WHERE customer_id IN ({in}) GROUP BY 1", busy)
    )
    return [one for one in busy if one not in with_account and names.get(one, 0) >= rules.SHARED_NAMES_MIN]


def _keyed(source: str, person: PersonFacts | None) -> Keyed:
    if person is None:
        return (), ("", "")
    email = rules.normal_email(person.email) if person.email else ""
    phone = rules.normal_phone(person.phone, person.country) if person.phone else ""
    return rules.keys_of(source, person.external_id.strip(), email, phone), (email, phone)


def _load(keys: set[Key]) -> _Known:
    if not keys:
        return _Known({}, {})
    rows = fetch_in(
        "SELECT kind, source, value, customer_id FROM customers_identity WHERE value IN ({in})",
        sorted({key[2] for key in keys}),
    )
    of_key = {(row[0], row[1], row[2]): int(row[3]) for row in rows}
    store_ids: dict[int, set[Key]] = {}
    accounts = fetch_in(
        "SELECT kind, source, value, customer_id FROM customers_identity "
        "WHERE kind = 'store_id' AND customer_id IN ({in})",
        sorted(set(of_key.values())),
    )
    for row in accounts:
        store_ids.setdefault(int(row[3]), set()).add((row[0], row[1], row[2]))
    return _Known(of_key, store_ids)


def _claim(keys: tuple[Key, ...], customer: int, known: _Known) -> list[Key]:
    """Keep the keys that are nobody's yet for `customer`."""
    fresh = [key for key in keys if key not in known.of_key]
    for key in fresh:
        known.of_key[key] = customer
        if key[0] == rules.STORE_ID:
            known.store_ids.setdefault(customer, set()).add(key)
    return fresh


def _create(act: Act, person: PersonFacts, contact: tuple[str, str], import_id: int | None) -> int:
    row = [
        *_stated(person, *contact),
        json.dumps(sorted(set(person.tags))),
        False,
        rules.is_relay(contact[0]) if contact[0] else False,
        instant_value(person.created_at or act.at),
        instant_value(act.now),
        import_id,
        None,
        change_seq(),
    ]
    return int(insert_many("customers_customer", INSERT_COLUMNS, [row], "id")[0][0])


def _stated(person: PersonFacts, email: str, phone: str) -> list[str]:
    return [
        person.name.strip()[:200],
        email,
        phone,
        person.country.strip()[:60],
        person.city.strip()[:120],
        person.language.strip()[:16],
    ]


def _update(act: Act, latest: dict[int, tuple[PersonFacts, str, str]], created: set[int]) -> set[int]:
    """Keep what the source newly states of people already known, and return who changed; what it does not say stays."""
    older = [customer for customer in latest if customer not in created]
    rows = fetch_in(f"SELECT id, {', '.join(COLUMNS)}, tags FROM customers_customer WHERE id IN ({{in}})", older)
    changes: list[tuple[Any, ...]] = []
    facts: list[Fact] = []
    for number, *before in rows:
        person, email, phone = latest[number]
        stated = _stated(person, email, phone)
        after = [new or old for new, old in zip(stated, before[:-1], strict=True)]
        tags = sorted({*rules.stored_tags(before[-1]), *person.tags})
        fields = [name for name, new, old in zip(COLUMNS, after, before[:-1], strict=True) if new != old]
        fields += ["tags"] if tags != sorted(rules.stored_tags(before[-1])) else []
        if fields:
            changes.append((*after, json.dumps(tags), change_seq(), number))
            facts.append(Fact(CustomerChanged(fields), number, f"customer:{number}"))
    assignments = ", ".join(f"{name} = %s" for name in (*COLUMNS, "tags", "changed_seq"))
    executemany(f"UPDATE customers_customer SET {assignments} WHERE id = %s", changes)
    record_many(act, facts)
    return {int(row[-1]) for row in changes}


def _insert_keys(act: Act, keys: list[tuple[int, Key]]) -> None:
    trust, now = ("staff" if act.source in ("desk", "cli") else "server"), instant_value(act.now)
    insert_many(
        "customers_identity",
        ("customer_id", "kind", "source", "value", "trust", "linked_at"),
        [(customer, *key, trust, now) for customer, key in keys],
    )


def _insert_names(names: set[tuple[int, str]]) -> None:
    executemany(
        "INSERT INTO customers_name_seen (customer_id, name) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [one for one in sorted(names) if one[1]],
    )
