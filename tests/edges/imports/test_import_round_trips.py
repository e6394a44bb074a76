"""The same orders in any house style are the same facts, and whatever stands in a file, its rows are accounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

Reader = Callable[..., Any]
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIRST = datetime(2023, 1, 1, 9, 30)  # noqa: DTZ001 -- local, as a file has it


@dataclass(frozen=True)
class Style:
    """How one program writes a file."""

    delimiter: str
    decimal: str
    group: str
    date: str
    encoding: str
    titles: int = 0

    def number(self, value: Decimal) -> str:
        return f"{value:,.2f}".replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)

    def write(self, rows: list[tuple[str, datetime, str, int, Decimal]]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\r\n")
        for place in range(self.titles):
            writer.writerow([f"Report {place}"])
        writer.writerow(["Order ID", "Order Date", "Product", "Quantity", "Unit price"])
        for order, at, product, quantity, price in rows:
            writer.writerow([order, at.strftime(self.date), product, quantity, self.number(price)])
        return text.getvalue().encode(self.encoding)


STYLES = [
    Style(",", ".", "", "%Y-%m-%d %H:%M", "utf-8"),
    Style(";", ",", ".", "%d.%m.%Y %H:%M", "utf-8-sig"),
    Style("\t", ".", ",", "%m/%d/%Y %I:%M %p", "utf-16"),
    Style("|", ",", "\u00a0", "%d/%m/%Y %H:%M", "utf-8", titles=2),
    Style(";", ",", "", "%d. %B %Y %H:%M", "cp1252", titles=1),
]
orders = st.lists(
    st.tuples(
        st.integers(1, 30).map(lambda number: f"{number:05d}"),
        st.integers(0, 700).map(lambda days: FIRST + timedelta(days=days)),
        st.sampled_from(["Grüner Tee", "Café “Crème”", "Cup; blue, large", 'Pipe 5"', "Two\nlines"]),
        st.integers(1, 9),
        st.integers(1, 9_999_999).map(lambda cents: Decimal(cents).scaleb(-2)),
    ),
    min_size=1,
    max_size=30,
)
SURE = [
    ("09998", FIRST + timedelta(days=211), "Tea", 1, Decimal("1234.50")),
    ("09999", FIRST, "Tea", 2, Decimal("0.99")),
]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.encoding}-{style.date}")
@given(rows=orders)
@FEW
def test_the_same_orders_in_any_style_are_the_same_facts(read: Reader, style: Style, rows: list[Any]) -> None:
    rows = SURE + rows
    found = read(style.write(rows))
    assert found.rejects == []
    lines = sorted(
        (one.external_id, line.title, line.quantity_milli, line.unit_price_micros)
        for one in found.facts
        for line in one.lines
    )
    assert lines == sorted(
        (order, product, quantity * 1_000, int(price * 1_000_000)) for order, _at, product, quantity, price in rows
    )
    assert found.in_facts == len(rows)


cells = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "2024-03-01",
            "31.03.2024",
            "1.234,5",
            "1,234.5",
            "€ 5",
            "-3",
            "(4)",
            "n/a",
            "=1+1",
            "Tea",
            "'01",
            "1E+20",
        ]
    ),
    st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12),
)


@example(rows=[["1E+20"]], delimiter=",")
@given(rows=st.lists(st.lists(cells, min_size=0, max_size=8), max_size=25), delimiter=st.sampled_from(",;\t"))
@FEW
def test_every_row_of_any_file_is_accounted_for(read: Reader, rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Order ID", "Order Date", "Product", "Quantity", "Unit price", "Email"])
    writer.writerows(rows)
    found = read(text.getvalue())
    staged = found.staged
    accounted = found.in_facts + len(found.rejects) + sum(found.skipped.values()) + len(staged.flaws)
    assert accounted + staged.blank_rows + staged.repeated_headers == len(rows)


@given(body=st.binary(max_size=400))
@FEW
def test_no_bytes_whatever_break_the_way_in(read: Reader, body: bytes) -> None:
    read(b"Order ID,Order Date,Product,Quantity,Unit price\n1,2024-03-01,Tea,1,9.50\n" + body)
