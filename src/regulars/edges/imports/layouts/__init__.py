"""The layouts we know by name, and the mapping we propose for any other file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts import online_retail, shopify, woocommerce
from regulars.edges.imports.layouts.fields import COSTS, CUSTOMERS, FIELDS, KINDS, ORDERS, PRODUCTS, SPEND
from regulars.edges.imports.layouts.layout import Layout, Mapped, OrderRules

MAPPED = "mapped"
LAYOUTS: tuple[Layout, ...] = (
    shopify.ORDERS_EXPORT,
    shopify.CUSTOMERS_EXPORT,
    shopify.PRODUCTS_EXPORT,
    woocommerce.ITEMS_PLUGIN,
    woocommerce.ROWS_PLUGIN,
    woocommerce.PACKED_PLUGIN,
    woocommerce.ANALYTICS_EXPORT,
    woocommerce.CUSTOMERS_EXPORT,
    woocommerce.PRODUCTS_EXPORT,
    online_retail.ONLINE_RETAIL,
)
BY_NAME = {layout.name: layout for layout in LAYOUTS}

__all__ = [
    "BY_NAME",
    "COSTS",
    "CUSTOMERS",
    "FIELDS",
    "KINDS",
    "LAYOUTS",
    "MAPPED",
    "ORDERS",
    "PRODUCTS",
    "SPEND",
    "Layout",
    "Mapped",
    "OrderRules",
    "mapped_layout",
    "recognize",
]


def recognize(header: Sequence[str], kind: str = "") -> Layout | None:
    """The layout whose columns this header has, among those of `kind` where one is asked for."""
    return next((layout for layout in LAYOUTS if kind in ("", layout.kind) and layout.matches(header)), None)


def mapped_layout(kind: str) -> Layout:
    """The layout of a file that is described by a mapping alone."""
    return Layout(MAPPED, kind, "file", _("Mapped columns"), (), {})
