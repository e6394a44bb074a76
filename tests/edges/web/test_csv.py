"""CSV answers are exact, and nothing in them runs when a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.web.components import (
    Badge,
    Bar,
    BarChart,
    Cell,
    Column,
    Grid,
    GridCell,
    GridRow,
    LineChart,
    Row,
    Series,
    Table,
)
from regulars.base.web.csv import csv_address, csv_part, csv_response, inert, numbers_of
from regulars.base.web.formats import COUNT, DATE, MONTH, PERCENT, money_in

GBP = money_in("GBP")


def read(chunks: Iterable[bytes]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", '=HYPERLINK("x")', "-", "+", "＝1",
        "-Sale", "%0A", "|dir",
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(text: str) -> None:
    assert inert(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-12.50", "+49170123456", "-1,234.56", "12 %", "-3.5%", "Ana", "a=b", "", "1-2", "'x"]
)
def test_numbers_and_plain_words_survive(text: str) -> None:
    assert inert(text) == text


def test_a_nul_never_reaches_the_file() -> None:
    assert inert("a\0b") == "ab"
    assert inert("\0=1") == "'=1"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
def test_what_comes_back_from_a_reader_starts_no_formula(text: str) -> None:
    [[cell]] = read(csv_response("x", [text], []).streaming_content) or [[""]]  # type: ignore[arg-type]
    assert cell.lstrip(" \u00a0")[:1] not in {"=", "@", "\t", "\r"}
    assert "\0" not in cell


def test_rows_are_streamed_and_exact() -> None:
    made: list[int] = []

    def rows() -> Iterator[list[object]]:
        for number in range(1_000):
            made.append(number)
            yield [number, 'Ümläut; "quoted"\nline', date(2011, 12, 9), None, True]

    response = csv_response("Orders: all/of.them", ["id", "text", "day", "none", "yes"], rows(), bom=True)
    assert response["Content-Disposition"] == 'attachment; filename="Orders-all-of.them.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    chunks = iter(response)
    first = next(chunks)
    assert isinstance(first, bytes)
    assert first.startswith(b"\xef\xbb\xbfid,text")
    assert len(made) == 200
    assert len(read([first, *chunks])) == 1_001  # type: ignore[list-item]
    lines = read(csv_response("x", ["id"], rows()).streaming_content)  # type: ignore[arg-type]
    assert lines[1] == ["0", 'Ümläut; "quoted"\nline', "2011-12-09", "", "true"]


def test_instants_are_written_in_the_shops_zone_although_the_stream_runs_later() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        response = csv_response("x", ["at"], [[datetime(2011, 12, 9, 23, 30, tzinfo=UTC)]])
    assert read(response.streaming_content)[1] == ["2011-12-10T00:30:00+01:00"]  # type: ignore[arg-type]


def test_a_table_gives_exact_numbers_under_headers_with_units() -> None:
    columns = [Column("n", "Name"), Column("m", "Net sales", GBP), Column("s", "Again", PERCENT), Column("b", "State")]
    rows = [
        Row(["=Ana", 123456789, Cell(0.655833, note="x"), Badge("Active")]),
        Row([None, None, None, Cell("", badge=Badge("Lapsed"))]),
    ]
    assert numbers_of(Table("t", columns, rows)) == (
        ["Name", "Net sales (GBP)", "Again (%)", "State"],
        [["=Ana", "1234567.89", "65.5833", "Active"], ["", "", "", "Lapsed"]],
    )


def test_charts_bars_and_grids_give_what_they_draw_and_blanks_stay_empty() -> None:
    months = [date(2011, 11, 1), date(2011, 12, 1)]
    line = LineChart(
        "l", "t", months, [Series("Rate", [0.5, None], [0.4, None], [0.6, None])], PERCENT, "Month", MONTH, open_from=1
    )
    assert numbers_of(line) == (
        ["Month", "Rate (%)", "Rate, low", "Rate, high", "period still running"],
        [["2011-11-01", "50", "40", "60", "false"], ["2011-12-01", "", "", "", "true"]],
    )
    bars = BarChart("b", "t", [Bar("More buyers", 94085800), Bar("Unknown", None)], GBP, label="Cause")
    assert numbers_of(bars) == (["Cause", "value (GBP)"], [["More buyers", "940858.00"], ["Unknown", ""]])
    cells = [GridCell(1.0), GridCell(0.25, "open"), GridCell(state="blank")]
    grid = Grid("g", "t", "First order", ["0", "1", "2"], [GridRow(months[0], 885, cells)], PERCENT, MONTH, "Buyers")
    assert numbers_of(grid) == (
        ["First order", "Buyers", "0 (%)", "1 (%)", "2 (%)"],
        [["2011-11-01", "885", "100", "25", ""]],
    )


def test_the_page_itself_answers_as_csv_when_its_address_asks_for_a_part() -> None:
    table = Table("orders", [Column("d", "Day", DATE), Column("n", "Orders", COUNT)], [Row([date(2011, 12, 9), 12])])
    plain = RequestFactory().get("/desk/x?country=DE")
    assert csv_part(plain, table) is None
    assert csv_address(plain, "orders") == "?country=DE&csv=orders"
    answer = csv_part(RequestFactory().get("/desk/x?country=DE&csv=orders"), None, table)
    assert answer is not None
    assert read(answer.streaming_content) == [["Day", "Orders"], ["2011-12-09", "12"]]  # type: ignore[arg-type]
    assert csv_part(RequestFactory().get("/desk/x?csv=other"), table) is None
