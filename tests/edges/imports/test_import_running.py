"""Files in the shop: once, resumable, undoable, and every row accounted for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from regulars.base.shop import service as shops
from regulars.base.state import Act, execute, fetchall, write
from regulars.domains.orders import service as orders
from regulars.edges.imports import cli, queries, rejects, service
from regulars.edges.imports.deciding import Choices
from regulars.edges.imports.rejects import folder
from regulars.edges.imports.service import running, verbs
from regulars.edges.imports.telling import lines_of
from regulars.edges.imports.types import Outcome
from regulars.kit.errors import Conflict, NotFound, Refused

pytestmark = pytest.mark.django_db

HEADER = "Order ID,Date,Email,Product,SKU,Qty,Price"
ROWS = [
    f"{1000 + number // 3},2024-03-{1 + number // 30:02d} 10:00,buyer{number // 9}@example.com,Tea {number % 5},"
    f"T{number % 5},{1 + number % 2},9.50"
    for number in range(300)
]


@pytest.fixture(autouse=True)
def shop() -> None:
    write(shops.set_up_shop, act(), "Tea House", "Europe/Berlin", "EUR")


def act() -> Act:
    return Act.by("cli", "file")


def file(tmp_path: Path, rows: list[str] | None = None, name: str = "orders.csv", header: str = HEADER) -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *(ROWS if rows is None else rows)]) + "\n", encoding="utf-8")
    return path


def run(path: Path, kind: str = "orders", **choices: Any) -> Outcome:
    return service.run(path, service.inspect(path, kind, choices=Choices(**choices)).plan, act())


def number_of(table: str, where: str = "voided_at IS NULL") -> int:
    return int(fetchall(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])


def test_a_file_goes_in_and_its_report_adds_up(tmp_path: Path) -> None:
    report = run(file(tmp_path, [*ROWS, "9999,not a date,x@example.com,Tea,T1,1,9.50", ROWS[0]])).report
    assert (report["state"], report["layout"], report["done"]["created"]) == ("done", "mapped", 100)
    rows = report["rows"]
    assert (rows["read"], rows["accepted"], rows["rejected"], rows["skipped"]) == (302, 301, 1, 0)
    assert number_of("orders_order") == 100
    assert number_of("orders_line") == 301
    assert [one["orders"] for one in report["months"]] == [100]
    assert {one["code"] for one in report["remarks"]} == {"identical_lines"}


def test_the_rejects_file_has_line_column_value_reason_and_fix_and_calculates_nothing(tmp_path: Path) -> None:
    outcome = run(file(tmp_path, [*ROWS, "9999,=1+1,x@example.com,Tea,T1,1,9.50"]))
    assert outcome.rejects_file is not None
    assert outcome.rejects_file.stat().st_mode & 0o077 == 0
    with outcome.rejects_file.open(encoding="utf-8-sig", newline="") as opened:
        head, row = list(csv.reader(opened))
    assert head == ["line", "column", "value", "reason", "fix"]
    assert row == [
        "302", "Date", "'=1+1", "This is not a date.", "Write it as 2024-03-31 or 2024-03-31 14:05.",
    ]  # fmt: skip


def test_a_file_without_rejects_leaves_no_rejects_file(tmp_path: Path) -> None:
    assert run(file(tmp_path)).rejects_file is None
    assert list(folder().glob("*.new")) == []


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    first = run(file(tmp_path)).report
    before = fetchall("SELECT max(changed_seq) FROM orders_order")
    again = run(file(tmp_path, name="copy.csv")).report
    assert (again["state"], again["import"]) == ("already_imported", first["import"])
    assert again["rows"]["skipped_for"][0] == {
        "code": "already_imported", "reason": "Rows of a file that is in already", "rows": 300,
    }  # fmt: skip
    assert again["rows"]["accepted"] == 0
    assert fetchall("SELECT max(changed_seq) FROM orders_order") == before
    assert len(queries.list_imports()) == 1


def test_the_same_orders_in_another_file_are_unchanged_and_only_new_ones_are_new(tmp_path: Path) -> None:
    run(file(tmp_path))
    more = run(file(tmp_path, [*ROWS, "2000,2024-04-01,new@example.com,Tea,T1,1,9.50"])).report
    assert (more["done"]["created"], more["done"]["unchanged"]) == (1, 100)


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(tmp_path: Path) -> None:
    run(file(tmp_path, ROWS[:30]))
    path = file(tmp_path)
    tried = service.try_out(path, service.inspect(path, "orders").plan, act()).report
    assert (tried["state"], tried["done"]["created"], tried["done"]["unchanged"]) == ("dry_run", 90, 10)
    assert number_of("orders_order") == 10
    assert len(queries.list_imports()) == 1


def test_counting_asks_and_changes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path)
    counted = service.count(path, service.inspect(path, "orders").plan).report
    assert counted["months"][0]["orders"] == 100
    assert number_of("orders_order") == 0


@pytest.mark.parametrize("rows_afterwards", [40, 70, 500])
def test_an_interrupted_run_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows_afterwards: int
) -> None:
    monkeypatch.setattr(running, "CHUNK_ROWS", 40)
    path = file(tmp_path)
    plan = service.inspect(path, "orders").plan
    real, calls = verbs.record_facts, []

    def stop_at_the_fifth(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(verbs, "record_facts", stop_at_the_fifth)
    with pytest.raises(KeyboardInterrupt):
        service.run(path, plan, act())
    [half] = queries.list_imports()
    assert (half.state, half.standing, half.position) == ("running", "interrupted", 40)
    assert number_of("orders_order") == 40

    monkeypatch.setattr(verbs, "record_facts", real)
    monkeypatch.setattr(running, "CHUNK_ROWS", rows_afterwards)
    report = service.run(path, plan, act()).report
    assert (report["import"], report["resumed_at"]) == (half.public_id, 40)
    assert (report["done"]["created"], report["rows"]["accepted"]) == (100, 300)
    assert report["done"].get("unchanged", 0) == 0
    assert number_of("orders_order") == 100


def test_an_import_takes_short_turns_while_others_write_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, sizes = file(tmp_path), []
    plan, real = service.inspect(path, "orders").plan, verbs.record_facts

    def measure(*args: Any) -> Any:
        sizes.append(sum(len(one.lines) + 1 for one in args[2]))
        return real(*args)

    monkeypatch.setattr(verbs, "record_facts", measure)
    monkeypatch.setattr(running, "is_shared", lambda: True)
    report = service.run(path, plan, act()).report
    assert report["done"]["created"] == 100
    assert max(sizes) <= running.SHARED_ROWS
    assert sum(sizes) == 400


def test_an_import_is_at_work_while_a_process_holds_its_file_and_interrupted_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path)
    seen: list[str] = []
    real = verbs.record_facts

    def look_and_stop(*args: Any) -> Any:
        seen.append(queries.list_imports()[0].standing)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(running, "CHUNK_ROWS", 40)
    monkeypatch.setattr(verbs, "record_facts", look_and_stop)
    with pytest.raises(KeyboardInterrupt):
        service.run(path, service.inspect(path, "orders").plan, act())
    assert seen == ["running", "running"]
    [half] = queries.list_imports()
    assert half.standing == "interrupted"
    told = CliRunner().invoke(cli.imports, ["show", half.public_id], catch_exceptions=False).stdout
    assert f"it goes on from where it was: regulars import orders {path.name}" in told
    listed = CliRunner().invoke(cli.imports, ["list", "--json"], catch_exceptions=False).stdout
    assert json.loads(listed)["imports"][0]["state"] == "interrupted"


def test_a_run_that_was_overtaken_writes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path)
    plan = service.inspect(path, "orders").plan
    number = write(verbs.begin_import, act(), plan, path.name, "0" * 64, 1)
    execute("UPDATE imports_import SET generation = 1 WHERE id = %s", [number])
    with pytest.raises(Conflict):
        write(verbs.record_chunk, act(), number, 0, 0, 1, plan, [], {})


def test_undo_takes_back_what_the_import_brought_and_the_file_can_come_again(tmp_path: Path) -> None:
    first = run(file(tmp_path)).report
    undone, voided = service.undo(first["import"], act())
    assert (undone.state, undone.generation) == ("undone", 1)
    assert voided >= 100
    assert [number_of(table) for table in ("orders_order", "orders_line", "customers_customer")] == [0, 0, 0]
    with pytest.raises(Conflict):
        service.undo(first["import"], act())
    again = run(file(tmp_path)).report
    assert again["state"] == "done"
    assert again["import"] != first["import"]
    assert number_of("orders_order") == 100


def test_an_undo_makes_an_import_forget_what_it_learned_of_products(tmp_path: Path) -> None:
    memory = orders.Memory()
    first = run(file(tmp_path)).report
    plan = service.inspect(file(tmp_path), "orders").plan
    write(verbs.begin_import, act(), plan, "second.csv", "1" * 64, 1)
    number = fetchall("SELECT max(id) FROM imports_import")[0][0]
    memory.learned = {("gone", "", "", ""): (1, 1)}
    memory.keep()

    service.undo(first["import"], act())
    write(verbs.record_chunk, act(), number, 0, 0, 1, plan, [], {}, memory)

    assert memory.places == {}


def test_a_mapping_is_remembered_for_files_with_the_same_header(tmp_path: Path) -> None:
    header = "Ref,When,Who,What,Code,N,Each"
    path = file(tmp_path, header=header)
    assert service.inspect(path, "orders").missing != ()
    mapping = {
        "order_id": ("ref",), "placed_at": ("When",), "email": ("Who",), "product": ("What",), "quantity": ("N",),
        "unit_price": ("Each",),
    }  # fmt: skip
    proposal = service.inspect(path, "orders", mapping=mapping)
    assert proposal.missing == ()
    service.remember(proposal.plan, act())
    later = service.inspect(file(tmp_path, ROWS[:9], header=header), "orders")
    assert (later.is_saved, later.missing, later.plan.mapping["order_id"]) == (True, (), ("Ref",))
    assert service.inspect(file(tmp_path, ROWS[:9], header=header)).kind == "orders"


def test_a_column_or_field_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no column"):
        service.inspect(file(tmp_path), "orders", mapping={"email": ("Nope",)})
    with pytest.raises(Refused, match="no field"):
        service.inspect(file(tmp_path), "orders", mapping={"nope": ("Email",)})


def test_a_preview_shows_the_first_facts_as_they_would_be(tmp_path: Path) -> None:
    shown = service.preview(service.inspect(file(tmp_path, ["x,never,,,,,", *ROWS]), "orders"), 20)
    assert len(shown.facts) == 20
    assert shown.facts[0]["external_id"] == "1000"
    assert shown.facts[0]["placed_at"] == "2024-03-01T09:00:00Z"
    assert [one["line"] for one in shown.rejects] == [2]


def test_a_file_of_nothing_but_a_header(tmp_path: Path) -> None:
    report = run(file(tmp_path, [])).report
    assert (report["rows"]["read"], report["state"]) == (0, "done")


def test_customers_products_and_costs(tmp_path: Path) -> None:
    people = run(file(tmp_path, ["Ana,ana@example.com,AT"], "c.csv", "Name,Email,Country"), "customers").report
    assert people["done"]["created"] == 1
    run(file(tmp_path, ["Tea,T1,9.50"], "p.csv", "Title,SKU,Price"), "products")
    costs = run(file(tmp_path, ["T1,4.20", "T9,1.00"], "k.csv", "SKU,Cost"), "costs").report
    assert (costs["done"]["changed"], costs["done"]["missing"]) == (1, 1)
    assert fetchall("SELECT cost_micros, currency FROM catalog_unit_cost") == [(4_200_000, "EUR")]
    service.undo(costs["import"], act())
    assert fetchall("SELECT count(*) FROM catalog_unit_cost") == [(0,)]


def test_ad_spend_and_its_undo(tmp_path: Path) -> None:
    spent = run(
        file(tmp_path, ["2024-03-01,Meta,Spring,12.50"], "s.csv", "Day,Channel,Campaign,Amount"), "spend"
    ).report
    assert spent["done"] == {"created": 1}
    assert fetchall("SELECT amount_minor, currency FROM insights_spend WHERE voided_at IS NULL") == [(1_250, "EUR")]
    assert service.undo(spent["import"], act())[1] == 1
    assert number_of("insights_spend") == 0


def test_no_such_import() -> None:
    with pytest.raises((NotFound, Refused)):
        queries.find_import("imp_0000000000000")


def test_staged_rows_are_deleted_after_the_import(tmp_path: Path) -> None:
    from regulars.edges.imports.staging import root

    before = set(root().iterdir())
    run(file(tmp_path, ROWS[:7]))
    assert set(root().iterdir()) <= before


def test_rejects_files_are_deleted_after_thirty_days(tmp_path: Path, clock: Any) -> None:
    clock.advance(hours=40 * 24)
    rejects.sweep()  # those of other tests
    outcome = run(file(tmp_path, [*ROWS[:3], "9999,not a date,x@example.com,Tea,T1,1,9.50"]))
    assert outcome.rejects_file is not None
    clock.advance(hours=29 * 24)
    assert (rejects.sweep(), outcome.rejects_file.exists()) == (0, True)
    assert "Rejected rows with reasons and fixes" in "\n".join(lines_of(outcome.report))
    clock.advance(hours=2 * 24)
    assert (rejects.sweep(), outcome.rejects_file.exists()) == (1, False)
    assert "deleted after 30 days" in "\n".join(lines_of(outcome.report))
