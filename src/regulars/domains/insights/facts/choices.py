"""What can be chosen in filters: the values that sales have, with how many orders."""

from __future__ import annotations

import ibis
from ibis import Table

from regulars.base.expressions import many

OF_SALES = ("store", "channel", "country", "currency", "acquisition")


def choices(sales: Table, products: Table) -> Table:
    """Rows of dimension, value and orders; categories with their products instead of orders."""
    parts = []
    for name in OF_SALES:
        counts = sales.group_by(value=sales[name]).aggregate(orders=many(sales))
        parts.append(counts.select(dimension=ibis.literal(name), value=counts.value, orders=counts.orders))
    kept = products.filter(~products.deleted, products.category != "")
    counts = kept.group_by(value=kept.category).aggregate(orders=many(kept))
    parts.append(counts.select(dimension=ibis.literal("category"), value=counts.value, orders=counts.orders))
    return ibis.union(*parts, distinct=False)


def first_products(sales: Table) -> Table:
    """Products that buyers began with, and how many did."""
    rows = sales.filter(sales.nth_sold == 1, sales.first_product.notnull())
    return rows.group_by(product=rows.first_product).aggregate(buyers=many(rows))
