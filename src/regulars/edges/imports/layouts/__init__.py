"""The layouts we know by name, and the mapping we propose for any other file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts import contacts, online_retail, shopify, woocommerce
from regulars.edges.imports.layouts.fields import (
    CONTACTS,
    COSTS,
    CUSTOMERS,
    FIELDS,
    KINDS,
    ORDERS,
    OWN,
    PRODUCTS,
    SPEND,
)
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
OF_CONTACTS: tuple[Layout, ...] = (contacts.KLAVIYO, contacts.MAILCHIMP)
BY_NAME = {layout.name: layout for layout in (*LAYOUTS, *OF_CONTACTS)}

__all__ = [
    "BY_NAME",
    "CONTACTS",
    "COSTS",
    "CUSTOMERS",
    "FIELDS",
    "KINDS",
    "LAYOUTS",
    "MAPPED",
    "OF_CONTACTS",
    "ORDERS",
    "OWN",
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
    layouts = OF_CONTACTS if kind == CONTACTS else LAYOUTS
    return next((layout for layout in layouts if kind in ("", layout.kind) and layout.matches(header)), None)


def mapped_layout(kind: str) -> Layout:
    """The layout of a file that is described by a mapping alone."""
    return Layout(MAPPED, kind, "file", _("Mapped columns"), (), {})
