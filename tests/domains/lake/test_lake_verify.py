"""`verify` finds what is wrong, says it in words, and finds nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.base import lake, state
from regulars.base.lake import manifest, views


@pytest.fixture
def orders_file(toy, home: Path) -> Path:
    toy.record({"id": 1, "sold_minor": 10}, {"id": 2, "sold_minor": 20}, {"id": 3, "sold_minor": 30})
    toy.sync()
    (file,) = manifest.load(home / "lake").tables["toy_orders"].files
    return home / "lake" / file.path


def words() -> list[str]:
    return [found.words for found in lake.verify().differences]


def test_a_lake_that_agrees_has_no_difference(toy) -> None:
    toy.many(1, 300)
    toy.sync()
    toy.record({"id": 4, "sold_minor": 0}, {"id": 5, "voided": 1})
    toy.sync()

    report = lake.verify()

    assert report.ok, report.differences
    assert report.rows == {"toy_orders": 299, "toy_sales": 298, "toy_buyers": 100}


def test_rows_changed_since_the_sync_wait_and_are_no_difference(toy, orders_file: Path) -> None:
    toy.record({"id": 2, "sold_minor": 99}, {"id": 9})

    report = lake.verify()

    assert report.ok, report.differences
    assert (report.rows["toy_orders"], report.waiting["toy_orders"]) == (2, 2)


def test_a_row_missing_from_the_lake_is_found(toy, orders_file: Path) -> None:
    state.execute("INSERT INTO toy_order SELECT 8, 1, 0, 7, placed_at, shop, 5 FROM toy_order WHERE id = 1")

    assert words() == [
        "toy_orders: 1 rows of the state are missing from the lake (id 8)",
        "toy_orders: id adds up to 6 in the lake and to 14 in the state",
        "toy_orders: customer adds up to 21 in the lake and to 28 in the state",
        "toy_orders: sold_minor adds up to 60 in the lake and to 65 in the state",
    ]


def test_a_row_the_state_lost_is_found(toy, orders_file: Path) -> None:
    state.execute("DELETE FROM toy_order WHERE id = 3")

    assert words()[0] == "toy_orders: 1 rows of the lake are not in the state (id 3)"


def test_a_value_changed_behind_the_back_of_the_door_is_found(toy, orders_file: Path) -> None:
    state.execute("UPDATE toy_order SET shop = 'Worms' WHERE id = 2")

    assert words() == ["toy_orders: 1 rows have other values than in the state (id 2)"]


def test_a_deleted_file_is_found(toy, orders_file: Path) -> None:
    orders_file.unlink()

    assert words() == [f"toy_orders: file data/toy_orders/{orders_file.name} is missing"]


def test_one_changed_byte_is_found(toy, orders_file: Path) -> None:
    content = bytearray(orders_file.read_bytes())
    content[len(content) // 2] ^= 1
    orders_file.write_bytes(content)

    assert words() == [f"toy_orders: file data/toy_orders/{orders_file.name} is not the one that was written"]


def test_a_damaged_manifest_is_found(toy, orders_file: Path, home: Path) -> None:
    path = home / "lake" / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"rows": 3', b'"rows": 4'))

    (found,) = lake.verify().differences

    assert found.kind == "manifest"
    assert "cannot be read" in found.words


def test_a_derived_table_that_lags_behind_is_found(toy, orders_file: Path) -> None:
    toy.cut = 9
    assert words() == ["toy_buyers: was computed by other rules; a sync will compute it again"]


def test_a_derived_table_with_other_values_is_found(toy, orders_file: Path, home: Path) -> None:
    folder = home / "lake"
    before = manifest.load(folder)
    entry = before.tables["toy_sales"]
    path = folder / entry.files[0].path
    with lake.session() as opened:
        opened.execute(
            f"COPY (SELECT * REPLACE (sold_minor + 1 AS sold_minor) FROM read_parquet({views.literal(str(path))})) "
            f"TO {views.literal(str(path))} (FORMAT parquet)"
        )
    import msgspec

    from regulars.base.lake import files

    file = msgspec.structs.replace(entry.files[0], sha256=files.sha256(path), bytes=path.stat().st_size)
    tables = {**before.tables, "toy_sales": msgspec.structs.replace(entry, files=(file,))}
    manifest.publish(folder, msgspec.structs.replace(before, number=2, tables=tables), over=before)

    assert words()[0] == "toy_sales: holds 3 rows, computing it again gives 3 rows or other values"


def test_a_table_declared_after_the_sync_is_said_to_be_missing(toy, orders_file: Path) -> None:
    lake.register(lake.Derived("toy_late", ("toy_orders",), lambda table: table("toy_orders")))

    assert words() == ["toy_late: is not in the lake; a sync will add it"]


def test_rebuild_repairs_what_verify_found(toy, orders_file: Path, clock) -> None:
    orders_file.unlink()
    assert not lake.verify().ok

    lake.rebuild(clock())

    assert lake.verify().ok
    assert toy.sold() == {1: 10, 2: 20, 3: 30}
