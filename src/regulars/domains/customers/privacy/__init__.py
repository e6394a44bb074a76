"""What `customers` holds about a person, and what becomes of it when they ask."""

from regulars.domains.customers.privacy import consent, fields, joining, merging, people  # noqa: F401 - each registers its tables
