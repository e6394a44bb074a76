"""What `customers` holds about a person, and what becomes of it when they ask."""

from regulars.domains.customers.privacy import people  # noqa: F401 - registers its tables
