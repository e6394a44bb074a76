"""A table in parts by customer: what changed is computed again, nothing else, and it is what the whole would be."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from domains.lake.toys import NOW, Toy
from regulars.base import lake, state
from regulars.base.lake import manifest, parts
from regulars.base.lake.parts import Part, part_of

LINES = (
    lake.Column("id", "int64"),
    lake.Column("changed_seq", "int64"),
    lake.Column("deleted", "bool"),
    lake.Column("order_id", "int64"),
    lake.Column("units", "int64"),
)
SELECT = (
    "SELECT id, changed_seq, voided, order_id, units FROM toy_line "
    "WHERE changed_seq > %s AND changed_seq <= %s ORDER BY changed_seq, id"
)


def numbered(table: lake.Tables) -> Any:
    """Orders with their number among the customer's, and the units of their lines."""
    import ibis

    orders, lines = table("toy_orders"), table("toy_lines")
    known = ibis.window(group_by=orders.customer, order_by=orders.id)
    rows = orders.filter(orders.sold_minor > 0).select(
        "id", "customer", "sold_minor", nth=orders.customer.notnull().ifelse(ibis.row_number().over(known), -1)
    )
    units = lines.group_by("order_id").aggregate(units=lines.units.sum())
    return rows.left_join(units, rows.id == units.order_id).drop("order_id")


def per_customer(table: lake.Tables) -> Any:
    rows = table("toy_numbered")
    rows = rows.filter(rows.customer.notnull())
    return rows.group_by("customer").aggregate(orders=rows.count(), sold=rows.sold_minor.sum())


class Parted:
    """The toy shop with lines and two tables in parts of four customers."""

    def __init__(self, toy: Toy, home: Path) -> None:
        self.toy, self.home = toy, home

    def lines(self, *rows: tuple[int, int, int]) -> None:
        self.toy.seq += 1
        for number, order, units in rows:
            state.execute("DELETE FROM toy_line WHERE id = %s", [number])
            state.execute("INSERT INTO toy_line VALUES (%s, %s, 0, %s, %s)", [number, self.toy.seq, order, units])

    def files(self, table: str = "toy_numbered") -> dict[Part, str]:
        entry = manifest.load(self.home / "lake").tables[table]
        return {part: file.path for file in entry.files if (part := part_of(file)) is not None}

    def sync(self) -> set[Part]:
        """Sync; answer the parts of the numbered table that lie in other files than before."""
        known = manifest.load(self.home / "lake").tables
        before = self.files() if "toy_numbered" in known else {}
        self.toy.sync()
        after = self.files()
        return {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}


@pytest.fixture
def parted(toy: Toy, home: Path, monkeypatch: pytest.MonkeyPatch) -> Parted:
    monkeypatch.setattr(parts, "SIZE", 4)
    whole = "bigint" if state.dialect() == "postgresql" else "integer"
    state.execute(
        f"CREATE TABLE toy_line (id {whole} PRIMARY KEY, changed_seq {whole}, voided integer, order_id {whole}, "
        f"units {whole})"
    )
    lake.register(lake.Dataset("toy_lines", LINES, SELECT))
    needs, links = ("toy_orders", "toy_lines"), {"toy_lines": "order_id"}
    lake.register(lake.Derived("toy_numbered", needs, numbered, by_customer=True, links=links))
    lake.register(lake.Derived("toy_people", ("toy_numbered",), per_customer, by_customer=True))
    toy.record(*({"id": number, "customer": number % 10} for number in range(1, 31)))
    made = Parted(toy, home)
    made.sync()
    return made


def customers(number: int) -> Part:
    return Part(parts.CUSTOMERS, number)


def test_a_first_sync_computes_every_part(parted: Parted) -> None:
    assert set(parted.files()) == {customers(0), customers(1), customers(2)}
    assert [row["nth"] for row in parted.toy.seen("toy_numbered") if row["customer"] == 3] == [0, 1, 2]
    assert lake.verify().ok


def test_a_new_order_computes_the_part_of_its_customer_only(parted: Parted) -> None:
    parted.toy.record({"id": 31, "customer": 5})

    assert parted.sync() == {customers(1)}
    assert [row["nth"] for row in parted.toy.seen("toy_numbered") if row["customer"] == 5] == [0, 1, 2, 3]
    assert {row["customer"]: row["orders"] for row in parted.toy.seen("toy_people")}[5] == 4
    assert lake.verify().ok


def test_an_order_that_moves_computes_the_parts_of_both_customers(parted: Parted) -> None:
    """Two people become one: the order leaves one part and enters another."""
    parted.toy.record({"id": 3, "customer": 9})

    assert parted.sync() == {customers(0), customers(2)}
    assert lake.verify().ok


def test_a_voided_order_leaves_its_part_and_changes_the_numbers_of_the_others(parted: Parted) -> None:
    parted.toy.record({"id": 3, "customer": 3, "voided": 1})

    assert parted.sync() == {customers(0)}
    assert [(row["id"], row["nth"]) for row in parted.toy.seen("toy_numbered") if row["customer"] == 3] == [
        (13, 0),
        (23, 1),
    ]
    assert lake.verify().ok


def test_a_customer_without_orders_left_is_in_no_part(parted: Parted) -> None:
    parted.toy.record(*({"id": number, "customer": number % 10, "voided": 1} for number in (8, 18, 28, 9, 19, 29)))

    assert parted.sync() == {customers(2)}
    assert customers(2) not in parted.files()
    assert {8, 9}.isdisjoint(row["customer"] for row in parted.toy.seen("toy_people"))
    assert lake.verify().ok


def test_a_line_touches_the_part_of_its_order(parted: Parted) -> None:
    parted.lines((1, 16, 7))

    assert parted.sync() == {customers(1)}
    assert {row["id"]: row["units"] for row in parted.toy.seen("toy_numbered")}[16] == 7


def test_orders_of_nobody_lie_in_parts_by_their_own_number(parted: Parted) -> None:
    parted.toy.record({"id": 41, "customer": None}, {"id": 47, "customer": None})
    assert parted.sync() == {Part(parts.NOBODY, 10), Part(parts.NOBODY, 11)}

    parted.toy.record({"id": 47, "customer": 1})
    assert parted.sync() == {Part(parts.NOBODY, 11), customers(0)}
    assert lake.verify().ok


def test_forgetting_people_leaves_none_of_their_rows_in_any_file(parted: Parted) -> None:
    """Erasing exports anew; the files of before are gone at once, those of the parts too."""
    before = set(parted.files().values())
    parted.toy.record(*({"id": number, "customer": 3, "voided": 1} for number in (3, 13, 23)))

    lake.forget(NOW, {"toy_orders"})

    assert 3 not in {row["customer"] for row in parted.toy.seen("toy_numbered")}
    changed = before - set(parted.files().values())
    assert changed
    assert not any((parted.home / "lake" / path).exists() for path in changed)
    assert lake.verify().ok


def test_a_rebuild_computes_every_part_again(parted: Parted) -> None:
    parted.toy.record({"id": 31, "customer": 5})
    parted.sync()
    known = parted.toy.seen("toy_numbered")

    lake.rebuild(NOW)

    assert parted.toy.seen("toy_numbered") == known
    assert lake.verify().ok


def test_verify_finds_a_part_that_holds_other_rows(parted: Parted, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that a sync had missed: the file is whole, and its rows are not those of the orders."""
    from regulars.base.lake import deriving

    parted.toy.record({"id": 31, "customer": 5})
    monkeypatch.setattr(deriving, "_touched", lambda *_args: set())
    parted.toy.sync()

    assert {found.table for found in lake.verify().differences} == {"toy_numbered"}


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_after_any_changes_the_parts_are_what_the_whole_would_be(parted: Parted, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(4):
        orders = [
            {"id": number, "customer": dice.choice((None, *range(20))), "voided": int(dice.random() < 0.2),
             "sold_minor": dice.choice((0, 100, 250))}
            for number in dice.sample(range(1, 50), 5)
        ]  # fmt: skip
        parted.toy.record(*orders)
        parted.lines(*((dice.randrange(1, 60), dice.randrange(1, 50), dice.randrange(9)) for _ in range(4)))
        parted.toy.sync()
        report = lake.verify()
        assert report.ok, report.differences
