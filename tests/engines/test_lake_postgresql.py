"""The lake over PostgreSQL: commits out of order lose no row, and PostgreSQL answers like the lake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domains.lake.test_lake_parity import questions
from domains.lake.toys import SELECT, Toy, home, no_tables, toy
from engines.lake_parity import assert_same, on_postgresql
from regulars.base import lake, state
from regulars.base.state import Act, verb, write

__all__ = ["home", "no_tables", "toy"]
pytestmark = pytest.mark.engines
NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
ACT = Act("system", "tests", NOW)


@verb
def place_order(
    act: Act, number: int, pause: threading.Event | None = None, placed: threading.Event | None = None
) -> int:
    """Insert an order; keep the transaction open until `pause` is set."""
    seq = state.change_seq()
    state.execute(
        "INSERT INTO toy_order (id, changed_seq, voided, customer, placed_at, shop, sold_minor) "
        "VALUES (%s, %s, 0, 7, %s, 'Mainz', 1000)",
        [number, seq, act.now],
    )
    if placed is not None and pause is not None:
        placed.set()
        assert pause.wait(30)
    return seq


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    state.execute(
        "CREATE TABLE toy_order (id bigint PRIMARY KEY, changed_seq bigint, voided integer, customer bigint, "
        "placed_at timestamptz, shop text, sold_minor bigint)"
    )
    yield
    state.execute("DROP TABLE toy_order")


def test_a_late_commit_is_not_passed_over(home: object, no_tables: object, table: None) -> None:
    from django.db import connection

    toys = Toy()
    lake.register(toys.orders())
    pause, placed = threading.Event(), threading.Event()

    def slow() -> None:
        write(place_order, ACT, 1, pause, placed)
        connection.close()

    early = threading.Thread(target=slow)
    early.start()
    assert placed.wait(30)
    late = write(place_order, ACT, 2)  # a higher number, committed first
    before = lake.sync(NOW)
    pause.set()
    early.join()
    after = lake.sync(NOW)

    assert before.upto < late
    assert before.rows == {}
    assert after.rows == {"toy_orders": 2}
    assert sorted(toys.sold()) == [1, 2]
    assert lake.verify().ok


def test_a_large_export_streams(home: object, no_tables: object, table: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from regulars.base.lake import syncing

    monkeypatch.setattr(syncing, "BATCH_ROWS", 1_000)
    state.execute(
        "INSERT INTO toy_order SELECT n, 1, 0, mod(n, 50), '2026-01-01'::timestamptz + n * interval '1 minute', "
        "'Mainz', n FROM generate_series(1, 25000) AS n"
    )
    monkeypatch.setattr(state, "horizon", lambda: 1)
    toys = Toy()
    for declared in toys.tables():
        lake.register(declared)

    assert lake.sync(NOW).rows == {"toy_orders": 25_000}

    with lake.session() as opened:
        assert opened.value(opened.table("toy_buyers").sold_minor.sum()) == 25_000 * 25_001 // 2


@pytest.mark.parametrize("name", ["rows", "sums", "months", "windows", "derived", "nothing", "division"])
def test_postgresql_answers_like_the_lake(toy: Toy, name: str) -> None:
    toy.many(1, 400)
    toy.record({"id": 900, "customer": None, "sold_minor": 2**40, "at": datetime(2024, 2, 29, 23, 30, tzinfo=UTC)})
    toy.sync()
    with lake.session() as opened, on_postgresql(opened, ["toy_orders", "toy_buyers"]) as second:
        assert assert_same(opened, second, questions(opened.table)[name])


def test_the_select_of_the_toys_runs_on_postgresql(toy: Toy) -> None:
    assert list(state.stream(SELECT, [0, 1])) == []
