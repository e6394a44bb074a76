"""WooCommerce: its own exports and those of the plugins shops use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from regulars.domains.catalog.types import ProductFacts
from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders.types import LineFacts
from regulars.edges.imports.assembling.amounts import Stated, split_refund_of_lines
from regulars.edges.imports.assembling.items import Item, counted, pairs
from regulars.edges.imports.assembling.lines import back_of
from regulars.edges.imports.values.numbers import NumberStyle, reader
from regulars.edges.imports.values.unreadable import Unreadable

Reader = Callable[..., Any]

ANALYTICS = (
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,"
    "Attribution\n"
    '2024-03-01 10:11:12,1001,€30.00,completed,Ana Lima,new,"2× Earl Grey, loose, 1× Cup",3,"spring, vip",30,Direct\n'
    "2024-03-01 11:00:00,1002,€0.00,cancelled,Bo Kim,new,1× Cup,1,,12.5,Organic: Google\n"
    "2024-03-02 11:00:00,1003,€8.00,on-hold,Bo Kim,new,1× Cup,1,,8,\n"
)


def test_the_analytics_export_shares_an_orders_amount_among_its_units_and_says_so(read: Reader) -> None:
    found = read(ANALYTICS, zone="UTC")
    assert (found.layout, found.rejects) == ("woocommerce_analytics_orders", [])
    one, canceled, on_hold = found.facts
    assert [(line.title, line.quantity_milli, line.unit_price_micros) for line in one.lines] == [
        ("Earl Grey, loose", 2_000, 10_000_000),
        ("Cup", 1_000, 10_000_000),
    ]
    assert (one.external_id, one.placed_at) == ("1001", datetime(2024, 3, 1, 10, 11, 12, tzinfo=UTC))
    assert (one.discount_codes, one.acquisition) == (("spring", "vip"), "Direct")
    assert one.person == PersonFacts(name="Ana Lima")
    assert one.prices_include_tax is False
    assert canceled.canceled_at is not None
    assert on_hold.paid_at is None
    assert {"unknown_buyers", "unknown_line_prices"} <= set(found.decided.plan.layout.cannot_know)


ITEM_COLUMNS = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),"
    "Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),"
    "Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),"
    "City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Payment Method Title,"
    "Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,Order Refund Amount,"
    "Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,{quantity},Item Cost,Coupon Code,"
    "Discount Amount,Discount Amount Tax"
)
ITEM_ROWS = (
    "\n1001,Completed,2024-03-01 10:11,,Ana,Lima,,Main 1,Wien,,1010,AT,ana@example.com,+4311234567,,,,,,,,PayPal,"
    "{discount},30.00,Flat,5.00,{refund},41.00,6.00,EG,1,Earl Grey,2,{price},SPRING,5.00,1.00"
    "\n1001,Completed,2024-03-01 10:11,,Ana,Lima,,Main 1,Wien,,1010,AT,ana@example.com,+4311234567,,,,,,,,PayPal,"
    "{discount},30.00,Flat,5.00,{refund},41.00,6.00,CUP,2,Cup,1,10.00,SPRING,5.00,1.00\n"
)


def items_file(quantity: str = "Quantity", discount: str = "0.00", refund: str = "0.00", price: str = "10.00") -> str:
    return ITEM_COLUMNS.format(quantity=quantity) + ITEM_ROWS.format(discount=discount, refund=refund, price=price)


def test_one_row_for_each_item(read: Reader) -> None:
    found = read(items_file())
    assert (found.layout, found.rejects) == ("woocommerce_order_items", [])
    [one] = found.facts
    assert [(line.sku, line.quantity_milli, line.unit_price_micros) for line in one.lines] == [
        ("EG", 2_000, 10_000_000),
        ("CUP", 1_000, 10_000_000),
    ]
    assert one.person == PersonFacts(
        email="ana@example.com", phone="+4311234567", name="Ana Lima", country="AT", city="Wien"
    )
    assert (one.shipping_minor, one.tax_minor, one.total_minor) == (500, 600, 4_100)
    assert (one.prices_include_tax, one.discount_codes) == (False, ("SPRING",))


def test_item_costs_before_or_after_the_cart_discount_are_told_apart_by_the_subtotal(read: Reader) -> None:
    assert read(items_file(discount="6.00")).facts[0].discount_minor == 600
    assert read(items_file(discount="6.00", price="7.00")).facts[0].discount_minor == 0


def test_quantities_that_refunds_were_taken_out_of_are_not_refunded_again(read: Reader) -> None:
    assert len(read(items_file(refund="10.00")).facts[0].refunds) == 1
    assert read(items_file(quantity="Quantity (- Refund)", refund="10.00")).facts[0].refunds == ()


PACKED = (
    "order_id,order_number,order_date,status,shipping_total,shipping_tax_total,fee_total,tax_total,discount_total,"
    "order_total,refunded_total,order_currency,payment_method,customer_id,billing_first_name,billing_last_name,"
    "billing_email,billing_phone,billing_country,billing_city,line_items\n"
    "501,1001,2024-03-01 10:11:12,processing,5.00,1.00,0,5.60,3.00,38.60,0,EUR,paypal,17,Ana,Lima,ana@example.com,,"
    "AT,Wien,id:1|name:Earl Grey|product_id:12|sku:EG|quantity:2|subtotal:20.00|subtotal_tax:4.00|total:18.00|"
    "total_tax:3.60|refunded:0.00|meta:;id:2|name:Cup: blue; large|product_id:13|sku:CUP|quantity:1|subtotal:10.00|"
    "total:9.00|total_tax:1.80\n"
    "502,1002,2024-03-02 10:11:12,wc-failed,0,0,0,0,0,9.00,0,EUR,paypal,0,Bo,Kim,bo@example.com,,AT,Wien,"
    "name:Cup|product_id:13|sku:CUP|quantity:1|total:9.00|sub_total:9.00\n"
)


def test_one_row_for_each_order_with_its_items_in_a_cell(read: Reader) -> None:
    found = read(PACKED)
    assert (found.layout, found.rejects) == ("woocommerce_orders", [])
    one, failed = found.facts
    assert [
        (line.title, line.product_external_id, line.quantity_milli, line.unit_price_micros, line.discount_minor)
        for line in one.lines
    ] == [("Earl Grey", "12", 2_000, 10_000_000, 200), ("Cup: blue; large", "13", 1_000, 10_000_000, 100)]
    assert (one.external_id, one.number, one.discount_minor) == ("501", "1001", 0)
    assert one.person is not None
    assert (one.person.external_id, failed.person.external_id) == ("17", "")  # customer 0 is a guest
    assert failed.paid_at is None


def test_items_that_cannot_be_told_apart_reject_their_order(read: Reader) -> None:
    found = read(PACKED.replace("name:Cup|product_id:13|sku:CUP|quantity:1|total:9.00|sub_total:9.00", "a cup"))
    assert [(one["line"], one["column"], one["value"]) for one in found.rejects] == [(3, "line_items", "a cup")]


ROWS = (
    "order_id,order_number,order_date,status,shipping_total,tax_total,discount_total,order_total,refunded_total,"
    "order_currency,customer_id,billing_email,item_id,item_product_id,item_name,item_sku,item_quantity,item_subtotal,"
    "item_subtotal_tax,item_total,item_total_tax\n"
    "501,1001,2024-03-01 10:11:12,completed,0,3.60,2.00,21.60,0,EUR,17,ana@example.com,1,12,Earl Grey,EG,2,20.00,4.00,"
    "18.00,3.60\n"
    "501,1001,2024-03-01 10:11:12,completed,0,3.60,2.00,21.60,0,EUR,17,ana@example.com,2,13,Sample,S,3,0.00,0,0.00,0\n"
)


def test_item_rows_have_the_amount_before_and_after_the_discount(read: Reader) -> None:
    found = read(ROWS)
    assert (found.layout, found.rejects) == ("woocommerce_order_rows", [])
    [one] = found.facts
    assert [(line.unit_price_micros, line.discount_minor, line.tax_minor) for line in one.lines] == [
        (10_000_000, 200, 360),
        (0, 0, 0),
    ]
    assert one.discount_minor == 0


CUSTOMERS = (
    "Name,Username,Last active,Sign up,Email,Orders,Total spend,AOV,Country / Region,City,Region,Postal code\n"
    "Ana Lima,ana,2024-03-01 10:11:12,2023-01-05 09:00:00,ana@example.com,3,90.00,30.00,AT,Wien,,1010\n"
)


def test_customers(read: Reader) -> None:
    found = read(CUSTOMERS, "customers", zone="UTC")
    assert found.layout == "woocommerce_customers"
    assert found.facts == [
        PersonFacts(
            email="ana@example.com", name="Ana Lima", country="AT", city="Wien",
            created_at=datetime(2023, 1, 5, 9, 0, tzinfo=UTC),
        )
    ]  # fmt: skip


PRODUCTS = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Is featured?,Visibility in catalog,Short description,'
    "Sale price,Regular price,Categories,Tags,Images,Parent,Attribute 1 name,Attribute 1 value(s),Cost of goods\n"
    '12,variable,EG,,Earl Grey,1,0,visible,,,,"Tea > Black, Gifts",,"https://x.example/a.jpg, https://x.example/b.jpg"'
    ',,Size,"100 g, 250 g",\n'
    "14,variation,EG-100,4001,Earl Grey - 100 g,1,0,visible,,,12.50,,,,EG,Size,100 g,4.20\n"
    "15,variation,EG-250,4002,Earl Grey - 250 g,1,0,visible,,25.00,28.00,,,,id:12,Size,250 g,9.80\n"
    '16,simple,CUP,,Cup,-1,0,visible,,,15,Cups,,https://x.example/c.jpg,,Color,"Red, Blue",\n'
)


def test_products_give_their_variations_the_parents_words(read: Reader) -> None:
    found = read(PRODUCTS, "products")
    assert (found.layout, found.rejects) == ("woocommerce_products", [])
    assert found.facts == [
        ProductFacts(
            "Earl Grey", "12", "EG-100", "14", "100 g", "4001", "Tea > Black", "", "", "https://x.example/a.jpg",
            "active", 1_250, "EUR", 4_200_000,
        ),
        ProductFacts(
            "Earl Grey", "12", "EG-250", "15", "250 g", "4002", "Tea > Black", "", "", "https://x.example/a.jpg",
            "active", 2_500, "EUR", 9_800_000,
        ),
        ProductFacts(
            "Cup", "16", "CUP", "", "", "", "Cups", "", "", "https://x.example/c.jpg", "draft", 1_500, "EUR"
        ),
    ]  # fmt: skip
    assert found.beside == 1


POINT = reader(NumberStyle("."))


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("2× Earl Grey, 1× Cup", [Item("Earl Grey", 2_000), Item("Cup", 1_000)]),
        ("1× Tea, 2 x 50 g", [Item("Tea, 2 x 50 g", 1_000)]),
        ("10x Tea", [Item("Tea", 10_000)]),
        ("", []),
        ("Tea", Unreadable("bad_items", "Tea")),
    ],
)
def test_items_with_their_number(cell: str, items: object) -> None:
    assert counted(cell) == items


def test_items_as_json() -> None:
    cell = '[{"id": 1, "name": "Tea", "product_id": 12, "quantity": 2, "subtotal": "20.00", "total": 18, "sku": null}]'
    assert pairs(cell, POINT) == [Item("Tea", 2_000, 20_000_000, 18_000_000, 0, "", "12", "", "1")]
    assert isinstance(pairs('[{"name": "Tea"}]', POINT), Unreadable)
    assert isinstance(pairs("[broken", POINT), Unreadable)


REFUNDED_ROWS = (
    "order_id,order_number,order_date,status,shipping_total,fee_total,tax_total,discount_total,order_total,"
    "refunded_total,order_currency,customer_id,billing_email,item_id,item_product_id,item_name,item_sku,item_quantity,"
    "item_subtotal,item_subtotal_tax,item_total,item_total_tax,item_refunded,item_refunded_qty\n"
    "501,1001,2024-03-01 10:11:12,completed,5.00,2.50,7.50,0,45.00,12.00,EUR,17,ana@example.com,1,12,Earl Grey,EG,2,"
    "20.00,4.00,20.00,4.00,10.00,-1\n"
    "501,1001,2024-03-01 10:11:12,completed,5.00,2.50,7.50,0,45.00,12.00,EUR,17,ana@example.com,2,13,Cup,CUP,1,10.00,"
    "2.00,10.00,2.00,0,0\n"
)


def test_refunds_are_read_line_by_line_and_fees_are_charged_beside_shipping(read: Reader) -> None:
    found = read(REFUNDED_ROWS)
    assert (found.layout, found.rejects) == ("woocommerce_order_rows", [])
    [one] = found.facts
    assert (one.shipping_minor, one.tax_minor, one.total_minor, one.discount_minor) == (750, 750, 4_500, 0)
    [back] = one.refunds
    assert [(line.sku, line.quantity_milli, line.unit_price_micros) for line in back.lines] == [
        ("EG", 1_000, 10_000_000)
    ]
    assert (back.amount_minor, back.tax_minor, back.shipping_minor) == (1_000, 200, 0)


def test_a_negative_fee_is_a_discount(read: Reader) -> None:
    file = REFUNDED_ROWS.replace(",2.50,", ",-3.00,").replace(",10.00,-1", ",0,0").replace(",12.00,EUR", ",0,EUR")
    [one] = read(file).facts
    assert (one.shipping_minor, one.discount_minor, one.refunds) == (500, 300, ())


def test_packed_items_say_what_of_them_was_refunded(read: Reader) -> None:
    file = PACKED.replace("refunded:0.00|meta:", "refunded:9.00|refunded_qty:-1").replace(",38.60,0,", ",38.60,10.80,")
    one = read(file).facts[0]
    [back] = one.refunds
    assert [(line.sku, line.quantity_milli, line.unit_price_micros) for line in back.lines] == [
        ("EG", 1_000, 9_000_000)
    ]
    assert (back.amount_minor, back.tax_minor, back.shipping_minor) == (900, 180, 0)


@pytest.mark.parametrize(
    ("amount", "quantity", "milli", "price"),
    [(5_000_000, 0, 500, 10_000_000), (20_000_000, None, 2_000, 10_000_000), (6_000_000, -1_000, 1_000, 6_000_000)],
)
def test_money_back_without_goods_is_the_part_of_the_line_that_it_pays_for(
    amount: int, quantity: int | None, milli: int, price: int
) -> None:
    back = back_of(LineFacts("Tea", 2_000, 10_000_000), amount, quantity, 10_000)
    assert back is not None
    assert (back.quantity_milli, back.unit_price_micros) == (milli, price)


def test_lines_and_order_agree_on_a_refund_with_tax_inside() -> None:
    stated = Stated(shipping=500, tax=700, refunded=1_500)
    assert split_refund_of_lines(stated, 3_000, 1_000, 0, True) == (800, 200, 500)
    assert split_refund_of_lines(stated, 3_000, 1_000, 0, False) == (1_000, 200, 300)
    assert split_refund_of_lines(Stated(), 3_000, 1_000, 0, False) == (1_000, 0, 0)
