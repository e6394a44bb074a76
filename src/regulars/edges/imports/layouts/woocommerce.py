"""WooCommerce: its own exports of orders (Analytics), customers and products, and the three plugins shops use most.

Prices in WooCommerce exports of lines are without tax; the order's total is with tax and shipping.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts.fields import CUSTOMERS, ORDERS, PRODUCTS
from regulars.edges.imports.layouts.layout import Layout, OrderRules

SOURCE = "woocommerce"

ANALYTICS_EXPORT = Layout(
    name="woocommerce_analytics_orders",
    kind=ORDERS,
    source=SOURCE,
    title=_("WooCommerce Analytics orders export"),
    signature=(
        "Date|Datum",
        "Order #|Bestellnr.|Bestellung #",
        "Product(s)|Produkt(e)",
        "Items sold|Verkaufte Artikel",
    ),
    columns={
        "order_id": ("Order #", "Bestellnr.", "Bestellung #"),
        "placed_at": ("Date", "Datum"),
        "status": ("Status",),
        "name": ("Customer", "Kunde"),
        "items": ("Product(s)", "Produkt(e)"),
        "item_count": ("Items sold", "Artikel verkauft"),
        "discount_codes": ("Coupon(s)", "Gutschein(e)"),
        "total": ("Net Sales", "N. Revenue", "Nettoumsatz", "N. Revenue (formatted)"),
        "acquisition": ("Attribution", "Zuordnung"),
    },
    cannot_know=("unknown_buyers", "unknown_line_prices", "unknown_tax_and_shipping", "unknown_refund_dates"),
    rules=OrderRules(items="counted", lines_exclude_tax=True),
)

_BILLING: Mapping[str, tuple[str, ...]] = {
    "customer_id": ("Customer User ID", "Customer User", "customer_id", "customer_user", "user_id"),
    "email": ("Email (Billing)", "billing_email", "Customer Email", "customer_email"),
    "phone": ("Phone (Billing)", "billing_phone"),
    "name": ("Full Name (Billing)",),
    "first_name": ("First Name (Billing)", "billing_first_name"),
    "last_name": ("Last Name (Billing)", "billing_last_name"),
    "country": ("Country Code (Shipping)", "Country Code (Billing)", "shipping_country", "billing_country"),
    "city": ("City (Shipping)", "City (Billing)", "shipping_city", "billing_city"),
}

ITEMS_PLUGIN = Layout(
    name="woocommerce_order_items",
    kind=ORDERS,
    source=SOURCE,
    title=_("WooCommerce orders, one row for each item (Advanced Order Export)"),
    signature=("Order Number", "Order Status", "Order Date", "Item Name|Product Name|Name", "Item Cost"),
    columns={
        **_BILLING,
        "order_id": ("Order ID", "Order Number"),
        "order_number": ("Order Number",),
        "placed_at": ("Order Date",),
        "paid_at": ("Paid Date",),
        "currency": ("Currency", "Order Currency"),
        "status": ("Order Status",),
        "discount": ("Cart Discount Amount", "Order Discount Amount", "Discount Amount"),
        "discount_codes": ("Coupon Code", "Coupons Used"),
        "shipping": ("Order Shipping Amount",),
        "tax": ("Order Total Tax Amount", "Order Tax Amount"),
        "subtotal": ("Order Subtotal Amount",),
        "total": ("Order Total Amount",),
        "refunded": ("Order Refund Amount",),
        "payment_method": ("Payment Method Title", "Payment Method"),
        "product": ("Item Name", "Product Name", "Name"),
        "variant": ("Product Variation",),
        "sku": ("SKU",),
        "product_id": ("Product Id", "Product ID"),
        "variant_id": ("Variation Id", "Variation ID"),
        "category": ("Category", "Categories"),
        "line_id": ("Item ID", "Item #"),
        "quantity": ("Quantity", "Quantity (- Refund)"),
        "unit_price": ("Item Cost",),
    },
    cannot_know=("unknown_refund_dates", "unknown_refund_lines"),
    rules=OrderRules(lines_exclude_tax=True),
    net_quantities=("Quantity (- Refund)",),
)

_PLUGIN_ORDER: Mapping[str, tuple[str, ...]] = {
    **_BILLING,
    "order_id": ("order_id",),
    "order_number": ("order_number_formatted", "order_number"),
    "placed_at": ("order_date", "date"),
    "paid_at": ("paid_date", "paid_at", "date_paid"),
    "currency": ("order_currency", "currency"),
    "status": ("status", "order_status"),
    "discount": ("discount_total", "cart_discount"),
    "discount_codes": ("coupons", "coupon_items", "coupon_code"),
    "shipping": ("shipping_total", "order_shipping"),
    "fee": ("fee_total",),
    "tax": ("tax_total", "order_tax"),
    "total": ("order_total",),
    "refunded": ("refunded_total", "refund_total"),
    "payment_method": ("payment_method_title", "payment_method"),
}

PACKED_PLUGIN = Layout(
    name="woocommerce_orders",
    kind=ORDERS,
    source=SOURCE,
    title=_("WooCommerce orders, one row for each order (order export plugins)"),
    signature=("order_id", "status|order_status", "order_total", "order_date|date", "line_items|line_item_1"),
    columns={**_PLUGIN_ORDER, "items": ("line_items", *(f"line_item_{number}" for number in range(1, 100)))},
    cannot_know=("unknown_refund_dates",),
    rules=OrderRules(items="pairs", discounts="by_lines", lines_exclude_tax=True),
)

ROWS_PLUGIN = Layout(
    name="woocommerce_order_rows",
    kind=ORDERS,
    source=SOURCE,
    title=_("WooCommerce orders, one row for each item (Customer/Order/Coupon Export)"),
    signature=("order_id", "status|order_status", "order_total", "item_name|item_product_id", "item_quantity"),
    columns={
        **_PLUGIN_ORDER,
        "product": ("item_name",),
        "sku": ("item_sku",),
        "product_id": ("item_product_id",),
        "variant_id": ("item_variation_id",),
        "line_id": ("item_id",),
        "quantity": ("item_quantity",),
        "line_subtotal": ("item_subtotal",),
        "line_total": ("item_total",),
        "line_tax": ("item_total_tax", "item_tax"),
        "line_refunded": ("item_refunded",),
        "line_refunded_quantity": ("item_refunded_qty",),
    },
    cannot_know=("unknown_refund_dates", "unknown_refund_lines"),
    rules=OrderRules(discounts="by_lines", lines_exclude_tax=True),
)

CUSTOMERS_EXPORT = Layout(
    name="woocommerce_customers",
    kind=CUSTOMERS,
    source=SOURCE,
    title=_("WooCommerce customers export"),
    signature=(
        "Name",
        "Username|Benutzername",
        "Email|E-Mail",
        "Orders|Bestellungen",
        "Total spend|AOV",
    ),
    columns={
        "email": ("Email", "E-Mail"),
        "name": ("Name",),
        "country": ("Country / Region", "Country", "Land/Region"),
        "city": ("City", "Stadt", "Ort"),
        "created_at": ("Sign up", "Date registered", "Registrierung", "Registriert"),
    },
    cannot_know=("unknown_customer_ids", "consents_left_out"),
)

PRODUCTS_EXPORT = Layout(
    name="woocommerce_products",
    kind=PRODUCTS,
    source=SOURCE,
    title=_("WooCommerce products export"),
    signature=("ID", "Type|Typ", "SKU|Artikelnummer", "Name", "Regular price|Regulärer Preis", "Parent|Übergeordnet"),
    columns={
        "product_id": ("ID",),
        "product_type": ("Type", "Typ"),
        "sku": ("SKU", "Artikelnummer"),
        "barcode": ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN oder ISBN"),
        "product": ("Name",),
        "status": ("Published", "Veröffentlicht"),
        "price": ("Sale price", "Angebotspreis", "Regular price", "Regulärer Preis"),
        "category": ("Categories", "Kategorien"),
        "vendor": ("Brands", "Marken"),
        "image_url": ("Images", "Bilder"),
        "parent": ("Parent", "Übergeordnet"),
        "option_1": ("Attribute 1 value(s)", "Attribut 1 Wert(e)"),
        "option_2": ("Attribute 2 value(s)", "Attribut 2 Wert(e)"),
        "option_3": ("Attribute 3 value(s)", "Attribut 3 Wert(e)"),
        "cost": ("Cost of goods", "Meta: _wc_cog_cost", "Meta: _alg_wc_cog_cost"),
    },
    cannot_know=("unknown_cost_dates",),
)
