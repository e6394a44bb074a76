"""Shopify's exports, with all their columns and their habits."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from regulars.domains.catalog.types import ProductFacts
from regulars.domains.customers.types import PersonFacts

COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)
HEADER = next(csv.reader([COLUMNS]))
FIRST = {
    "Name": "#1001", "Email": "ana@example.com", "Financial Status": "paid", "Paid at": "2024-03-01 10:11:12 -0500",
    "Currency": "USD", "Subtotal": "40.00", "Shipping": "5.00", "Taxes": "0.00", "Total": "45.00",
    "Discount Code": "", "Discount Amount": "0.00", "Created at": "2024-03-01 10:10:00 -0500",
    "Lineitem quantity": "2", "Lineitem name": "Earl Grey - 100 g", "Lineitem price": "12.50",
    "Lineitem sku": "EG-100", "Lineitem discount": "0.00", "Billing Name": "Ana Lima", "Shipping City": "Boston",
    "Shipping Country": "US", "Id": "'5310012345678901234", "Tags": "vip, gift", "Source": "web",
    "Payment Method": "Shopify Payments", "Refunded Amount": "0.00", "Vendor": "Tea House",
    "Phone": "'+16175550123",
}  # fmt: skip
SECOND = {
    "Name": "#1001", "Email": "ana@example.com", "Created at": "2024-03-01 10:10:00 -0500", "Lineitem quantity": "1",
    "Lineitem name": "Cup", "Lineitem price": "15.00", "Lineitem sku": "CUP-1", "Lineitem discount": "0.00",
    "Vendor": "Tea House",
}  # fmt: skip

Reader = Callable[..., Any]


def export(*rows: dict[str, str]) -> list[list[str]]:
    return [HEADER, *([row.get(name, "") for name in HEADER] for row in rows)]


def order(read: Reader, *rows: dict[str, str], **choices: Any) -> Any:
    found = read(export(*rows), **choices)
    assert (found.layout, found.rejects) == ("shopify_orders", [])
    [one] = found.facts
    return one


def test_an_order_of_two_lines_whose_first_row_carries_the_order(read: Reader) -> None:
    one = order(read, FIRST, SECOND)
    assert (one.external_id, one.number, one.currency) == ("5310012345678901234", "#1001", "USD")
    assert one.placed_at == datetime(2024, 3, 1, 15, 10, tzinfo=UTC)
    assert one.paid_at == datetime(2024, 3, 1, 15, 11, 12, tzinfo=UTC)
    assert [(line.title, line.quantity_milli, line.unit_price_micros, line.sku) for line in one.lines] == [
        ("Earl Grey - 100 g", 2_000, 12_500_000, "EG-100"),
        ("Cup", 1_000, 15_000_000, "CUP-1"),
    ]
    assert one.person == PersonFacts(
        email="ana@example.com", phone="+16175550123", name="Ana Lima", country="US", city="Boston"
    )
    assert (one.shipping_minor, one.total_minor, one.discount_minor) == (500, 4_500, 0)
    assert (one.tags, one.channel, one.status) == (("vip", "gift"), "web", "paid")
    assert [(part.method, part.amount_minor) for part in one.payments] == [("Shopify Payments", 4_500)]


def test_the_rows_of_an_order_need_not_stand_together(read: Reader) -> None:
    other = {**FIRST, "Name": "#1002", "Id": "2"}
    found = read(export(FIRST, other, SECOND))
    assert sorted((one.number, len(one.lines)) for one in found.facts) == [("#1001", 2), ("#1002", 1)]


def test_without_an_id_or_with_one_a_spreadsheet_cut_short_the_name_is_the_id(read: Reader) -> None:
    assert order(read, {**FIRST, "Id": ""}).external_id == "#1001"
    assert order(read, {**FIRST, "Id": "5.31001E+18"}).external_id == "#1001"


@pytest.mark.parametrize(
    ("changes", "discount", "in_lines"),
    [
        ({"Subtotal": "20.00", "Discount Amount": "5.00", "Discount Code": "SPRING"}, 500, [0]),
        ({"Subtotal": "20.00", "Discount Amount": "5.00", "Lineitem discount": "5.00"}, 0, [500]),
        ({"Subtotal": "18.00", "Discount Amount": "7.00", "Lineitem discount": "5.00"}, 200, [500]),
        ({"Subtotal": "22.00", "Discount Amount": "3.00", "Lineitem discount": "5.00"}, 300, [0]),
        ({"Subtotal": "", "Discount Amount": "3.00"}, 300, [0]),
    ],
)
def test_the_discount_is_what_the_subtotal_lacks(
    read: Reader, changes: dict[str, str], discount: int, in_lines: list[int]
) -> None:
    one = order(read, {**FIRST, "Total": "", **changes})
    assert one.discount_minor == discount
    assert [line.discount_minor for line in one.lines] == in_lines


def test_codes_make_the_discount_one_by_code(read: Reader) -> None:
    assert order(read, {**FIRST, "Discount Code": "SPRING"}).discount_codes == ("SPRING",)


@pytest.mark.parametrize(
    ("taxes", "total", "included"),
    [("4.00", "45.00", True), ("4.00", "49.00", False), ("4.00", "47.77", None), ("0.00", "45.00", None)],
)
def test_whether_prices_hold_the_tax_is_told_by_the_totals(
    read: Reader, taxes: str, total: str, included: bool | None
) -> None:
    one = order(read, {**FIRST, "Taxes": taxes, "Total": total}, SECOND)
    assert one.prices_include_tax is included


@pytest.mark.parametrize(
    ("status", "paid_at", "counts", "canceled"),
    [
        ("paid", "2024-03-01 10:11:12 -0500", True, False),
        ("paid", "", True, False),
        ("partially_refunded", "2024-03-01 10:11:12 -0500", True, False),
        ("refunded", "2024-03-01 10:11:12 -0500", True, False),
        ("pending", "", False, False),
        ("authorized", "", False, False),
        ("expired", "", False, False),
        ("voided", "", False, True),
    ],
)
def test_what_a_financial_status_means(read: Reader, status: str, paid_at: str, counts: bool, canceled: bool) -> None:
    one = order(read, {**FIRST, "Financial Status": status, "Paid at": paid_at})
    assert ((one.paid_at is not None), (one.canceled_at is not None)) == (counts, canceled)


def test_a_shop_may_say_what_a_status_means(read: Reader) -> None:
    assert order(read, {**FIRST, "Financial Status": "pending"}, statuses={"pending": "counted"}).paid_at is not None


def test_a_canceled_order_says_when(read: Reader) -> None:
    one = order(read, {**FIRST, "Cancelled at": "2024-03-02 09:00:00 -0500"})
    assert one.canceled_at == datetime(2024, 3, 2, 14, 0, tzinfo=UTC)


def test_a_full_refund_gives_back_goods_tax_and_shipping(read: Reader) -> None:
    one = order(read, {**FIRST, "Taxes": "4.00", "Total": "49.00", "Refunded Amount": "49.00"}, SECOND)
    [refund] = one.refunds
    assert (refund.amount_minor, refund.tax_minor, refund.shipping_minor) == (4_000, 400, 500)
    assert refund.external_id == "5310012345678901234:refunded"


def test_a_part_refund_is_taken_from_the_goods_with_their_share_of_the_tax_inside(read: Reader) -> None:
    paid = {**FIRST, "Subtotal": "44.00", "Shipping": "0.00", "Taxes": "4.00", "Total": "44.00"}
    one = order(read, {**paid, "Lineitem price": "14.50", "Refunded Amount": "11.00"}, SECOND)
    [refund] = one.refunds
    assert (refund.amount_minor, refund.tax_minor, refund.shipping_minor) == (1_000, 100, 0)


def test_a_split_payment_keeps_its_methods_and_says_what_it_cannot_know(read: Reader) -> None:
    found = read(export({**FIRST, "Payment Method": "Gift Card + PayPal"}))
    assert [(part.method, part.amount_minor) for part in found.facts[0].payments] == [
        ("Gift Card", 4_500),
        ("PayPal", 0),
    ]
    assert found.remarks["split_payments"] == 1


def test_where_an_order_came_from_is_in_its_note_attributes(read: Reader) -> None:
    one = order(read, {**FIRST, "Note Attributes": "utm_source: newsletter\nutm_medium: email\nutm_campaign: may"})
    assert (one.acquisition, one.campaign) == ("newsletter / email", "may")


def test_the_zone_and_the_tax_are_concluded_from_the_file(read: Reader) -> None:
    summer = {**FIRST, "Name": "#1002", "Id": "2", "Created at": "2024-07-01 10:10:00 -0400"}
    taxed = {"Taxes": "4.00", "Total": "49.00"}
    found = read(export({**FIRST, **taxed}, SECOND, {**summer, **taxed}, {**SECOND, "Name": "#1002"}), zone="")
    assert found.decided.zone.value == "America/New_York"
    assert "zone_by_offsets" in found.codes
    assert found.decided.tax.value == "no"
    assert found.decided.currency.value == "EUR"  # as given; every row has its own


def test_months_are_the_shops_and_money_is_as_its_admin_shows_it(read: Reader) -> None:
    late = {**FIRST, "Name": "#2", "Id": "2", "Created at": "2024-02-29 23:30:00 +0000"}
    void = {**FIRST, "Name": "#3", "Id": "3", "Financial Status": "voided", "Paid at": ""}
    months = read(export(FIRST, SECOND, late, void)).months
    assert [(one["month"], one["orders"], one["not_counted"]) for one in months] == [("2024-03", 2, 1)]
    assert months[0]["charged"] == {"amount_minor": 9_000, "currency": "USD"}


def test_a_row_that_cannot_be_read_is_rejected_and_the_rest_of_its_order_is_not(read: Reader) -> None:
    found = read(export(FIRST, {**SECOND, "Lineitem price": "fifteen"}))
    assert found.rejects == [
        {
            "line": 3,
            "column": "Lineitem price",
            "value": "fifteen",
            "reason": "This is not a number.",
            "fix": "Write digits with one decimal sign.",
        }
    ]
    assert len(found.facts[0].lines) == 1
    assert found.remarks["incomplete_orders"] == 1


CUSTOMERS = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,"
    "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,"
    "Tags\n"
    "'7210448301122,Ana,Lima,ana@example.com,yes,,Main 1,,Boston,MA,us,'02108,,'+16175550123,no,779.44,6,,no,"
    '"retail, vip"\n'
    "'7210448301123,No,Body,,no,,,,,,,,,,no,0.00,0,,no,\n"
    ",Only,Name,,no,,,,,,,,,,no,0.00,0,,no,\n"
)


def test_customers_keep_their_ids_and_consent_is_left_out_and_said(read: Reader) -> None:
    found = read(CUSTOMERS, "customers")
    assert found.layout == "shopify_customers"
    assert found.facts[0] == PersonFacts(
        external_id="7210448301122", email="ana@example.com", phone="+16175550123", name="Ana Lima", country="US",
        city="Boston", tags=("retail", "vip"),
    )  # fmt: skip
    assert [one.external_id for one in found.facts] == ["7210448301122", "7210448301123"]
    assert [(one["line"], one["column"]) for one in found.rejects] == [(4, "Email")]
    assert "consents_left_out" in found.decided.plan.layout.cannot_know


PRODUCTS = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Price,Variant Barcode,Image Src,"
    "Image Position,Variant Image,Cost per item,Status\n"
    'earl-grey,Earl Grey,"<p>A tea,\nblack.</p>",Tea House,Food > Tea,Black tea,x,true,Size,100 g,,,,,EG-100,100,12.50,'
    "4001,https://cdn.example.com/a.jpg,1,,4.20,active\n"
    "earl-grey,,,,,,,,,250 g,,,,,EG-250,250,28.00,4002,,,https://cdn.example.com/b.jpg,9.80,\n"
    "earl-grey,,,,,,,,,,,,,,,,,,https://cdn.example.com/c.jpg,2,,,\n"
    "cup,Cup,,Tea House,,,,false,Title,Default Title,,,,,,0,15.00,,,,,,draft\n"
)


def test_products_with_variants_and_pictures_of_their_own_rows(read: Reader) -> None:
    found = read(PRODUCTS, "products")
    assert found.layout == "shopify_products"
    assert found.facts == [
        ProductFacts(
            "Earl Grey", "earl-grey", "EG-100", "", "100 g", "4001", "Black tea", "Tea House", "earl-grey",
            "https://cdn.example.com/a.jpg", "active", 1_250, "EUR", 4_200_000,
        ),
        ProductFacts(
            "Earl Grey", "earl-grey", "EG-250", "", "250 g", "4002", "Black tea", "Tea House", "earl-grey",
            "https://cdn.example.com/a.jpg", "active", 2_800, "EUR", 9_800_000,
        ),
        ProductFacts("Cup", "cup", "", "", "", "", "", "Tea House", "cup", "", "draft", 1_500, "EUR"),
    ]  # fmt: skip
    assert found.rejects == []
