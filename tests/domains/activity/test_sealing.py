"""Sealing: each committed row has its place once, and a later change of the past is found and named (L5, L10, S5)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from regulars.base.activity import Fact, forgetting, record, record_many, sealing
from regulars.base.activity.models import Activity, Seal
from regulars.base.state import Act, execute, verb, write
from regulars.domains.orders.events import OrderCanceled, OrderPaid

AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def act() -> Act:
    return Act.by("cli", "file").on(AT)


@verb
def happen(act: Act, count: int, customer: int | None = 1) -> None:
    record_many(act, [Fact(OrderPaid(one, 500, "EUR"), customer, f"order:{one}", AT) for one in range(count)])
    record(act, OrderCanceled(1), customer=customer, dedup=f"{count}:{customer}")


def sealed(count: int = 5) -> None:
    write(happen, act(), count)
    assert sealing.seal_all(act()) == count + 1


def test_every_row_gets_the_next_number_without_a_gap_and_only_once() -> None:
    sealed(3)
    sealed(2)
    assert sealing.seal_all(act()) == 0
    assert list(Seal.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6, 7]
    assert list(Seal.objects.order_by("seq").values_list("activity", flat=True)) == list(
        Activity.objects.order_by("changed_seq", "id").values_list("id", flat=True)
    )


def test_sealing_in_small_steps_makes_the_same_chain() -> None:
    write(happen, act(), 5)
    steps = [write(sealing.seal, act(), 4) for _ in range(3)]
    assert steps == [4, 2, 0]
    assert sealing.verify_chain().broken == 0


def test_an_untouched_log_verifies_and_says_what_waits_for_the_sealer() -> None:
    sealed()
    write(happen, act(), 2, 9)
    report = sealing.verify_chain()
    assert (report.checked, report.unsealed, report.broken, report.breaches) == (6, 3, 0, ())
    assert (report.head_seq, report.head_hash) == sealing.chain_head()
    assert sealing.unsealed_rows() == 3


@pytest.mark.parametrize(
    "change",
    [
        "customer = 2",
        'data = \'{"order":4,"total_minor":500000,"currency":"EUR"}\'',
        "subject = 'order:99'",
        "kind = 'order.placed'",
        "actor = 'staff:1'",
        "backfill = NOT backfill",
        "recorded_at = NULL",
    ],
)
def test_whatever_is_changed_in_a_sealed_row_is_found_and_named(change: str) -> None:
    sealed()
    row = Activity.objects.order_by("id")[2].pk
    if change.startswith("recorded_at"):
        Activity.objects.filter(pk=row).update(recorded_at=datetime(2020, 1, 1, tzinfo=UTC))
    else:
        execute(f"UPDATE activity_log SET {change} WHERE id = %s", [row])
    report = sealing.verify_chain()
    assert report.broken >= 1
    assert "link 3" in report.breaches[0]
    assert f"row {row}" in report.breaches[0]


def test_a_removed_row_a_removed_link_and_a_row_slipped_in_are_named() -> None:
    sealed()
    rows = list(Activity.objects.order_by("id").values_list("id", flat=True))
    execute("DELETE FROM activity_log WHERE id = %s", [rows[1]])
    assert f"link 2: row {rows[1]} was removed" in sealing.verify_chain().breaches

    execute("DELETE FROM activity_seal WHERE seq = 4")
    breaches = sealing.verify_chain().breaches
    assert "link 4 is missing" in breaches
    assert f"row {rows[3]} was slipped in behind the sealer" in breaches


def test_a_forged_row_with_a_forged_link_breaks_the_chain_after_it() -> None:
    sealed()
    row = Activity.objects.order_by("id")[1]
    seal = Seal.objects.get(activity=row.pk)
    Seal.objects.filter(pk=seal.pk).update(hash=bytes(32))
    breaches = sealing.verify_chain().breaches
    assert any(one.startswith(f"link {seal.seq}:") for one in breaches)
    assert any(one.startswith(f"link {seal.seq + 1}:") for one in breaches)


def test_a_forgotten_person_leaves_no_word_and_the_chain_holds() -> None:
    write(happen, act(), 3, 7)
    sealing.seal_all(act())
    sealed(2)
    assert write(forgetting.forget_customers, act(), [7]) == 4
    assert write(forgetting.forget_customers, act(), [7]) == 0

    gone = Activity.objects.filter(erased_at__isnull=False)
    assert set(gone.values_list("customer", "visitor", "subject")) == {(None, "", "")}
    assert [one.data for one in gone] == [{}] * 4
    assert Seal.objects.filter(activity__in=gone.values("id"), salt__isnull=False).count() == 0
    report = sealing.verify_chain()
    assert (report.checked, report.erased, report.broken) == (7, 4, 0)
    assert not Activity.objects.filter(customer=7).exists()


def test_nobody_can_hide_a_change_by_calling_it_erased() -> None:
    sealed()
    row = Activity.objects.order_by("id").first()
    assert row is not None
    Activity.objects.filter(pk=row.pk).update(erased_at=AT)
    assert sealing.verify_chain().broken == 1
    Activity.objects.filter(pk=row.pk).update(erased_at=None)
    Seal.objects.filter(activity=row.pk).update(salt=None)
    assert "nobody was erased" in sealing.verify_chain().breaches[0]


@pytest.mark.django_db(transaction=True)
def test_only_one_sealer_works_at_a_time_on_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the writer queues")
    import threading

    write(happen, act(), 40)
    threads = [threading.Thread(target=_seal_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealing.seal_all(act())
    assert sealing.verify_chain().broken == 0
    assert Seal.objects.count() == 41


def _seal_and_close() -> None:
    try:
        sealing.seal_all(act())
    finally:
        connection.close()
