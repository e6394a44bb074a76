"""Files that mean harm, or were made without care: each is read, or refused in words; none takes the process down."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from regulars.edges.imports import staging
from regulars.edges.imports.layouts.fields import FIELDS
from regulars.edges.imports.reading import containers, header, open_table
from regulars.edges.imports.service.inspecting import is_known_name
from regulars.kit.errors import Refused

HEADER = "Order ID,Date,Email,Name,Product,Qty,Price\n"
BODY = "".join(f"{n},2024-03-{n:02d} 10:00,b{n}@example.com,Buyer {n},Tea,1,9.50\n" for n in range(1, 21))
Change = Callable[[bytes], bytes]


def file(tmp_path: Path, content: bytes, name: str = "orders.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    """The code a file is refused with, whether on opening or while its rows are read."""
    with pytest.raises(Refused) as problem:
        for _batch in open_table(path, known=is_known_name).batches():
            pass
    assert str(problem.value.fix)
    return problem.value.code


def workbook(change: Change = bytes, member: str = "xl/worksheets/sheet1.xml") -> bytes:
    from openpyxl import Workbook

    book, saved, changed = Workbook(), io.BytesIO(), io.BytesIO()
    sheet: Any = book.active
    sheet.append(HEADER.strip().split(","))
    for number in range(1, 6):
        sheet.append([number, datetime(2024, 3, number), "b@example.com", "B", "Tea", 1, 9.5])  # noqa: DTZ001
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == member else source.read(name))
    return changed.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b" \n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 5_000, gzip.compress(b"")],
    ids=["empty", "blank", "mark", "wide mark", "nulls", "gzip of nothing"],
)
def test_a_file_that_holds_nothing_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    assert refused(file(tmp_path, content)) == "import.empty_file"


def test_a_line_too_long_to_be_one_is_refused_before_anything_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "LINE_MAX", 100_000)
    assert refused(file(tmp_path, HEADER.encode() + b"x" * 100_001)) == "import.line_too_long"
    assert refused(file(tmp_path, gzip.compress(b"x" * 2_000_000))) == "import.line_too_long"
    lines = open_table(file(tmp_path, (HEADER + BODY * 200).encode()), known=is_known_name)
    assert sum(len(batch.lines) for batch in lines.batches()) == 4_000


def test_an_archive_that_unpacks_beyond_reason_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "FREE_BYTES", 1 << 20)
    zeros = b"0,0,0\n" * 500_000
    assert refused(file(tmp_path, gzip.compress(zeros))) == "import.bomb"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", zeros)
    assert refused(file(tmp_path, packed.getvalue())) == "import.bomb"
    assert refused(file(tmp_path, workbook(lambda xml: xml + b" " * 4_000_000))) == "import.bomb"


def test_more_columns_than_a_table_has_are_refused(tmp_path: Path) -> None:
    wide = ",".join(f"c{n}" for n in range(header.COLUMNS_MAX + 1))
    assert refused(file(tmp_path, f"{wide}\n{wide}\n".encode())) == "import.too_wide"
    assert refused(file(tmp_path, b"x," * 1_000_000)) == "import.too_wide"


@pytest.mark.parametrize("at", [30, 200, -40])
def test_a_damaged_gzip_is_said_to_be_damaged_wherever_it_shows(tmp_path: Path, at: int) -> None:
    rows = "".join(f"{n},2024-03-01,{zlib.crc32(b'%d' % n)},B,Tea,1,9.50\n" for n in range(20_000))
    packed = gzip.compress((HEADER + rows).encode())
    broken = packed[:at] + b"\x00\xff" * 20 + packed[at:][40:]
    assert refused(file(tmp_path, broken)) == "import.broken_file"
    assert refused(file(tmp_path, packed[:-40])) == "import.broken_file"
    assert refused(file(tmp_path, gzip.compress(packed))) == "import.wrapped_file"


def _amplified(xml: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8))
    kind = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">' + entities + b"]>"
    return xml.replace(b"<worksheet", kind + b"<worksheet", 1).replace(b"<v>1</v>", b"<v>&i;</v>", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: b"<nothing",
        lambda xml: xml.replace(b"<v>2</v>", b"<v>abc</v>"),
        lambda xml: xml.replace(b'<row r="3"', b'<row r="99999999999"', 1),
        _amplified,
    ],
    ids=["cut", "no xml", "no number", "row past the end", "entities"],
)
def test_a_damaged_or_forged_workbook_is_said_to_be_damaged(tmp_path: Path, change: Change) -> None:
    assert refused(file(tmp_path, workbook(change))) == "import.broken_file"


def test_a_workbook_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    batches = list(open_table(file(tmp_path, workbook(), "orders.csv"), known=is_known_name).batches())
    assert sum(len(batch.lines) for batch in batches) == 5


def test_a_workbook_with_broken_bytes_or_a_password_is_refused(tmp_path: Path) -> None:
    good = workbook()
    assert refused(file(tmp_path, good[:-200])) == "import.broken_file"
    flipped = good[:1_500] + bytes(byte ^ 255 for byte in good[1_500:1_520]) + good[1_520:]
    assert refused(file(tmp_path, flipped)) == "import.broken_file"
    locked = bytearray(good)
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    assert refused(file(tmp_path, bytes(locked))) == "import.locked_file"


def test_damage_in_a_page_of_a_parquet_file_is_said_as_such(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    saved = io.BytesIO()
    pq.write_table(pa.table({"Order ID": [str(n) for n in range(5_000)], "Price": [1.5] * 5_000}), saved)
    good = saved.getvalue()
    flipped = good[:300] + bytes(byte ^ 255 for byte in good[300:340]) + good[340:]
    assert refused(file(tmp_path, flipped)) == "import.broken_file"
    assert refused(file(tmp_path, good[: len(good) // 2])) == "import.broken_file"


def test_parquet_instants_outside_the_calendar_are_cells_and_no_reason_to_stop(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"Order ID": ["1", "2"], "Date": pa.array([2**62, 0], pa.timestamp("us"))}), path)
    (batch,) = open_table(path, known=is_known_name).batches()
    assert batch.columns[1] == [str(2**62), "1970-01-01"]


def test_names_that_come_twice_never_take_the_name_of_another_column(tmp_path: Path) -> None:
    path = file(tmp_path, b"Order,Price,Price,Price (2),Price\n1,2,3,4,5\n")
    names = open_table(path, known=is_known_name).description.header
    assert names == ("Order", "Price", "Price (3)", "Price (2)", "Price (4)")


def test_files_strung_together_repeat_their_header_behind_a_mark(tmp_path: Path) -> None:
    one = "\ufeff" + HEADER + BODY
    batches = list(open_table(file(tmp_path, (one + one).encode()), known=is_known_name).batches())
    assert sum(len(batch.lines) for batch in batches) == 40
    assert sum(batch.repeated_headers for batch in batches) == 1


def test_a_quote_that_the_last_row_never_closes_is_a_flaw_and_no_order_without_lines(tmp_path: Path) -> None:
    last = '99,2024-03-03,a@example.com,"Open,Tea,1,9.50\n'
    batches = list(open_table(file(tmp_path, (HEADER + BODY + last).encode()), known=is_known_name).batches())
    assert [(flaw.line, flaw.code) for batch in batches for flaw in batch.flaws] == [(22, "open_quote")]
    assert sum(len(batch.lines) for batch in batches) == 20


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path, (HEADER + BODY).encode())

    def grow(_rows: int) -> None:
        os.truncate(path, 200)

    with pytest.raises(Refused, match="changed while it was read") as problem:
        staging.stage(path, is_known_name, grow)
    assert problem.value.code == "import.file_changed"
    staging.clear(staging.stage(path, is_known_name))


def test_a_file_nobody_may_read_is_refused_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_path: Path) -> tuple[str, int]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(staging, "fingerprint", denied)
    with pytest.raises(Refused, match="Permission denied") as problem:
        staging.stage(file(tmp_path, b"a,b\n"), is_known_name)
    assert problem.value.code == "import.no_access"


def test_a_file_name_that_is_no_text_is_kept_as_text(tmp_path: Path) -> None:
    path = file(tmp_path, (HEADER + BODY).encode(), os.fsdecode(b"caf\xe9.csv"))
    staged = staging.stage(path, is_known_name)
    assert staged.file_name == "caf?.csv"
    staging.clear(staged)


def test_two_stagings_of_one_file_do_not_write_into_each_other(tmp_path: Path) -> None:
    path = file(tmp_path, (HEADER + BODY).encode())
    second: list[staging.Staged] = []

    def meanwhile(_rows: int) -> None:
        if not second:
            second.append(second_one())

    def second_one() -> staging.Staged:
        import threading

        found: list[staging.Staged] = []
        thread = threading.Thread(target=lambda: found.append(staging.stage(path, is_known_name)))
        thread.start()
        thread.join()
        return found[0]

    first = staging.stage(path, is_known_name, meanwhile)
    assert first.rows == second[0].rows == 20
    assert staging.sample(first, 5)["Order ID"] == ("1", "2", "3", "4", "5")
    staging.clear(first)


def test_numbers_no_database_could_hold_are_rejected_row_by_row(read: Callable[..., Any]) -> None:
    found = read(
        [
            ["Order ID", "Date", "Email", "Product", "Qty", "Price"],
            ["1", "2024-03-01", "a@example.com", "Tea", "1", "4006381333931"],
            ["2", "2024-03-01", "a@example.com", "Tea", "999999999", "999999999"],
            ["3", "2024-03-01", "a@example.com", "Tea", "1", "1e999999999"],
            ["4", "2024-03-01", "a@example.com", "Tea", "1", "12.50"],
        ]
    )
    assert [(one["line"], one["column"]) for one in found.rejects] == [(2, "Price"), (3, "Qty"), (4, "Price")]
    assert [one.external_id for one in found.facts] == ["4"]


@pytest.mark.parametrize("nonsense", ["²²²²²²²²²²", "9" * 30, "1700000000.²"])
def test_counts_of_seconds_that_are_no_dates_are_rejected(read: Callable[..., Any], nonsense: str) -> None:
    rows = [[str(n), str(1_700_000_000 + n), "a@example.com", "Tea", "1", "2"] for n in range(20)]
    found = read(
        [["Order ID", "Date", "Email", "Product", "Qty", "Price"], *rows, ["x", nonsense, "", "Tea", "1", "2"]]
    )
    assert [(one["line"], one["column"]) for one in found.rejects] == [(22, "Date")]
    assert len(found.facts) == 20


def test_a_column_keeps_its_name_s_meaning_although_half_its_cells_are_junk(read: Callable[..., Any]) -> None:
    prices = ["9.50", "free", "12.00", "n.a.", "8.00", "??"]
    rows = [[str(n), "2024-03-01", "a@example.com", "Tea", "1", price] for n, price in enumerate(prices)]
    found = read([["Order ID", "Date", "Email", "Product", "Qty", "Price"], *rows])
    assert found.decided.plan.mapping["unit_price"] == ("Price",)
    assert [one["value"] for one in found.rejects if one["value"]] == ["free", "??"]


def test_a_german_till_s_columns_are_understood(read: Callable[..., Any]) -> None:
    found = read(
        "Menge;Einzelpreis;Artikel;Belegnr;Datum;MwSt\n"
        "2;4,50;Kaffee Crema;000123;13.02.2024 10:15;19 %\n"
        "1;1,20;Brezel;000123;13.02.2024 10:15;7 %\n"
        "3;1.002,00;Maschine;000124;13.02.2024 11:00;19 %\n"
    )
    assert {name: found.decided.plan.mapping.get(name) for name in ("quantity", "unit_price", "product", "tax")} == {
        "quantity": ("Menge",), "unit_price": ("Einzelpreis",), "product": ("Artikel",), "tax": None,
    }  # fmt: skip
    assert [(one.external_id, [line.unit_price_micros for line in one.lines]) for one in found.facts] == [
        ("000123", [4_500_000, 1_200_000]),
        ("000124", [1_002_000_000]),
    ]


def test_an_article_column_of_numbers_is_the_article_number(read: Callable[..., Any]) -> None:
    found = read("Belegnr;Datum;Artikel;Menge;Einzelpreis\n1;13.02.2024;4006381333931;1;4,50\n")
    assert found.decided.plan.mapping["sku"] == ("Artikel",)
    assert "sku" in FIELDS["orders"]


def test_ids_too_long_to_be_told_apart_are_rejected(read: Callable[..., Any]) -> None:
    rows = [[number, "2024-03-01", "a@example.com", "Tea", "1", "2"] for number in ("9" * 120, "9" * 121, "9" * 122)]
    found = read([["Order ID", "Date", "Email", "Product", "Qty", "Price"], *rows])
    assert [one.external_id for one in found.facts] == ["9" * 120]
    assert [(one["line"], one["reason"]) for one in found.rejects] == [
        (line, "The id has more than 120 letters and digits.") for line in (3, 4)
    ]


def test_names_cannot_steer_a_terminal_and_keep_their_writing(read: Callable[..., Any]) -> None:
    names = {"\x1b[2J\x07Ana": "[2JAna", "شركة": "شركة", "👩🏽‍🚀 Zoë\u00a0K": "👩🏽‍🚀 Zoë\u00a0K", "a\u0000b": "ab"}
    rows = [[n, "2024-03-01", f"{n}@example.com", name, "Tea", "1", "2"] for n, name in enumerate(names)]
    found = read([["Order ID", "Date", "Email", "Name", "Product", "Qty", "Price"], *rows])
    assert [one.person.name for one in found.facts] == list(names.values())
