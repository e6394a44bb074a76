"""The UCI Online Retail sets: one row for each line of an invoice, cancellations as invoices of their own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts.fields import ORDERS
from regulars.edges.imports.layouts.layout import Layout, OrderRules

ONLINE_RETAIL = Layout(
    name="online_retail",
    kind=ORDERS,
    source="file",
    title=_("UCI Online Retail"),
    signature=(
        "InvoiceNo|Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice|Price",
        "CustomerID|Customer ID",
    ),
    columns={
        "order_id": ("InvoiceNo", "Invoice"),
        "placed_at": ("InvoiceDate",),
        "customer_id": ("CustomerID", "Customer ID"),
        "country": ("Country",),
        "product": ("Description",),
        "sku": ("StockCode",),
        "product_id": ("StockCode",),
        "quantity": ("Quantity",),
        "unit_price": ("UnitPrice", "Price"),
    },
    cannot_know=("unknown_statuses", "unknown_discounts", "unknown_tax_and_shipping", "unknown_canceled_orders"),
    rules=OrderRules(cancellation_prefix="C"),
)  # fmt: skip
