"""Reads of the catalog."""

from regulars.domains.catalog.queries.costs import Costs, cost_state
from regulars.domains.catalog.queries.exports import PRODUCTS
from regulars.domains.catalog.queries.products import (
    ProductList,
    category_names,
    find_products,
    list_products,
    page_of_products,
    product,
    product_titles,
    products_by_id,
)
from regulars.domains.catalog.queries.variants import costs_of, prices_of, variants_of

__all__ = [
    "PRODUCTS",
    "Costs",
    "ProductList",
    "category_names",
    "cost_state",
    "costs_of",
    "find_products",
    "list_products",
    "page_of_products",
    "prices_of",
    "product",
    "product_titles",
    "products_by_id",
    "variants_of",
]
