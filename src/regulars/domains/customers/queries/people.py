"""People as the desk shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from regulars.base.shop.queries import ShopRow, shop
from regulars.base.state import as_instant, fetch_in, fetchall
from regulars.domains.customers.rules import normal_email, stored_tags
from regulars.domains.customers.types import CustomerRow
from regulars.kit.errors import NotFound

SELECT = (
    "SELECT id, name, email, phone, country, city, language, tags, is_shared, is_relay, created_at "
    "FROM customers_customer "
)
ORDERS = {
    "name": "lower(name), id",
    "-name": "lower(name) DESC, id DESC",
    "created": "created_at, id",
    "-created": "created_at DESC, id DESC",
}


@dataclass(frozen=True, slots=True)
class CustomerList:
    """One page of customers, and how many there are in all."""

    rows: tuple[CustomerRow, ...]
    total: int


def customer(number: int, *, contact: bool) -> CustomerRow:
    """Return one person, merged ids followed; contact fields are empty unless `contact`.

    Raises:
        NotFound: there is none with this key.
    """
    rows = fetchall(f"{SELECT} WHERE id = %s AND voided_at IS NULL", [survivor_of(number)])
    if not rows:
        raise NotFound("customer.unknown", "There is no such customer", field="customer", value=number)
    return _row(shop(), rows[0], contact)


def customers_by_id(numbers: Sequence[int], *, contact: bool) -> dict[int, CustomerRow]:
    """Return people by key; unknown keys are left out."""
    ours = shop()
    rows = fetch_in(f"{SELECT} WHERE id IN ({{in}})", list(numbers))
    return {int(raw[0]): _row(ours, raw, contact) for raw in rows}


def list_customers(
    *, words: str = "", country: str = "", order: str = "-created", offset: int = 0, limit: int = 50, contact: bool
) -> CustomerList:
    """Return people whose name or address holds `words` (the address only where `contact`), a page at a time."""
    where, params = _where(words, country, contact)
    total = int(fetchall(f"SELECT count(*) FROM customers_customer WHERE {where}", params)[0][0])
    sql = f"{SELECT} WHERE {where} ORDER BY {ORDERS.get(order, ORDERS['-created'])} LIMIT %s OFFSET %s"
    ours = shop()
    return CustomerList(tuple(_row(ours, raw, contact) for raw in fetchall(sql, [*params, limit, offset])), total)


def find_customers(words: str, limit: int, *, contact: bool) -> list[CustomerRow]:
    """Return people for the search box: an exact e-mail first, else names that hold the words."""
    address = normal_email(words)
    if address and contact:
        rows = fetchall(
            f"{SELECT} WHERE id IN (SELECT customer_id FROM customers_identity WHERE value = %s AND kind = 'email')",
            [address],
        )
        ours = shop()
        return [_row(ours, raw, contact) for raw in rows[:limit]]
    return list(list_customers(words=words, order="name", limit=limit, contact=contact).rows)


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


def _where(words: str, country: str, contact: bool) -> tuple[str, list[Any]]:
    where, params = ["voided_at IS NULL"], []
    for word in words.lower().split()[:5]:
        pattern = "%" + word.replace("\\", "").replace("%", "").replace("_", "\\_") + "%"
        fields = ["lower(name)", "email"] if contact else ["lower(name)"]
        where.append("(" + " OR ".join(f"{field} LIKE %s ESCAPE '\\'" for field in fields) + ")")
        params.extend([pattern] * len(fields))
    if country:
        where.append("country = %s")
        params.append(country)
    return " AND ".join(where), params


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


def numbers_of(public_ids: Iterable[str]) -> list[int]:
    """Return the keys behind public ids.

    Raises:
        Refused: a text is no customer's id.
    """
    ours = shop()
    return [ours.number("cus", text) for text in public_ids]
