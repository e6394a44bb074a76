"""Rows of a product list: one for each variant, the product's own words on the first of them or on its parent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regulars.domains.catalog.types import ProductFacts
from regulars.edges.imports.columns import StagedColumns
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

DEFAULT_OPTIONS = frozenset({"default title", "default", "title"})
STATUSES = {
    "1": "active", "true": "active", "yes": "active", "active": "active", "published": "active", "": "active",
    "0": "draft", "-1": "draft", "false": "draft", "no": "draft", "draft": "draft", "2": "draft", "unlisted": "active",
    "archived": "archived",
}  # fmt: skip
PARENT_TYPES = ("variable", "variabel", "grouped", "gruppiert")


@dataclass(frozen=True, slots=True)
class _Parent:
    """What rows of a product's variants take from its first or parent row."""

    key: str
    title: str
    category: str
    vendor: str
    image_url: str
    status: str


class ProductMaker:
    """Makes the variants of one plan, in the order of the file."""

    def __init__(self, plan: Plan, columns: StagedColumns) -> None:
        self._plan = plan
        self._last: _Parent | None = None
        self._parents = self._read_parents(columns)

    def of(self, cells: Mapping[str, Any]) -> ProductFacts | Unreadable | None:
        """The variant of a row; none for a row that holds a parent or a further picture only."""
        if cells["product_type"].lower().startswith(PARENT_TYPES):
            return None
        own = _parent_of(cells)
        parent = self._of_variation(cells) or own
        if cells["handle"] and not cells["product"]:
            if self._last is None or self._last.key != own.key:
                return Unreadable("empty_cell", "", {"field": "product"})
            parent = self._last
            if not _is_variant(cells):
                return None
        elif cells["handle"]:
            self._last = own
        if not parent.title:
            return Unreadable("empty_cell", "", {"field": "product"})
        return self._facts(cells, parent)

    def _facts(self, cells: Mapping[str, Any], parent: _Parent) -> ProductFacts:
        currency = cells["currency"] or self._plan.currency
        own_key = cells["product_id"] or cells["handle"]
        variant_id = cells["product_id"] if cells["product_type"] and parent.key != own_key else cells["variant_id"]
        return ProductFacts(
            title=parent.title,
            external_id=parent.key,
            sku=cells["sku"],
            variant_external_id=variant_id,
            variant_title="" if cells["product_type"] and parent.key == own_key else _variant_title(cells),
            barcode=cells["barcode"],
            category=parent.category,
            vendor=parent.vendor,
            handle=cells["handle"],
            image_url=parent.image_url or _first(cells["variant_image_url"]),
            status=parent.status,
            price_minor=_minor(cells["price"], currency),
            currency=currency,
            cost_micros=cells["cost"],
        )

    def _of_variation(self, cells: Mapping[str, Any]) -> _Parent | None:
        named = cells["parent"].removeprefix("id:").strip()
        return self._parents.get(named) if named else None

    def _read_parents(self, columns: StagedColumns) -> dict[str, _Parent]:
        """Parents by id and by SKU: a catalog is small enough to hold them."""
        if "parent" not in columns.fields or "product_type" not in columns.fields:
            return {}
        names = [name for name in columns.fields if name in _PARENT_CELLS]
        found: dict[str, _Parent] = {}
        kinds = " OR ".join(f"lower(product_type) LIKE '{kind}%'" for kind in PARENT_TYPES)
        for row in columns.fetch(f"SELECT {', '.join(names)} FROM staged WHERE {kinds}"):
            cells = {**dict.fromkeys(_PARENT_CELLS, ""), **dict(zip(names, map(str, row), strict=True))}
            parent = _parent_of(cells)
            found[cells["product_id"]] = parent
            if cells["sku"]:
                found[cells["sku"]] = parent
        return found


_PARENT_CELLS = ("product_id", "sku", "product", "category", "vendor", "image_url", "status", "handle")


def _parent_of(cells: Mapping[str, Any]) -> _Parent:
    return _Parent(
        key=cells["product_id"] or cells["handle"],
        title=cells["product"],
        category=_first(cells["category"]),
        vendor=_first(cells["vendor"]),
        image_url=_first(cells["image_url"]),
        status=STATUSES.get(cells["status"].strip().lower(), "active"),
    )


def _is_variant(cells: Mapping[str, Any]) -> bool:
    return bool(cells["option_1"] or cells["sku"] or cells["price"] is not None)


def _variant_title(cells: Mapping[str, Any]) -> str:
    if cells["variant"]:
        return str(cells["variant"])
    options = [cells[name] for name in ("option_1", "option_2", "option_3") if cells[name]]
    return " / ".join(one for one in options if one.lower() not in DEFAULT_OPTIONS)


def _first(cell: str) -> str:
    """The first of several separated by commas; a link keeps its own commas."""
    word = cell.strip()
    return word.split(", ")[0] if word.startswith("http") else word.split(",")[0].strip()


def _minor(micros: int | None, currency: str) -> int | None:
    return None if micros is None or not currency else half_even(micros, 10 ** (6 - minor_digits(currency)))
