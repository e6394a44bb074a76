"""Deaths at every moment of a sync, and readers that never notice one."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import threading
from pathlib import Path

import pytest

from regulars.base import lake
from regulars.base.lake import engine, files, manifest, syncing


class Died(BaseException):
    """Stands for the process being killed: nothing after it runs."""


def snapshot(home: Path) -> tuple[str, bytes]:
    return lake.current_manifest(), (home / "lake" / "manifest.json").read_bytes()


@pytest.mark.parametrize(
    ("place", "name"),
    [(files, "copy"), (files, "seal"), (os, "replace"), (manifest, "publish"), (manifest, "sync_folder")],
)
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_death_at_any_step_leaves_the_old_lake_or_the_new_one(
    toy, home: Path, monkeypatch: pytest.MonkeyPatch, place: object, name: str, at: int
) -> None:
    toy.record({"id": 1, "sold_minor": 1}, {"id": 2, "sold_minor": 2})
    toy.sync()
    before = snapshot(home)
    toy.record({"id": 2, "sold_minor": 22}, {"id": 3, "sold_minor": 3})
    real, calls = getattr(place, name), iter(range(1, 100))

    def deadly(*args: object, **kwargs: object) -> object:
        if next(calls) == at:
            raise Died
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(place, name, deadly)
        with contextlib.suppress(Died):
            toy.sync()
    published = snapshot(home) != before
    assert toy.sold() == ({1: 1, 2: 22, 3: 3} if published else {1: 1, 2: 2})

    toy.sync()

    assert toy.sold() == {1: 1, 2: 22, 3: 3}
    assert lake.verify().ok
    kept = manifest.load(home / "lake")
    on_disk = {path.relative_to(home / "lake").as_posix() for path in (home / "lake" / "data").glob("*/*")}
    assert on_disk == kept.paths() | {old.path for old in kept.retired}
    assert not list((home / "lake" / files.PARTIAL).glob("*"))


def test_a_death_between_the_files_and_the_manifest_changes_nothing_readers_see(
    toy, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.record({"id": 1, "sold_minor": 1})
    toy.sync()
    before = snapshot(home)
    toy.record({"id": 1, "sold_minor": 2})

    def die(*_args: object, **_kwargs: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(manifest, "replace_file", die)
        with pytest.raises(Died):
            toy.sync()

    assert snapshot(home) == before
    assert toy.sold() == {1: 1}
    strays = {path.name for path in (home / "lake" / "data" / "toy_orders").iterdir()}
    assert len(strays) > 1  # the new file is there and belongs to nobody

    report = toy.sync()

    assert report.published
    assert toy.sold() == {1: 2}


def test_readers_see_whole_snapshots_during_thirty_swaps(toy, home: Path) -> None:
    """Each snapshot moves money between two orders and keeps the total: a torn read would add up to another one."""
    seen: list[tuple[str, int, int]] = []
    errors: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                with lake.session() as opened:
                    orders, buyers = opened.table("toy_orders"), opened.table("toy_buyers")
                    by_order = opened.value(orders.sold_minor.sum())
                    by_buyer = opened.value(buyers.sold_minor.sum())
                    seen.append((opened.manifest, by_order, by_buyer))
        except BaseException as error:
            errors.append(error)

    toy.record(*({"id": number, "sold_minor": 100} for number in range(1, 101)))
    toy.sync()
    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    published, moved = set(), {}
    for swap in range(1, 31):
        before = dict.fromkeys(moved, 100)
        moved = {swap: 100 + swap, swap + 50: 100 - swap}
        toy.record(*({"id": number, "sold_minor": sold} for number, sold in (before | moved).items()))
        published.add(toy.sync().manifest)
    stop.set()
    for reader in readers:
        reader.join()

    assert not errors, errors
    assert len(published) == 30
    assert {(by_order, by_buyer) for _, by_order, by_buyer in seen} == {(10_000, 10_000)}
    assert len(seen) > 30
    assert len(engine.engine()._tables) <= 5  # schemas of retired snapshots are dropped


def test_a_pinned_reader_keeps_its_rows_while_the_lake_moves_on(toy) -> None:
    toy.record({"id": 1, "sold_minor": 1})
    toy.sync()
    with lake.session() as opened:
        orders = opened.table("toy_orders")
        before = opened.manifest

        toy.record({"id": 1, "sold_minor": 2})
        toy.sync()

        assert opened.manifest == before
        assert [row["sold_minor"] for row in opened.rows(orders)] == [1]
        with lake.session() as inner:
            assert inner is opened
    assert toy.sold() == {1: 2}


def test_the_unfinished_file_of_a_refused_row_is_removed(toy, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "BATCH_ROWS", 2)
    monkeypatch.setattr(files, "GROUP_ROWS", 2)
    toy.record({"id": 1}, {"id": 2}, {"id": 3}, {"id": 4, "customer": 2**62})
    real = toy.orders()

    def refuse_four(config):
        row = real.convert(config)
        return lambda raw: row(raw) if raw[0] != 4 else ("four", *row(raw)[1:])

    lake.registry.tables["toy_orders"] = dataclasses.replace(real, convert=refuse_four)

    with pytest.raises(ValueError, match=r"toy_orders\.id"):
        toy.sync()

    assert not list((home / "lake" / files.PARTIAL).glob("*"))
    assert toy.sold() == {}
