"""Pages about one customer."""

from regulars.domains.customers.views.one import customer, customer_timeline

__all__ = ["customer", "customer_timeline"]
