"""What the lake gets of the catalog."""

from __future__ import annotations

from collections.abc import Callable

from regulars.base.lake import Column, Config, Dataset
from regulars.base.lake.declare import Row

COLUMNS = (
    Column("id", "int64"),
    Column("changed_seq", "int64"),
    Column("deleted", "bool"),
    Column("title", "string", of="catalog.Product.title"),
    Column("category", "string", of="catalog.Category.name"),
    Column("vendor", "string"),
    Column("image", "string", of="catalog.Product.image_url"),
)
SELECT = (
    "SELECT p.id, p.changed_seq, p.voided_at IS NOT NULL, p.title, c.name, p.vendor, p.image_url, p.picture "
    "FROM catalog_product p LEFT JOIN catalog_category c ON c.id = p.category_id "
    "WHERE p.changed_seq > %s AND p.changed_seq <= %s ORDER BY p.changed_seq, p.id"
)


def _converter(config: Config) -> Callable[[Row], Row]:
    def row(raw: Row) -> Row:
        number, seq, deleted, title, category, vendor, image_url, picture = raw
        image = f"/desk/files/{picture}" if picture else image_url
        return (number, seq, bool(deleted), title, category or "", vendor, image)

    return row


PRODUCTS = Dataset("products", COLUMNS, SELECT, convert=_converter)
