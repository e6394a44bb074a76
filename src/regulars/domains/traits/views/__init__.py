"""Pages about what people did: the list of customers."""

from regulars.domains.traits.views.customers import customer_list, customer_list_csv

__all__ = ["customer_list", "customer_list_csv"]
