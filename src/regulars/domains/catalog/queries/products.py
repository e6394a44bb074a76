"""Products as the desk shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from regulars.base.shop.queries import ShopRow, shop
from regulars.base.state import fetch_in, fetchall
from regulars.domains.catalog.types import ProductRow
from regulars.kit.errors import NotFound

COLUMNS = "SELECT p.id, p.title, c.name, p.vendor, p.image_url, p.picture, p.status "
FROM = "FROM catalog_product p LEFT JOIN catalog_category c ON c.id = p.category_id "
SELECT = COLUMNS + FROM


@dataclass(frozen=True, slots=True)
class ProductList:
    """One page of products, and how many there are in all."""

    rows: tuple[ProductRow, ...]
    total: int


def list_products(*, limit: int = 500) -> list[ProductRow]:
    """Return products by title."""
    return list(page_of_products(limit=limit).rows)


def page_of_products(
    *, words: str = "", category: str = "", without_cost: bool = False, offset: int = 0, limit: int = 50
) -> ProductList:
    """Return products by title, a page at a time: whose title, vendor or stock number holds `words`."""
    where, params = ["p.voided_at IS NULL"], []
    if words.strip():
        pattern = f"%{_escaped(words.strip().lower())}%"
        where.append(
            "(lower(p.title) LIKE %s ESCAPE '!' OR lower(p.vendor) LIKE %s ESCAPE '!' OR EXISTS (SELECT 1 "
            "FROM catalog_variant v WHERE v.product_id = p.id AND lower(v.sku) LIKE %s ESCAPE '!'))"
        )
        params += [pattern, pattern, pattern]
    if category:
        where.append("c.name = %s")
        params.append(category)
    if without_cost:
        where.append(
            "NOT EXISTS (SELECT 1 FROM catalog_variant v JOIN catalog_unit_cost u ON u.variant_id = v.id "
            "WHERE v.product_id = p.id)"
        )
    chosen = f"{FROM} WHERE {' AND '.join(where)}"
    total = int(fetchall(f"SELECT count(*) {chosen}", params)[0][0])
    rows = fetchall(f"{COLUMNS} {chosen} ORDER BY lower(p.title), p.id LIMIT %s OFFSET %s", [*params, limit, offset])
    ours = shop()
    return ProductList(tuple(_row(ours, raw) for raw in rows), total)


def products_by_id(numbers: Iterable[int]) -> dict[int, ProductRow]:
    """Return products by key, voided ones too; unknown keys are left out."""
    ours = shop()
    rows = fetch_in(f"{SELECT} WHERE p.id IN ({{in}})", sorted(set(numbers)))
    return {int(raw[0]): _row(ours, raw) for raw in rows}


def category_names() -> list[str]:
    """Return every category that has a product."""
    rows = fetchall(
        "SELECT DISTINCT c.name FROM catalog_category c JOIN catalog_product p ON p.category_id = c.id "
        "WHERE p.voided_at IS NULL ORDER BY c.name"
    )
    return [row[0] for row in rows]


def product(number: int) -> ProductRow:
    """Return one product.

    Raises:
        NotFound: there is none with this key.
    """
    rows = fetchall(f"{SELECT} WHERE p.id = %s", [number])
    if not rows:
        raise NotFound("product.unknown", "There is no such product", field="product", value=number)
    return _row(shop(), rows[0])


def product_titles(numbers: Iterable[int]) -> dict[int, str]:
    """Return the titles of products by key."""
    rows = fetch_in("SELECT id, title FROM catalog_product WHERE id IN ({in})", sorted(set(numbers)))
    return {int(row[0]): row[1] for row in rows}


def find_products(words: str, limit: int = 8) -> list[ProductRow]:
    """Return products whose title, vendor or stock number holds `words`, whatever their case, by title."""
    return list(page_of_products(words=words, limit=limit).rows)


def _escaped(words: str) -> str:
    return re.sub(r"([!%_])", r"!\1", words)


def _row(ours: ShopRow, raw: tuple[Any, ...]) -> ProductRow:
    number, title, category, vendor, image_url, picture, status = raw
    public = ours.public("prd", int(number))
    return ProductRow(int(number), public, title, category or "", vendor, image_url, picture, status)
