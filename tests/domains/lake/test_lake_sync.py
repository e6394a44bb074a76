"""What a sync makes readable: newest versions, local dates, no tombstones; and what it leaves alone."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from regulars.base import lake, state
from regulars.base.lake import files, manifest
from regulars.kit.errors import Conflict

LATE_EVENING = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # half past midnight on April 1 in Berlin


def test_a_recorded_row_is_readable_after_a_sync_with_its_local_date(toy) -> None:
    toy.record({"id": 1, "at": LATE_EVENING})

    report = toy.sync()

    assert (report.published, report.rows, report.upto) == (True, {"toy_orders": 1}, 1)
    assert toy.seen() == [
        {
            "id": 1,
            "changed_seq": 1,
            "deleted": False,
            "customer": 7,
            "placed_at": LATE_EVENING,
            "placed_on": date(2026, 4, 1),
            "hour": 0,
            "shop": "Mainz",
            "sold_minor": 1_000,
        }
    ]


def test_before_the_first_sync_every_table_has_its_columns_and_no_rows(toy) -> None:
    with lake.session() as opened:
        orders, buyers = opened.table("toy_orders"), opened.table("toy_buyers")
        assert list(orders.columns) == [column.name for column in toy.orders().columns]
        assert list(buyers.columns) == ["customer", "orders", "sold_minor", "last_on"]
        assert opened.rows(orders) == opened.rows(buyers) == []
        assert opened.manifest == "empty"


def test_an_update_replaces_and_a_tombstone_removes(toy) -> None:
    toy.record({"id": 1, "sold_minor": 10}, {"id": 2, "sold_minor": 20}, {"id": 3, "sold_minor": 30})
    toy.sync()

    toy.record({"id": 2, "sold_minor": 25})
    toy.record({"id": 3, "voided": 1})
    toy.sync()

    assert toy.sold() == {1: 10, 2: 25}


def test_a_removed_row_may_come_back(toy) -> None:
    toy.record({"id": 1, "sold_minor": 10})
    toy.sync()
    toy.record({"id": 1, "voided": 1})
    toy.sync()
    toy.record({"id": 1, "sold_minor": 11})
    toy.sync()

    assert toy.sold() == {1: 11}


def test_a_tombstone_for_a_row_never_exported_leaves_no_trace(toy) -> None:
    toy.record({"id": 1, "voided": 1}, {"id": 2, "sold_minor": 20})
    toy.sync()

    assert toy.sold() == {2: 20}


def test_a_row_recorded_late_for_an_early_day_is_exported(toy) -> None:
    toy.record({"id": 10, "sold_minor": 1})
    toy.sync()
    toy.record({"id": 11, "sold_minor": 2, "at": datetime(2019, 1, 1, tzinfo=UTC)}, {"id": 3, "sold_minor": 3})
    toy.sync()

    assert toy.sold() == {3: 3, 10: 1, 11: 2}


def test_rows_above_the_horizon_wait_for_the_next_sync(toy, monkeypatch: pytest.MonkeyPatch) -> None:
    toy.record({"id": 1})
    toy.record({"id": 2})
    monkeypatch.setattr(state, "horizon", lambda: 1)
    toy.sync()
    assert list(toy.sold()) == [1]

    monkeypatch.setattr(state, "horizon", lambda: 2)
    toy.sync()
    assert list(toy.sold()) == [1, 2]


def test_a_sync_without_news_publishes_nothing(toy) -> None:
    toy.record({"id": 1})
    first = toy.sync()

    second = toy.sync()

    assert (second.published, second.manifest, second.computed) == (False, first.manifest, ())


def test_a_changed_zone_exports_everything_again(toy) -> None:
    toy.record({"id": 1, "at": LATE_EVENING})
    toy.sync()
    assert toy.seen()[0]["placed_on"] == date(2026, 4, 1)

    toy.zone = "America/New_York"
    report = toy.sync()

    assert report.exported_anew == ("toy_orders",)
    assert (toy.seen()[0]["placed_on"], toy.seen()[0]["hour"]) == (date(2026, 3, 31), 18)


def test_a_changed_config_computes_only_the_tables_that_use_it(toy) -> None:
    toy.record({"id": 1})
    assert toy.sync().computed == ("toy_sales", "toy_buyers")

    toy.cut = 6
    report = toy.sync()

    assert (report.computed, report.exported_anew) == (("toy_buyers",), ())


def test_derived_tables_follow_their_inputs_and_keep_whole_numbers(toy) -> None:
    toy.record({"id": 1, "sold_minor": 2**60}, {"id": 2, "sold_minor": 1}, {"id": 3, "customer": 8, "sold_minor": 0})
    toy.sync()

    with lake.session() as opened:
        buyers = opened.table("toy_buyers")
        assert str(buyers.schema()["sold_minor"]) == "int64"
        assert opened.rows(buyers) == [
            {"customer": 7, "orders": 2, "sold_minor": 2**60 + 1, "last_on": date(2026, 6, 15)}
        ]


def test_a_row_that_does_not_fit_names_its_column(toy) -> None:
    toy.record({"id": 1, "shop": "Mainz"})
    toy.orders()
    lake.registry.tables["toy_orders"] = lake.Dataset(
        "toy_orders", toy.orders().columns, SELECT_WRONG, convert=None, config=None
    )

    with pytest.raises(ValueError, match=r"toy_orders\.sold_minor"):
        toy.sync()


SELECT_WRONG = (
    "SELECT id, changed_seq, voided, customer, placed_at, '2026-01-01', 0, shop, 'ten' FROM toy_order "
    "WHERE changed_seq > %s AND changed_seq <= %s"
)


def test_a_query_that_answers_an_id_twice_is_refused(toy) -> None:
    toy.record({"id": 1})
    twice = SELECT_TWICE
    lake.registry.tables["toy_orders"] = lake.Dataset("toy_orders", toy.orders().columns[:2], twice)
    lake.registry.tables.pop("toy_sales")
    lake.registry.tables.pop("toy_buyers")

    with pytest.raises(ValueError, match="same id came twice"):
        toy.sync()


SELECT_TWICE = (
    "SELECT o.id, o.changed_seq FROM toy_order o, (SELECT 1 AS n UNION SELECT 2) AS two "
    "WHERE o.changed_seq > %s AND o.changed_seq <= %s"
)


def test_the_second_of_two_syncs_at_once_says_so_and_does_nothing(toy, home: Path) -> None:
    toy.record({"id": 1})
    with manifest.exclusive(home / "lake"), pytest.raises(Conflict) as caught:
        toy.sync()

    assert caught.value.code == "lake.sync_running"
    assert toy.sold() == {}


def test_a_manifest_is_not_published_over_another(toy, home: Path) -> None:
    toy.record({"id": 1})
    before = manifest.load(home / "lake")
    toy.sync()

    with pytest.raises(Conflict) as caught:
        manifest.publish(home / "lake", manifest.Manifest(number=1), over=before)

    assert caught.value.code == "lake.published_meanwhile"


def test_deleting_the_lake_loses_nothing(toy, home: Path) -> None:
    toy.many(1, 50)
    toy.record({"id": 3, "voided": 1})
    toy.sync()
    before = toy.seen()

    (home / "lake" / "manifest.json").unlink()
    toy.sync()

    assert toy.seen() == before


def test_a_snapshot_id_never_stands_for_other_rows_even_when_numbers_start_again(toy, home: Path) -> None:
    toy.record({"id": 1, "sold_minor": 1})
    first = toy.sync().manifest
    (home / "lake" / "manifest.json").unlink()
    toy.record({"id": 1, "sold_minor": 2})

    assert toy.sync().manifest != first
    assert toy.sold() == {1: 2}


def test_rebuild_exports_everything_and_replaces_a_damaged_manifest(toy, home: Path) -> None:
    toy.many(1, 20)
    toy.sync()
    before = toy.seen()
    (home / "lake" / "manifest.json").write_bytes(b'{"format": 1, "num')

    report = lake.rebuild(datetime(2026, 6, 16, tzinfo=UTC))

    assert report.rows == {"toy_orders": 20}
    assert toy.seen() == before


def test_a_database_put_back_from_a_backup_is_exported_again(toy, monkeypatch: pytest.MonkeyPatch) -> None:
    toy.record({"id": 1, "sold_minor": 1})
    toy.record({"id": 2, "sold_minor": 2})
    toy.sync()
    state.execute("DELETE FROM toy_order WHERE id = 2")  # the older backup knows nothing of order 2
    toy.seq = 1

    assert toy.sync().exported_anew == ("toy_orders",)
    assert toy.sold() == {1: 1}


def test_files_of_older_snapshots_live_through_the_grace_period(toy, home: Path) -> None:
    toy.record({"id": 1})
    toy.sync()
    first = manifest.load(home / "lake").paths()
    toy.zone = "UTC"
    lake.sync(toy_now())
    old = first - manifest.load(home / "lake").paths()
    assert len(old) == 1  # the derived tables came out the same, byte by byte, and keep their files
    assert all((home / "lake" / path).exists() for path in old)

    report = lake.sync(toy_now() + files.GRACE)

    assert report.removed_files == len(old)
    assert not any((home / "lake" / path).exists() for path in old)


def toy_now() -> datetime:
    return datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


def test_many_small_syncs_leave_few_files_and_the_rows_of_the_state(toy, home: Path) -> None:
    seed = random.Random(5)
    expected: dict[int, int] = {}
    for step in range(60):
        rows = []
        for _ in range(seed.randint(1, 12)):
            number, dead = seed.randint(1, 150), seed.random() < 0.2
            rows.append({"id": number, "sold_minor": step * 100 + number, "voided": int(dead)})
        for row in {row["id"]: row for row in rows}.values():
            toy.record(row)
            expected.pop(row["id"], None)
            if not row["voided"]:
                expected[row["id"]] = row["sold_minor"]
        lake.sync(toy_now() + timedelta(minutes=step))
        assert toy.sold() == expected, step
        entry = manifest.load(home / "lake").tables["toy_orders"]
        assert len(entry.files) <= 9
        assert entry.live_rows == len(expected)


@pytest.mark.parametrize("sort", [("id",), ("customer", "id")])
def test_rows_are_sorted_within_the_file_also_when_they_do_not_fit_memory(
    toy, home: Path, monkeypatch: pytest.MonkeyPatch, sort: tuple[str, ...]
) -> None:
    import pyarrow.parquet as pq

    from regulars.base.lake import syncing

    monkeypatch.setattr(files, "GROUP_ROWS", 100)
    monkeypatch.setattr(syncing, "BATCH_ROWS", 40)
    toy.many(500, 250)
    toy.many(1, 250)  # later, with smaller ids
    lake.registry.tables["toy_orders"] = lake.Dataset(
        "toy_orders", toy.orders().columns, toy.orders().select, toy.orders().convert, toy.orders().config, sort
    )
    toy.sync()

    (file,) = manifest.load(home / "lake").tables["toy_orders"].files
    rows = pq.read_table(home / "lake" / file.path, columns=["customer", "id"]).to_pylist()
    keys = [tuple(row[name] for name in sort) for row in rows]
    assert keys == sorted(keys)
    assert len(keys) == file.rows == 500
    assert sorted(toy.sold()) == [*range(1, 251), *range(500, 750)]
