"""Reads of people."""

from regulars.domains.customers.queries.exports import CUSTOMERS
from regulars.domains.customers.queries.people import (
    CustomerList,
    customer,
    customers_by_id,
    find_customers,
    ids_of,
    list_customers,
    survivor_of,
)

__all__ = [
    "CUSTOMERS",
    "CustomerList",
    "customer",
    "customers_by_id",
    "find_customers",
    "ids_of",
    "list_customers",
    "survivor_of",
]
