"""The archive: what is old leaves the log whole, in order, provably unchanged, and comes back when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from regulars.base import lake
from regulars.base.activity import Fact, archive, forgetting, readers, record_many, sealing
from regulars.base.activity.models import Activity, Archive, Seal
from regulars.base.activity.readers import Reader
from regulars.base.lake import Session
from regulars.base.state import Act, verb, write
from regulars.domains.orders.events import OrderPaid
from regulars.edges.audit import service
from regulars.kit import clock as clocks
from regulars.kit.errors import Conflict

pytestmark = pytest.mark.django_db
EVERYTHING = (2**62, 2**62)


def act() -> Act:
    return Act.by("cli", "file")


@verb
def pay(act: Act, first: int, count: int) -> None:
    record_many(act, [Fact(OrderPaid(one, 500, "EUR"), one % 7, f"order:{one}") for one in range(first, first + count)])


@pytest.fixture
def old(clock: Any) -> Any:
    """Twelve entries of two years ago and three of today, sealed."""
    write(pay, act(), 0, 12)
    clock.advance(days=730)
    write(pay, act(), 12, 3)
    sealing.seal_all(act())
    return clock


def long_ago() -> datetime:
    return clocks.now() - timedelta(days=400)


def archive_all() -> int:
    rows = archive.archive_next(act(), long_ago(), EVERYTHING)
    archive.prune(act())
    return rows


def test_what_is_older_than_the_window_leaves_the_log_and_the_chain_goes_through_both(old: Any) -> None:
    before = sealing.verify_chain()
    assert archive_all() == 12
    assert (Activity.objects.count(), Seal.objects.count()) == (3, 3)
    after = sealing.verify_chain()
    assert (after.checked, after.broken) == (15, 0)
    assert after.head_hash == before.head_hash
    assert not archive.has_rows_before(long_ago())


def test_new_rows_are_chained_to_the_archive_when_all_of_the_log_has_left(old: Any) -> None:
    old.advance(days=730)
    assert archive_all() == 15
    assert Seal.objects.count() == 0
    write(pay, act(), 20, 2)
    assert sealing.seal_all(act()) == 2
    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == [16, 17]
    assert sealing.verify_chain().broken == 0


def test_several_files_follow_each_other_without_a_gap(old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FILE_ROWS", 5)
    while archive.archive_next(act(), long_ago(), EVERYTHING):
        archive.prune(act())
    assert [(one.first_seq, one.last_seq) for one in archive.list_archives()] == [(1, 5), (6, 10), (11, 12)]
    assert sealing.verify_chain().broken == 0
    assert sealing.hash_of_link(7) == bytes(_hash(7)).hex()


def _hash(seq: int) -> Any:
    place = archive.STORED.index("hash")
    return next(
        row[place] for one in archive.list_archives() for batch in archive.links(one) for row in batch if row[0] == seq
    )


def test_nothing_leaves_that_a_reader_or_the_lake_has_still_to_see(old: Any) -> None:
    fourth = Seal.objects.get(seq=4)
    assert archive.archive_next(act(), long_ago(), (fourth.changed_seq, fourth.activity)) == 4
    assert archive.archive_next(act(), long_ago(), (fourth.changed_seq, fourth.activity)) == 0


def test_a_damaged_file_is_found_and_keeps_the_log_from_being_pruned(old: Any) -> None:
    archive.archive_next(act(), long_ago(), EVERYTHING)
    path = archive.list_archives()[0].path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Conflict, match="was changed"):
        archive.prune(act())
    assert Activity.objects.count() == 15
    assert any("was changed" in one for one in sealing.verify_chain().breaches)
    path.unlink()
    assert any("cannot be read" in one for one in sealing.verify_chain().breaches)


def test_an_interrupted_pruning_goes_on_and_what_an_interruption_left_is_swept(old: Any) -> None:
    archive.archive_next(act(), long_ago(), EVERYTHING)
    one = archive.list_archives()[0]
    Activity.objects.filter(pk__in=Seal.objects.filter(seq__lte=5).values("activity")).delete()
    Seal.objects.filter(seq__lte=5).delete()
    stray = one.path.with_name("000000000099-000000000100.parquet")
    stray.write_bytes(b"half")
    assert sealing.verify_chain().broken == 0
    assert archive.prune(act()) == 7
    archive.sweep()
    assert not stray.exists()
    assert sealing.verify_chain().broken == 0


def test_a_forgotten_person_is_in_no_file_afterwards_and_the_chain_holds(old: Any) -> None:
    archive_all()
    assert archive.forget_in_archive(act(), [3]) == 2
    (one,) = archive.list_archives()
    place = archive.STORED.index("customer")
    rows = [row for batch in archive.links(one) for row in batch]
    assert 3 not in {row[place] for row in rows}
    assert b"order:3" not in b"".join(path.read_bytes() for path in one.path.parent.iterdir())
    assert len(list(one.path.parent.iterdir())) == 1
    report = sealing.verify_chain()
    assert (report.erased, report.broken) == (2, 0)
    assert (archive.rewritings(), Archive.objects.get().rewritten) == (1, 1)


@pytest.fixture
def behind() -> Iterator[None]:
    """A reader that has seen nothing yet."""
    readers.register(Reader("behind", lambda act, row: None, from_start=True))
    readers.run_reader(act(), "behind")
    write(_set_to_start, act())
    yield
    readers.unregister("behind")


@verb
def _set_to_start(act: Act) -> None:
    readers.set_back(act, "behind", 1)


def lake_rows() -> list[tuple[int, int, str]]:
    with lake.session() as opened:
        return _rows(opened)


def _rows(opened: Session) -> list[tuple[int, int, str]]:
    table = opened.table("activity_order_paid")
    return [(row["id"], row["data_order"], str(row["occurred_on"])) for row in opened.rows(table.order_by("id"))]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_lake_built_anew_holds_what_the_archive_holds(old: Any) -> None:
    lake.sync(clocks.now())
    before = lake_rows()
    assert service.archive_log(act()) == 12
    assert lake.rebuild(clocks.now()).rows["activity_order_paid"] == 15
    assert lake_rows() == before
    assert lake.verify().differences == ()


@pytest.mark.django_db(transaction=True)
def test_the_lake_forgets_who_was_forgotten_in_the_archive(old: Any) -> None:
    lake.sync(clocks.now())
    service.archive_log(act())
    write(forgetting.forget_customers, act(), [3])
    archive.forget_in_archive(act(), [3])
    lake.sync(clocks.now())
    with lake.session() as opened:
        table = opened.table("activity_order_paid")
        assert opened.value(table.filter(table.customer == 3).count()) == 0
        assert opened.value(table.count()) == 15


@pytest.mark.django_db(transaction=True)
def test_the_run_waits_for_the_lake_and_for_readers(old: Any, behind: None) -> None:
    assert service.archive_log(act()) == 0  # the lake has seen nothing
    lake.sync(clocks.now())
    assert service.archive_log(act()) == 0  # the reader has seen nothing
    readers.run_reader(act(), "behind")
    assert service.archive_log(act()) == 12
    assert Activity.objects.filter(kind="activity.archived").get().data == {"rows": 12}


def test_a_days_work_is_done_once(old: Any) -> None:
    assert archive.has_rows_before(long_ago())
    archive_all()
    assert archive.archive_next(act(), long_ago(), EVERYTHING) == 0
    assert archive.prune(act()) == 0


def test_an_ordinary_sync_opens_no_file_of_the_archive(old: Any) -> None:
    archive_all()
    last = Archive.objects.get().last_changed_seq
    for one in archive.list_archives():
        one.path.unlink()
    assert list(archive.rows_of_kind("order.paid", last, 2**62)) == []
    with pytest.raises(FileNotFoundError):
        list(archive.rows_of_kind("order.paid", last - 1, 2**62))
