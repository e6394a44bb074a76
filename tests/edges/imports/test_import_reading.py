"""Any file a shop has becomes the same raw rows, each with the line it stands on."""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.edges.imports.notes import say
from regulars.edges.imports.reading import open_table
from regulars.edges.imports.reading.table import Batch
from regulars.kit.errors import NotFound, Refused

NAMES = {"order", "name", "email", "price", "date", "id", "city"}


def read(path: Path) -> tuple[tuple[str, ...], list[list[str]], list[int], list[Batch]]:
    table = open_table(path, known=lambda name: name.lower() in NAMES)
    batches = list(table.batches())
    rows = [list(row) for batch in batches for row in zip(*batch.columns, strict=True)]
    return table.description.header, rows, [line for batch in batches for line in batch.lines], batches


def codes(path: Path) -> list[str]:
    notes = open_table(path, known=lambda name: name.lower() in NAMES).description.notes
    assert all(say(one) for one in notes)
    return [one.code for one in notes]


def file(tmp_path: Path, content: str | bytes, name: str = "orders.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


BODY = "Order,Name,Price\n001,Müller,2.50\n002,Åsa,3.00\n"
ROWS = [["001", "Müller", "2.50"], ["002", "Åsa", "3.00"]]


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings(tmp_path: Path, codec: str, label: str) -> None:
    path = file(tmp_path, BODY.encode(codec))
    assert read(path)[:2] == (("Order", "Name", "Price"), ROWS)
    assert open_table(path, known=lambda _name: False).description.encoding == label


@pytest.mark.parametrize(
    ("codec", "name", "city"),
    [
        ("cp1251", "Александр Иванов", "Санкт-Петербург"),
        ("shift_jis", "山田太郎", "東京都渋谷区"),
        ("cp1250", "Małgorzata Wójcik-Żeleńska", "Gdańsk Wrzeszcz"),
    ],
)
def test_code_pages_are_found_from_the_text_and_named(tmp_path: Path, codec: str, name: str, city: str) -> None:
    lines = "".join(f"{number},{name},{city}\n" for number in range(40))
    path = file(tmp_path, f"Order,Name,City\n{lines}".encode(codec))
    assert read(path)[1][0] == ["0", name, city]
    assert codes(path) == ["encoding_guessed"]


def test_the_one_byte_that_is_no_utf8_may_stand_in_the_last_row(tmp_path: Path) -> None:
    body = "Order,Name\n" + "1,Smith\n" * 200_000 + "2,M\xfcller\n"
    path = file(tmp_path, body.encode("latin-1"))
    assert read(path)[1][-1] == ["2", "Müller"]
    assert codes(path) == ["encoding_guessed"]


def test_a_utf8_file_with_a_few_broken_letters_stays_utf8_and_says_so(tmp_path: Path) -> None:
    body = b"Order,Name\n" + "1,Müller\n".encode() * 100 + b"2,M\xfcller\n"
    path = file(tmp_path, body)
    assert {row[1] for row in read(path)[1]} == {"Müller"}
    assert codes(path) == ["encoding_mended"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    path = file(tmp_path, BODY.replace(",", delimiter))
    assert read(path)[:3] == (("Order", "Name", "Price"), ROWS, [2, 3])


def test_decimal_commas_do_not_make_the_comma_a_delimiter(tmp_path: Path) -> None:
    path = file(tmp_path, "Order;Name;Price\n1;Anna, Berta;2,50\n2;Carl;3,00\n3;Dora;1,20\n")
    assert read(path)[1][0] == ["1", "Anna, Berta", "2,50"]


def test_a_spreadsheets_separator_line_is_obeyed(tmp_path: Path) -> None:
    path = file(tmp_path, "sep=;\nOrder;Name\n1;a,b\n")
    assert read(path)[:3] == (("Order", "Name"), [["1", "a,b"]], [3])


def test_titles_above_the_header_are_passed_over_and_line_numbers_are_the_files(tmp_path: Path) -> None:
    path = file(tmp_path, "Order report\nFrom,2024-01-01\n\nOrder,Name,Price\n1,Anna,2\n2,Berta,3\n")
    assert read(path)[:3] == (("Order", "Name", "Price"), [["1", "Anna", "2"], ["2", "Berta", "3"]], [5, 6])
    assert codes(path) == ["rows_above_header"]


def test_a_file_without_a_header_gets_numbered_columns(tmp_path: Path) -> None:
    path = file(tmp_path, "1,2024-01-01,2.50\n2,2024-01-02,3.50\n")
    assert read(path)[:3] == (
        ("column 1", "column 2", "column 3"), [["1", "2024-01-01", "2.50"], ["2", "2024-01-02", "3.50"]], [1, 2],
    )  # fmt: skip
    assert codes(path) == ["no_header"]


def test_a_file_of_one_column(tmp_path: Path) -> None:
    assert read(file(tmp_path, "Email\na@example.com\nb@example.com\n"))[:2] == (
        ("Email",), [["a@example.com"], ["b@example.com"]],
    )  # fmt: skip


def test_duplicate_and_empty_headers_get_names_of_their_own(tmp_path: Path) -> None:
    path = file(tmp_path, "Order,Name,,Name\n1,a,b,c\n")
    assert read(path)[:2] == (("Order", "Name", "column 3", "Name (2)"), [["1", "a", "b", "c"]])
    assert codes(path) == ["duplicate_headers"]


def test_short_rows_are_filled_up_and_long_ones_are_flaws(tmp_path: Path) -> None:
    path = file(tmp_path, "Order,Name,Price\n1,a,2\n2,b\n3,c,4,,\n4,d,5,6\n")
    _header, rows, lines, batches = read(path)
    assert (rows, lines) == ([["1", "a", "2"], ["2", "b", ""], ["3", "c", "4"]], [2, 3, 4])
    [flaw] = batches[0].flaws
    assert (flaw.line, flaw.code, flaw.params) == (5, "row_too_long", {"cells": 4, "width": 3})


def test_quoted_line_breaks_keep_the_count_of_lines(tmp_path: Path) -> None:
    path = file(tmp_path, 'Order,Name,Price\r\n1,"a\r\nb",2\r\n2,"say ""hi""",3\r\n')
    assert read(path)[1:3] == ([["1", "a\r\nb", "2"], ["2", 'say "hi"', "3"]], [2, 4])


def test_a_header_may_hold_a_line_break(tmp_path: Path) -> None:
    path = file(tmp_path, 'Order,"Name\nof buyer",Price\n1,a,2\n')
    assert read(path)[:3] == (("Order", "Name of buyer", "Price"), [["1", "a", "2"]], [3])


def test_a_quote_that_is_never_closed_costs_its_row_and_not_the_file(tmp_path: Path) -> None:
    body = "Order,Name,Price\n1,a,2\n" + '2,"b,3\n' + "".join(f"{number},c,4\n" for number in range(3, 3000))
    _header, rows, lines, batches = read(file(tmp_path, body))
    flaws = [flaw for batch in batches for flaw in batch.flaws]
    assert [(flaw.line, flaw.code) for flaw in flaws] == [(3, "open_quote")]
    assert (len(rows), lines[1], rows[1]) == (2998, 4, ["3", "c", "4"])


def test_a_quote_left_open_near_the_end(tmp_path: Path) -> None:
    _header, rows, _lines, batches = read(file(tmp_path, 'Order,Name,Price\n1,a,2\n2,"b,3\n3,c,4\n'))
    assert rows == [["1", "a", "2"], ["3", "c", "4"]]
    assert [flaw.line for flaw in batches[0].flaws] == [3]


def test_backslashes_escape_where_a_database_wrote_the_file(tmp_path: Path) -> None:
    path = file(tmp_path, 'Order,Name,Price\n1,"say \\"hi\\", he",2\n')
    assert read(path)[1] == [["1", 'say "hi", he', "2"]]


def test_nulls_are_taken_out(tmp_path: Path) -> None:
    assert read(file(tmp_path, b"Order,Name\n1,a\x00b\n2,c\n"))[1] == [["1", "ab"], ["2", "c"]]


def test_blank_rows_and_repeated_headers_are_counted_and_are_no_rows(tmp_path: Path) -> None:
    path = file(tmp_path, "Order,Name\n1,a\n\n,,\nOrder,Name\n2,b\n  \n")
    _header, rows, lines, batches = read(path)
    assert (rows, lines) == ([["1", "a"], ["2", "b"]], [2, 6])
    assert (batches[0].blank_rows, batches[0].repeated_headers) == (3, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(tmp_path: Path, ending: str) -> None:
    assert read(file(tmp_path, BODY.replace("\n", ending)))[1:3] == (ROWS, [2, 3])


def test_gzip_and_zip(tmp_path: Path) -> None:
    assert read(file(tmp_path, gzip.compress(BODY.encode()), "orders.csv.gz"))[1] == ROWS
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("orders_export_1.csv", BODY)
        archive.writestr("__MACOSX/._orders_export_1.csv", "x")
    assert read(packed)[1] == ROWS
    assert codes(packed) == ["archive_member"]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_workbooks_give_ids_without_points_and_dates_in_iso(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Orders of the year"],
        [],
        ["Order", "Name", "Price", "Date", "City"],
        [17850.0, "00123", 2.55, datetime(2010, 12, 1, 8, 26), None],  # noqa: DTZ001
        [5_123_456_789_012, "x", 3, datetime(2010, 12, 2), True],  # noqa: DTZ001
        [5_123_456_789_012_345, "y", 1e-05, "1.12.2010", "z"],
    ]
    path = workbook(tmp_path / "orders.xlsx", {"Sheet": rows})
    header, found, lines, _batches = read(path)
    assert header == ("Order", "Name", "Price", "Date", "City")
    assert found == [
        ["17850", "00123", "2.55", "2010-12-01 08:26:00", ""],
        ["5123456789012", "x", "3", "2010-12-02", "true"],
        ["≈5123456789012345", "y", "0.00001", "1.12.2010", "z"],
    ]
    assert lines == [4, 5, 6]
    assert codes(path) == ["rows_above_header"]


def test_sheets_with_one_header_are_one_table_in_parts(tmp_path: Path) -> None:
    head: list[object] = ["Order", "Name"]
    path = workbook(tmp_path / "o.xlsx", {"2010": [head, [1, "a"]], "2011": [head, [2, "b"]], "Notes": [["x"], ["y"]]})
    _header, rows, lines, batches = read(path)
    assert (rows, lines) == ([["1", "a"], ["2", "b"]], [2, 2])
    assert [batch.part for batch in batches] == [0, 1]
    assert codes(path) == ["sheets_joined", "sheets_ignored"]


def test_parquet_gives_the_text_its_csv_would_hold(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "Order": pa.array([17850.0, None, 2.5]),
            "Id": pa.array([9_007_199_254_740_993, 1, None], pa.int64()),
            "Date": pa.array([datetime(2010, 12, 1, 8, 26)] * 3, pa.timestamp("ns")),  # noqa: DTZ001
            "At": pa.array([datetime(2010, 12, 1, 8, 26, tzinfo=UTC)] * 3, pa.timestamp("us", "UTC")),
            "Name": pa.array(["a", "b", None]).dictionary_encode(),
        }
    )
    path = tmp_path / "o.parquet"
    pq.write_table(table, path)
    header, rows, lines, _batches = read(path)
    assert header == ("Order", "Id", "Date", "At", "Name")
    assert rows[0] == ["17850", "9007199254740993", "2010-12-01 08:26:00", "2010-12-01 08:26:00+00:00", "a"]
    assert [rows[1][0], rows[2][0], rows[2][1], rows[2][4]] == ["", "2.5", "", ""]
    assert lines == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty_file"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "import.old_spreadsheet"),
        (b"%PDF-1.7", "import.foreign_file"),
        (b"<!DOCTYPE html><html>", "import.foreign_file"),
        (b'{"orders": []}', "import.foreign_file"),
        (b"\x1f\x8b broken", "import.broken_file"),
        (b"PK\x03\x04 broken", "import.broken_file"),
        (b"PAR1 broken", "import.broken_file"),
    ],
)
def test_what_is_no_table_is_refused_with_a_fix(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        open_table(file(tmp_path, content), known=lambda _name: False)
    assert caught.value.code == code
    assert caught.value.fix


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.csv"):
        open_table(tmp_path / "nothing.csv", known=lambda _name: False)


def test_a_stray_quote_that_another_closes_lines_later_does_not_swallow_what_is_between(tmp_path: Path) -> None:
    path = file(tmp_path, 'Order,Name,Price\n1,a,2\n2,"b,3\n3,c,4\n4,"d",5\n5,e,6\n')
    _header, rows, _lines, batches = read(path)
    assert rows == [["1", "a", "2"], ["3", "c", "4"], ["4", "d", "5"], ["5", "e", "6"]]
    assert [flaw.line for batch in batches for flaw in batch.flaws] == [3]


def test_known_names_decide_the_delimiter_of_a_short_file(tmp_path: Path) -> None:
    assert read(file(tmp_path, "Order;Name;Price\n;;1,5\n1,5\n"))[0] == ("Order", "Name", "Price")
