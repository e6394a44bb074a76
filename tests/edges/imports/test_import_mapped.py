"""Files no layout knows: a mapping is proposed from names and contents, and columns are judged as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from regulars.domains.catalog.types import CostFacts
from regulars.domains.customers.types import PersonFacts
from regulars.domains.insights.types import SpendFacts
from regulars.domains.orders.types import OrderFacts, RefundFacts
from regulars.edges.imports.deciding import House
from regulars.edges.imports.layouts.proposer import propose

Reader = Callable[..., Any]
GERMAN = (
    "Umsatzliste;;;;;;;\n"
    "Bestellnummer;Datum;Kundennummer;E-Mail;Artikelbezeichnung;Menge;Einzelpreis;Währung\n"
    "0001;31.03.2024 14:05;0017;ana@example.com;Earl Grey;2;12,50 €;EUR\n"
    "0001;31.03.2024 14:05;0017;ana@example.com;Tasse;1;1.015,00 €;EUR\n"
    "0002;01.04.2024 09:00;;bo@example.com;Tasse;-1;15,00 €;EUR\n"
)


def test_a_german_list_of_lines(read: Reader) -> None:
    found = read(GERMAN)
    assert (found.layout, found.rejects) == ("mapped", [])
    one, back = found.facts
    assert (one.external_id, one.placed_at) == ("0001", datetime(2024, 3, 31, 12, 5, tzinfo=UTC))
    assert one.person == PersonFacts(external_id="0017", email="ana@example.com")
    assert [(line.title, line.quantity_milli, line.unit_price_micros) for line in one.lines] == [
        ("Earl Grey", 2_000, 12_500_000),
        ("Tasse", 1_000, 1_015_000_000),
    ]
    assert isinstance(back, RefundFacts)
    assert (back.role, back.amount_minor) == ("return", 1_500)
    assert {"rows_above_header", "date_order_proven", "decimal_proven"} <= set(found.codes)


def test_a_list_of_orders_without_lines(read: Reader) -> None:
    found = read(
        "Order ID,Order Date,Email,Total,Shipping,Tax,Status\n"
        "1,2024-03-01,a@example.com,49.00,5.00,4.00,paid\n"
        "2,2024-03-02,b@example.com,(20.00),,,paid\n"
        "3,2024-03-03,c@example.com,10.00,0,0,cancelled\n"
        "4,2024-03-03,c@example.com,10.00,0,0,pending\n"
    )
    first, back, canceled, pending = found.facts
    assert [(line.title, line.quantity_milli, line.unit_price_micros) for line in first.lines] == [
        ("", 1_000, 40_000_000)
    ]
    assert (first.total_minor, first.shipping_minor, first.tax_minor) == (4_900, 500, 400)
    assert isinstance(back, RefundFacts)
    assert back.amount_minor == 2_000
    assert canceled.canceled_at is not None
    assert pending.paid_at is None


def test_a_total_that_differs_between_an_orders_rows_is_each_lines_own(read: Reader) -> None:
    found = read(
        "order_id,date,product,quantity,total,discount\n"
        "1,2024-03-01,Tea,2,20.00,1.00\n1,2024-03-01,Cup,1,9.00,0.50\n2,2024-03-01,Cup,3,10.00,0\n"
    )
    assert [(line.unit_price_micros, line.discount_minor) for line in found.facts[0].lines] == [
        (10_000_000, 100),
        (9_000_000, 50),
    ]
    assert found.facts[1].lines[0].unit_price_micros == 3_333_333
    assert "read_per_line" in found.codes


def test_refunds_as_rows_of_their_own_by_their_type(read: Reader) -> None:
    found = read(
        "Order ID,Date,Type,Original Order,Product,Qty,Price\n"
        "1,2024-03-01,Sale,,Tea,1,9.00\n"
        "R1,2024-03-05,Refund,1,Tea,1,9.00\n"
    )
    _sale, refund = found.facts
    assert (refund.role, refund.amount_minor, refund.order_external_id) == ("return", 900, "1")


def test_goods_given_back_in_the_same_order_stay_in_it(read: Reader) -> None:
    [one] = read("Order ID,Date,Product,Qty,Price\n1,2024-03-01,Tea,2,9.00\n1,2024-03-01,Cup,-1,15.00\n").facts
    assert isinstance(one, OrderFacts)
    assert [line.quantity_milli for line in one.lines] == [2_000, -1_000]


def test_date_and_time_in_two_columns(read: Reader) -> None:
    [one] = read("Order,Date,Time,Product,Qty,Price\n1,31/03/2024,14:05,Tea,1,9\n").facts
    assert one.placed_at == datetime(2024, 3, 31, 12, 5, tzinfo=UTC)


def test_rows_without_what_an_order_needs_are_rejected_and_counts_add_up(read: Reader) -> None:
    found = read(
        "Order ID,Date,Product,Qty,Price\n"
        "1,2024-03-01,Tea,2,9.00\n"
        ",2024-03-01,Tea,2,9.00\n"
        "3,,Tea,2,9.00\n"
        "4,2024-03-01,Tea,,9.00\n"
        "5,2024-03-01,Tea,2,\n"
        "6,2024-13-01,Tea,two,9.00\n"
        "Total,,,,36.00\n"
    )
    assert len(found.facts) == 1
    assert sorted((one["line"], one["column"], one["reason"]) for one in found.rejects) == [
        (3, "Order ID", "The cell is empty, and without it there is no order line."),
        (4, "Date", "The cell is empty, and without it there is no order line."),
        (5, "Qty", "The cell is empty, and without it there is no order line."),
        (6, "Price", "The cell is empty, and without it there is no order line."),
        (7, "Date; Qty", "This is not a date. This is not a number."),
        (8, "Date", "The cell is empty, and without it there is no order line."),
    ]


def test_amounts_in_another_currency_than_the_files_are_rejected(read: Reader) -> None:
    found = read(
        "Order,Date,Product,Price\n1,2024-03-01,Tea,£9.00\n2,2024-03-01,Tea,£9.00\n3,2024-03-01,Tea,€9\n", currency=""
    )
    assert found.decided.currency.value == "GBP"
    assert [(one["line"], one["value"]) for one in found.rejects] == [(4, "€9")]


def test_the_shops_zone_and_currency_come_before_guesses_by_country(read: Reader) -> None:
    house = House(zone="Europe/Vienna", currency="CHF")
    found = read(
        "Order,Date,Product,Price,Country\n1,2024-03-01,Tea,9,United Kingdom\n", zone="", currency="", house=house
    )
    assert (found.decided.zone.value, found.decided.currency.value) == ("Europe/Vienna", "CHF")


def test_an_undecided_date_column_says_so_and_an_answer_is_kept(read: Reader) -> None:
    rows = "Order,Date,Product,Price\n1,03/04/2024,Tea,9\n2,01/02/2024,Tea,9\n"
    found = read(rows)
    assert "date_order_default" in found.codes
    assert found.facts[0].placed_at == datetime(2024, 4, 2, 22, 0, tzinfo=UTC)
    assert read(rows, date_order="month_first").facts[0].placed_at == datetime(2024, 3, 3, 23, 0, tzinfo=UTC)
    assert "date_order_saved" in read(rows, saved_order="month_first").codes


def test_an_undecided_date_column_in_order_of_time_decides_itself(read: Reader) -> None:
    days = [f"{day:02d}/{month:02d}/2024" for month in range(1, 9) for day in (2, 5, 11)]
    rows = "Order,Date,Product,Price\n" + "".join(f"{place},{day},Tea,9\n" for place, day in enumerate(days))
    found = read(rows)
    assert "date_order_sequence" in found.codes
    assert found.facts[-1].placed_at == datetime(2024, 8, 10, 22, 0, tzinfo=UTC)


def test_unknown_statuses_count_and_are_named(read: Reader) -> None:
    found = read("Order,Date,Status,Total\n1,2024-03-01,Zugestellt-Plus,9\n2,2024-03-01,trash,9\n")
    assert found.facts[0].paid_at is not None
    assert "statuses_unknown" in found.codes
    assert found.skipped["status_skipped"] == 1


def test_zero_is_how_shops_write_guest(read: Reader) -> None:
    assert read("Order,Date,Customer ID,Total\n1,2024-03-01,0,9\n").facts[0].person is None


def test_an_unidentified_order_may_have_a_name(read: Reader) -> None:
    found = read("Order,Date,Customer Name,Total\n1,2024-03-01,Ana Lima,9\n")
    assert found.facts[0].person == PersonFacts(name="Ana Lima")


def test_costs_with_their_first_day(read: Reader) -> None:
    found = read("SKU;Einkaufspreis;Gültig ab\nEG-100;4,20;01.01.2024\nCUP;3,105;13.02.2024\n;1,00;\nX;;\n", "costs")
    assert found.facts == [
        CostFacts(4_200_000, "EUR", date(2024, 1, 1), "EG-100"),
        CostFacts(3_105_000, "EUR", date(2024, 2, 13), "CUP"),
    ]
    assert [one["line"] for one in found.rejects] == [4, 5]


@pytest.mark.parametrize(
    ("kind", "header", "sample", "expected"),
    [
        (
            "orders",
            ["Order #", "Created", "Cust. E-mail", "Net", "Item price", "Qty", "Item"],
            ["1001", "2024-03-01", "a@example.com", "9", "9.00", "1", "Tea"],
            {
                "order_id": "Order #",
                "placed_at": "Created",
                "email": "Cust. E-mail",
                "quantity": "Qty",
                "product": "Item",
            },
        ),
        (
            "orders",
            ["Belegnr.", "Belegdatum", "Kunde", "Artikelnr", "Bezeichnung", "Stückzahl", "VK-Preis", "Land"],
            ["R1", "1.3.2024", "17", "A1", "Tee", "2", "3,50", "DE"],
            {"order_id": "Belegnr.", "placed_at": "Belegdatum", "sku": "Artikelnr", "product": "Bezeichnung"},
        ),
        (
            "customers",
            ["Vorname", "Nachname", "Kontakt", "Ort"],
            ["Ana", "Lima", "ana@example.com", "Wien"],
            {"first_name": "Vorname", "last_name": "Nachname", "email": "Kontakt", "city": "Ort"},
        ),
        (
            "spend",
            ["Day", "Campaign name", "Amount spent (EUR)", "Platform"],
            ["2024-03-01", "Spring", "12.50", "Meta"],
            {"spent_on": "Day", "campaign": "Campaign name", "amount": "Amount spent (EUR)", "channel": "Platform"},
        ),
    ],
)
def test_proposals(kind: str, header: list[str], sample: list[str], expected: dict[str, str]) -> None:
    found = propose(kind, header, {name: [value] * 5 for name, value in zip(header, sample, strict=True)})
    assert {field: columns[0] for field, columns in found.items() if field in expected} == expected


def test_a_name_is_not_believed_over_what_stands_in_the_column() -> None:
    header = ["Order ID", "Date", "Price"]
    values = {"Order ID": ["1", "2"], "Date": ["2024-03-01", "2024-03-02"], "Price": ["on request", "cheap"]}
    assert "unit_price" not in propose("orders", header, values)


def test_ad_spend_by_day_channel_and_campaign(read: Reader) -> None:
    rows = "Day,Platform,Campaign name,Amount spent (EUR)\n2024-03-01,Meta,Spring,12.50\n2024-03-02,Meta,,\n,Meta,,1\n"
    found = read(rows, "spend")
    assert found.facts == [SpendFacts(date(2024, 3, 1), 1_250, "EUR", "Meta", "Spring")]
    assert [(one["line"], one["column"]) for one in found.rejects] == [(3, "Amount spent (EUR)"), (4, "Day")]
