"""Reads of people."""

from regulars.domains.customers.queries.exports import CUSTOMERS
from regulars.domains.customers.queries.people import (
    customer,
    customers_by_id,
    find_customers,
    identities_of,
    ids_by_name,
    ids_of,
    labels_of,
    names_of,
    search_ids,
    survivor_of,
)

__all__ = [
    "CUSTOMERS",
    "customer",
    "customers_by_id",
    "find_customers",
    "identities_of",
    "ids_by_name",
    "ids_of",
    "labels_of",
    "names_of",
    "search_ids",
    "survivor_of",
]
