"""People as the desk shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from regulars.base.shop.queries import ShopRow, shop
from regulars.base.state import as_instant, dialect, fetch_in, fetchall
from regulars.domains.customers.rules import normal_email, stored_tags
from regulars.domains.customers.types import CustomerRow, IdentityRow
from regulars.kit.errors import NotFound

SELECT = (
    "SELECT id, name, email, phone, country, city, language, tags, is_shared, is_relay, created_at "
    "FROM customers_customer "
)
WORDS_MAX = 5
PHONE_DIGITS_MIN = 4
FOUND_MAX = 50


def customer(number: int, *, contact: bool) -> CustomerRow:
    """Return one person, merged ids followed; contact fields are empty unless `contact`.

    What the customer who lives on does not say is filled from those who were merged into them.

    Raises:
        NotFound: there is none with this key.
    """
    everybody = ids_of(survivor_of(number))
    found = {int(row[0]): row for row in fetch_in(f"{SELECT} WHERE voided_at IS NULL AND id IN ({{in}})", everybody)}
    if everybody[0] not in found:
        raise NotFound("customer.unknown", "There is no such customer", field="customer", value=number)
    own = list(found[everybody[0]])
    for one in everybody[1:]:
        own = [mine or theirs for mine, theirs in zip(own, found.get(one, own), strict=True)]
    return _row(shop(), tuple(own), contact)


def customers_by_id(numbers: Sequence[int], *, contact: bool) -> dict[int, CustomerRow]:
    """Return people by key; unknown keys are left out."""
    ours = shop()
    rows = fetch_in(f"{SELECT} WHERE id IN ({{in}})", list(numbers))
    return {int(raw[0]): _row(ours, raw, contact) for raw in rows}


def search_ids(words: str, *, contact: bool) -> list[int]:
    """Return the keys of everybody whom `words` find, in no order: by name, address, phone or a store's own id."""
    where, params = _where(words, "", contact)
    found = [int(row[0]) for row in fetchall(f"SELECT id FROM customers_customer WHERE {where}", params)]
    if contact and words.strip():
        rows = fetchall("SELECT customer_id FROM customers_identity WHERE value = %s", [words.strip()])
        found.extend({int(row[0]) for row in rows} - set(found))
    leads = fetch_in("SELECT DISTINCT survivor FROM customers_resolution WHERE merged IN ({in})", found)
    return [*found, *({int(row[0]) for row in leads} - set(found))]


def ids_by_name() -> list[int]:
    """Return the keys of everybody by name, those without one last."""
    rows = fetchall(
        "SELECT id FROM customers_customer WHERE voided_at IS NULL "
        "AND id NOT IN (SELECT merged FROM customers_resolution) ORDER BY name = '', lower(name), id"
    )
    return [int(row[0]) for row in rows]


def find_customers(words: str, limit: int, *, contact: bool) -> list[CustomerRow]:
    """Return people for the search box: an exact e-mail first, else names that hold the words."""
    address = normal_email(words)
    if address and contact:
        rows = fetchall(
            f"{SELECT} WHERE voided_at IS NULL AND id IN "
            "(SELECT customer_id FROM customers_identity WHERE value = %s AND kind = 'email')",
            [address],
        )
        return _alive(rows, contact)[:limit]
    where, params = _where(words, "", contact)
    rows = fetchall(f"{SELECT} WHERE {where} LIMIT %s", [*params, FOUND_MAX])  # unsorted, so that it can stop early
    begun = words.lower().split()[:1]
    found = _alive(rows, contact)
    return sorted(found, key=lambda row: (not row.name.lower().startswith(tuple(begun)), row.name.lower()))[:limit]


def identities_of(number: int) -> list[IdentityRow]:
    """Return every id a person is known by, merged ones included, and the source that said it."""
    rows = fetch_in(
        "SELECT kind, source, value, proven_at FROM customers_identity WHERE customer_id IN ({in}) "
        "ORDER BY kind, source, value",
        ids_of(number),
    )
    return [IdentityRow(kind, source, value, as_instant(proven_at)) for kind, source, value, proven_at in rows]


def labels_of(rows: Mapping[int, CustomerRow], *, contact: bool) -> dict[int, str]:
    """Return what to call each of these people: name, else e-mail, else the store's number, else our own id."""
    labels = {key: row.name or row.email or row.phone or row.public_id for key, row in rows.items()}
    nameless = [key for key, row in rows.items() if labels[key] == row.public_id]
    if contact and nameless:
        sql = "SELECT customer_id, value FROM customers_identity WHERE kind = 'store_id' AND customer_id IN ({in})"
        labels.update((int(key), number) for key, number in fetch_in(sql, nameless))
    return labels


def names_of(number: int, limit: int = 20) -> list[str]:
    """Return the names under which a person's orders came."""
    sql = "SELECT DISTINCT name FROM customers_name_seen WHERE customer_id IN ({in}) ORDER BY name"
    return [row[0] for row in fetch_in(sql, ids_of(survivor_of(number)))][:limit]


def survivor_of(number: int) -> int:
    """Return the id that lives on behind a merged one, or the same id."""
    seen = {number}
    while rows := fetchall("SELECT survivor FROM customers_resolution WHERE merged = %s", [number]):
        number = int(rows[0][0])
        if number in seen:
            break
        seen.add(number)
    return number


def ids_of(number: int) -> tuple[int, ...]:
    """Return every id that resolves to this person, its own first."""
    found = [number]
    for one in found:
        rows = fetchall("SELECT merged FROM customers_resolution WHERE survivor = %s", [one])
        found.extend(int(row[0]) for row in rows if int(row[0]) not in found)
    return tuple(found)


def _alive(rows: Sequence[tuple[Any, ...]], contact: bool) -> list[CustomerRow]:
    """Return rows as people, each merged one as who lives on, nobody twice."""
    numbers = [int(row[0]) for row in rows]
    merged = fetch_in("SELECT merged, survivor FROM customers_resolution WHERE merged IN ({in})", numbers)
    if not merged:
        ours = shop()
        return [_row(ours, row, contact) for row in rows]
    leads = {int(one): int(other) for one, other in merged}
    roots = list(dict.fromkeys(leads.get(one, one) for one in numbers))
    known = customers_by_id(roots, contact=contact)
    return [known[one] for one in roots if one in known]


def _where(words: str, country: str, contact: bool) -> tuple[str, list[Any]]:
    where: list[str] = ["voided_at IS NULL"]
    params: list[Any] = []
    if number := _own_id(words):
        where.append("id = %s")
        params.append(number)
    elif words.strip() and not contact:
        where.append("1 = 0")  # whether a name is among our customers is itself about a person
    else:
        for word in words.split()[:WORDS_MAX]:
            test, values = _holds(word)
            where.append(test)
            params.extend(values)
    if country:
        where.append("country = %s")
        params.append(country)
    return " AND ".join(where), params


def _own_id(words: str) -> int | None:
    """Return the key behind `cus_...`, or none when the words are no such id."""
    text = words.strip()
    if not text.lower().startswith("cus_"):
        return None
    try:
        return shop().number("cus", text)
    except NotFound:
        return -1


def _holds(word: str) -> tuple[str, list[str]]:
    """Return a test that name, address or phone holds `word`, whatever its case.

    SQLite's LIKE knows the case of ASCII letters only, so another word is tried in each form people write it. Reading
    a million people this way takes a tenth of a second; lower() would double that.
    """
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    patterns = [f"%{_escaped(form)}%" for form in sorted(forms)]
    tests = ["name ILIKE %s ESCAPE '!'" if dialect() == "postgresql" else "name LIKE %s ESCAPE '!'"] * len(patterns)
    tests.append("email LIKE %s ESCAPE '!'")
    params = [*patterns, f"%{_escaped(word.lower())}%"]
    digits = re.sub(r"[^0-9]", "", word)
    if len(digits) >= PHONE_DIGITS_MIN and re.fullmatch(r"[0-9+()/. -]+", word):
        tests.append("phone LIKE %s ESCAPE '!'")
        params.append(f"%{digits.lstrip('0')}%")
    return f"({' OR '.join(tests)})", params


def _escaped(word: str) -> str:
    return re.sub(r"([!%_])", r"!\1", word)


def _row(ours: ShopRow, raw: tuple[Any, ...], contact: bool) -> CustomerRow:
    number, name, email, phone, country, city, language, tags, shared, relay, created_at = raw
    row = CustomerRow(
        id=int(number),
        public_id=ours.public("cus", int(number)),
        name=name,
        email=email,
        phone=phone,
        country=country,
        city=city,
        language=language,
        tags=tuple(stored_tags(tags)),
        is_shared=bool(shared),
        is_relay=bool(relay),
        created_at=as_instant(created_at),
    )
    return row if contact else replace(row, name="", email="", phone="", city="")
