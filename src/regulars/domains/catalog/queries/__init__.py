"""Reads of the catalog."""

from regulars.domains.catalog.queries.costs import Costs, cost_state
from regulars.domains.catalog.queries.exports import PRODUCTS
from regulars.domains.catalog.queries.products import find_products, list_products, product, product_titles

__all__ = ["PRODUCTS", "Costs", "cost_state", "find_products", "list_products", "product", "product_titles"]
