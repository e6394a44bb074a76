"""Products as the desk shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from regulars.base.shop.queries import ShopRow, shop
from regulars.base.state import fetch_in, fetchall
from regulars.domains.catalog.types import ProductRow
from regulars.kit.errors import NotFound

SELECT = (
    "SELECT p.id, p.title, c.name, p.vendor, p.image_url, p.picture, p.status FROM catalog_product p "
    "LEFT JOIN catalog_category c ON c.id = p.category_id "
)


def list_products(*, limit: int = 500) -> list[ProductRow]:
    """Return products by title."""
    ours = shop()
    return [
        _row(ours, raw) for raw in fetchall(f"{SELECT} WHERE p.voided_at IS NULL ORDER BY p.title LIMIT %s", [limit])
    ]


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
    """Return products whose title holds `words`, whatever their case, by title."""
    pattern = "%" + words.lower().replace("%", "").replace("_", "\\_") + "%"
    sql = f"{SELECT} WHERE p.voided_at IS NULL AND lower(p.title) LIKE %s ESCAPE '\\' ORDER BY p.title LIMIT %s"
    ours = shop()
    return [_row(ours, raw) for raw in fetchall(sql, [pattern, limit])]


def _row(ours: ShopRow, raw: tuple[Any, ...]) -> ProductRow:
    number, title, category, vendor, image_url, picture, status = raw
    public = ours.public("prd", int(number))
    return ProductRow(int(number), public, title, category or "", vendor, image_url, picture, status)
