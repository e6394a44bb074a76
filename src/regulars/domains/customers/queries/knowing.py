"""Who is meant by a store's own id."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.state import fetch_in, fetchall
from regulars.domains.customers.queries.people import survivor_of


def customer_known_as(source: str, external_id: str, email: str = "") -> int | None:
    """Return the customer whom a store knows under an id, else whoever has this address; the one that lives on."""
    for kind, origin, value in (("store_id", source, external_id), ("email", "", email.strip().lower())):
        if value:
            sql = "SELECT customer_id FROM customers_identity WHERE kind = %s AND source = %s AND value = %s"
            if rows := fetchall(sql, [kind, origin, value]):
                return survivor_of(int(rows[0][0]))
    return None


def store_ids_of(customers: Sequence[int], source: str) -> dict[int, str]:
    """Return under which id a store knows each of these customers; who has no account there is left out."""
    rows = fetch_in(
        "SELECT customer_id, min(value) FROM customers_identity WHERE kind = 'store_id' AND source = %s "
        "AND customer_id IN ({in}) GROUP BY customer_id",
        list(customers),
        [source],
    )
    return {int(customer): str(value) for customer, value in rows}
