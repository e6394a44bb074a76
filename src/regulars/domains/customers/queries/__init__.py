"""Reads of people."""

from regulars.domains.customers.queries.erased import (
    erased_at,
    everyone_who_is,
    fingerprints,
    known_under,
    people_named,
    suppressed,
    traces_of,
)
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
    "erased_at",
    "everyone_who_is",
    "find_customers",
    "fingerprints",
    "identities_of",
    "ids_by_name",
    "ids_of",
    "known_under",
    "labels_of",
    "names_of",
    "people_named",
    "search_ids",
    "suppressed",
    "survivor_of",
    "traces_of",
]
