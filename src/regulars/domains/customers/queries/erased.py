"""Who is meant by words of a request, and who was erased."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from regulars.base.shop.queries import shop
from regulars.base.state import as_instant, fetch_in, fetchall, stream
from regulars.domains.customers.queries.people import ids_of, survivor_of
from regulars.domains.customers.rules import EMAIL, PHONE, Key, fingerprint, normal_email, normal_phone

TRACE_MIN = 8


def people_named(words: str) -> list[int]:
    """Return the keys of customers that `words` name: `cus_...`, an e-mail, a phone in international form, a store id.

    One whose import was undone is found by address too; merged ones are followed to who they are now.
    """
    text = words.strip()
    if text.lower().startswith("cus_"):
        number = shop().number("cus", text)
        found = fetchall("SELECT id FROM customers_customer WHERE id = %s", [number])
        return [survivor_of(int(row[0])) for row in found]
    values = {one for one in (text, normal_email(text), normal_phone(text, "")) if one}
    rows = fetch_in("SELECT customer_id FROM customers_identity WHERE value IN ({in})", sorted(values))
    rows = rows or fetch_in("SELECT id FROM customers_customer WHERE email IN ({in}) AND email <> ''", sorted(values))
    rows = rows or fetch_in("SELECT id FROM customers_customer WHERE phone IN ({in}) AND phone <> ''", sorted(values))
    return sorted({survivor_of(int(row[0])) for row in rows})


def everyone_who_is(number: int) -> tuple[int, ...]:
    """Return every key of a person: their own first, merged ones, and voided ones with the same address or number."""
    found = list(ids_of(survivor_of(number)))
    rows = fetch_in("SELECT email, phone FROM customers_customer WHERE id IN ({in})", found)
    for column, values in (("email", {row[0] for row in rows}), ("phone", {row[1] for row in rows})):
        sql = f"SELECT id FROM customers_customer WHERE voided_at IS NOT NULL AND {column} IN ({{in}})"
        twins = fetch_in(sql, sorted(values - {""}))
        found += [int(row[0]) for row in twins if int(row[0]) not in found]
    return tuple(found)


def traces_of(customers: Sequence[int]) -> tuple[str, ...]:
    """Return the texts that name these people wherever they stand: addresses, numbers, names; the longest first.

    A name counts from eight letters on, and a store's customer number does not: shorter ones are in every text.
    """
    people = fetch_in("SELECT email, phone, name FROM customers_customer WHERE id IN ({in})", list(customers))
    names = fetch_in("SELECT name FROM customers_name_seen WHERE customer_id IN ({in})", list(customers))
    sql = f"SELECT value FROM customers_identity WHERE kind IN ('{EMAIL}', '{PHONE}') AND customer_id IN ({{in}})"
    values = {row[0] for row in fetch_in(sql, list(customers))} | {row[0] for row in names}
    values |= {value for row in people for value in row}
    return tuple(sorted((one for one in values if len(one) >= TRACE_MIN), key=lambda one: (-len(one), one)))


def erased_at(number: int) -> datetime | None:
    """Return when the person behind a customer was erased, or none."""
    rows = fetchall("SELECT erased_at FROM customers_erased WHERE customer = %s", [number])
    return as_instant(rows[0][0]) if rows else None


def suppressed(keys: Iterable[Key]) -> set[Key]:
    """Return which of these ids belonged to people who were erased. Costs one short query where nobody was."""
    if not fetchall("SELECT 1 FROM customers_suppressed LIMIT 1"):
        return set()
    id_key = shop().id_key
    prints = {fingerprint(id_key, key): key for key in keys}
    found = {bytes(row[0]) for row in fetchall("SELECT fingerprint FROM customers_suppressed")}
    return {key for one, key in prints.items() if one in found}


def fingerprints() -> list[str]:
    """Return every fingerprint that is kept, as hex."""
    return [bytes(row[0]).hex() for row in fetchall("SELECT fingerprint FROM customers_suppressed ORDER BY id")]


def known_under(prints: set[str]) -> Iterator[int]:
    """Yield customers who are known by an id with one of these fingerprints: a backup has brought them back."""
    id_key, seen = shop().id_key, set[int]()
    for rows in stream("SELECT kind, source, value, customer_id FROM customers_identity ORDER BY customer_id"):
        for kind, source, value, customer in rows:
            if customer not in seen and fingerprint(id_key, (kind, source, value)).hex() in prints:
                seen.add(customer)
                yield int(customer)
