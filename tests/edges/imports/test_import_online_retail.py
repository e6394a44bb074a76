"""The UCI Online Retail sets: what each kind of row means, and the whole of it against the published answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from regulars.domains.orders.types import OrderFacts, RefundFacts

Reader = Callable[..., Any]
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
SECOND = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
LONDON = {"zone": "Europe/London", "currency": "GBP"}


def rows(*lines: str, header: str = HEADER) -> str:
    return header + "".join(line + "\n" for line in lines)


def test_an_invoice(read: Reader) -> None:
    found = read(
        rows(
            "536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom",
            "536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850,United Kingdom",
        ),
        **LONDON,
    )
    assert found.layout == "online_retail"
    [one] = found.facts
    assert isinstance(one, OrderFacts)
    assert (one.external_id, one.currency, one.country) == ("536365", "GBP", "United Kingdom")
    assert one.placed_at == one.paid_at == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    assert one.person is not None
    assert one.person.external_id == "17850"
    assert [(line.sku, line.product_external_id, line.unit_price_micros) for line in one.lines] == [
        ("85123A", "85123A", 2_550_000), ("71053", "71053", 3_390_000),
    ]  # fmt: skip


def test_the_second_set_has_other_names_for_the_same(read: Reader) -> None:
    line = "489434,85048,15CM CHRISTMAS GLASS BALL,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom"
    found = read(rows(line, header=SECOND), **LONDON)
    assert found.layout == "online_retail"
    assert found.facts[0].person.external_id == "13085"


def test_an_invoice_without_a_customer_is_unidentified(read: Reader) -> None:
    assert read(rows("536414,22139,BOX,56,2010-12-01 11:52:00,1,,United Kingdom"), **LONDON).facts[0].person is None


def test_an_invoice_that_begins_with_c_is_a_cancellation_on_its_own_day_and_without_an_order(read: Reader) -> None:
    found = read(rows("C536379,D,Discount,-2,2010-12-01 09:41:00,27.5,14527,United Kingdom"), **LONDON)
    [one] = found.facts
    assert isinstance(one, RefundFacts)
    assert (one.external_id, one.role, one.amount_minor, one.order_external_id) == (
        "C536379",
        "cancellation",
        5_500,
        "",
    )
    assert one.refunded_at == datetime(2010, 12, 1, 9, 41, tzinfo=UTC)
    assert [line.quantity_milli for line in one.lines] == [2_000]
    assert one.person is not None


def test_stock_written_off_is_an_adjustment_of_nothing(read: Reader) -> None:
    [one] = read(rows("536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom"), **LONDON).facts
    assert (one.role, one.amount_minor) == ("adjustment", 0)


def test_a_negative_price_is_an_adjustment(read: Reader) -> None:
    [one] = read(rows("A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom"), **LONDON).facts
    assert (one.role, one.amount_minor) == ("adjustment", 1_106_206)


def test_a_line_without_a_price_stays_as_a_line_of_nothing(read: Reader) -> None:
    [one] = read(rows("536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom"), **LONDON).facts
    assert isinstance(one, OrderFacts)
    assert [(line.quantity_milli, line.unit_price_micros) for line in one.lines] == [(56_000, 0)]


def test_identical_lines_are_kept_and_counted_unless_they_are_to_be_dropped(read: Reader) -> None:
    twice = rows(*["536409,21866,UNION JACK,1,2010-12-01 11:45:00,1.25,17908,United Kingdom"] * 2)
    kept = read(twice, **LONDON)
    assert (len(kept.facts[0].lines), kept.remarks["identical_lines"], kept.skipped.total()) == (2, 1, 0)
    dropped = read(twice, drop_duplicate_lines=True, **LONDON)
    assert (len(dropped.facts[0].lines), dropped.skipped["duplicate_line"]) == (1, 1)


def test_rows_that_stand_in_two_overlapping_sheets_count_once(read: Reader, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    head = SECOND.strip().split(",")
    line = [489434, "85048", "BALL", 12, datetime(2010, 12, 1, 7, 45), 6.95, 13085, "United Kingdom"]  # noqa: DTZ001
    for title in ("Year 2009-2010", "Year 2010-2011"):
        sheet = book.create_sheet(title)
        for row in (head, line, line):
            sheet.append(row)
    path = tmp_path / "online_retail_II.xlsx"
    book.save(path)
    found = read(path, **LONDON)
    assert len(found.facts[0].lines) == 2
    assert found.skipped["same_row_in_two_sheets"] == 2


def test_the_zone_and_the_currency_are_suggested_by_the_country_and_marked_as_a_guess(read: Reader) -> None:
    found = read(rows("536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom"), zone="", currency="")
    assert (found.decided.zone.value, found.decided.currency.value) == ("Europe/London", "GBP")
    assert [one.is_certain for one in found.decided.plan.notes] == [False, False]


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> Path:
    return shared_data / "online-retail" / "online_retail.parquet"


def test_all_541909_lines_and_the_published_answers(read: Reader, whole: Path) -> None:
    found = read(whole, **LONDON)
    assert (found.rows, found.rejects, found.skipped.total()) == (541_909, [], 0)
    kinds = Counter(getattr(one, "role", "order") for one in found.facts)
    assert kinds == {"order": 20_726, "cancellation": 3_836, "adjustment": 1_338}
    sold: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    lines = 0
    for one in found.facts:
        if isinstance(one, OrderFacts) and one.person is not None:
            amounts = [
                round(line.quantity_milli * line.unit_price_micros / 10**7)
                for line in one.lines
                if line.quantity_milli > 0 and line.unit_price_micros > 0
            ]
            lines += len(amounts)
            if sum(amounts):
                sold[one.person.external_id] += sum(amounts)
                orders[one.person.external_id] += 1
    assert (lines, len(sold), orders.total(), sold.total()) == (397_884, 4_338, 18_532, 891_140_790)
    assert sum(count >= 2 for count in orders.values()) == 2_845
    assert found.remarks["identical_lines"] == 5_269  # 5,268 rows are alike, one more but for a minute in its time


def test_the_original_csv_form(read: Reader, shared_data: Path) -> None:
    found = read(shared_data / "online-retail" / "first_week_2010-12.csv.gz", **LONDON)
    assert (found.layout, found.rejects) == ("online_retail", [])
    assert found.rows == 16_985
