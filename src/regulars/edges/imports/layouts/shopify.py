"""Shopify's exports of orders, customers and products, as its admin writes them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts.fields import CUSTOMERS, ORDERS, PRODUCTS
from regulars.edges.imports.layouts.layout import Layout, OrderRules

SOURCE = "shopify"

ORDERS_EXPORT = Layout(
    name="shopify_orders",
    kind=ORDERS,
    source=SOURCE,
    title=_("Shopify orders export"),
    signature=("Name", "Financial Status", "Lineitem quantity", "Lineitem name", "Lineitem price", "Created at"),
    columns={
        "order_id": ("Id",),
        "order_number": ("Name",),
        "placed_at": ("Created at",),
        "currency": ("Currency",),
        "status": ("Financial Status",),
        "paid_at": ("Paid at",),
        "canceled_at": ("Cancelled at",),
        "store": ("Location",),
        "channel": ("Source",),
        "discount": ("Discount Amount",),
        "discount_codes": ("Discount Code",),
        "shipping": ("Shipping",),
        "tax": ("Taxes",),
        "subtotal": ("Subtotal",),
        "total": ("Total",),
        "refunded": ("Refunded Amount",),
        "payment_method": ("Payment Method",),
        "tags": ("Tags",),
        "attributes": ("Note Attributes",),
        "email": ("Email",),
        "phone": ("Phone", "Billing Phone", "Shipping Phone"),
        "name": ("Billing Name", "Shipping Name"),
        "country": ("Shipping Country", "Billing Country"),
        "city": ("Shipping City", "Billing City"),
        "product": ("Lineitem name",),
        "sku": ("Lineitem sku",),
        "vendor": ("Vendor",),
        "quantity": ("Lineitem quantity",),
        "unit_price": ("Lineitem price",),
        "line_discount": ("Lineitem discount",),
    },
    cannot_know=(
        "unknown_refund_dates",
        "unknown_refund_lines",
        "unknown_customer_ids",
        "unknown_product_ids",
        "unknown_split_payments",
        "consents_left_out",
    ),
    rules=OrderRules(group_by="order_number", discounts="by_subtotal"),
)

CUSTOMERS_EXPORT = Layout(
    name="shopify_customers",
    kind=CUSTOMERS,
    source=SOURCE,
    title=_("Shopify customers export"),
    signature=("First Name", "Last Name", "Email", "Total Spent", "Total Orders|Orders Count", "Tax Exempt"),
    columns={
        "customer_id": ("Customer ID",),
        "email": ("Email",),
        "phone": ("Phone", "Default Address Phone"),
        "first_name": ("First Name",),
        "last_name": ("Last Name",),
        "country": ("Default Address Country Code", "Country Code", "Country"),
        "city": ("Default Address City", "City"),
        "tags": ("Tags",),
    },
    cannot_know=("unknown_sign_up_dates", "consents_left_out"),
)

PRODUCTS_EXPORT = Layout(
    name="shopify_products",
    kind=PRODUCTS,
    source=SOURCE,
    title=_("Shopify products export"),
    signature=("Handle|URL handle", "Title", "Vendor", "Option1 Value", "Variant Price|Price"),
    columns={
        "handle": ("Handle", "URL handle"),
        "product": ("Title",),
        "vendor": ("Vendor",),
        "category": ("Type", "Product Category"),
        "option_1": ("Option1 Value",),
        "option_2": ("Option2 Value",),
        "option_3": ("Option3 Value",),
        "sku": ("Variant SKU", "SKU"),
        "barcode": ("Variant Barcode", "Barcode"),
        "price": ("Variant Price", "Price"),
        "cost": ("Cost per item",),
        "image_url": ("Image Src", "Product image URL"),
        "variant_image_url": ("Variant Image", "Variant image URL"),
        "status": ("Status",),
    },
    cannot_know=("unknown_product_ids", "unknown_cost_dates"),
)
