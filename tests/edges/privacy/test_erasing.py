"""Erased means gone: what names a person is found in no file afterwards, and sums stay what they were (P3)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from privacy_nest import (
    EMAIL,
    NAME,
    NUMBER,
    OTHER,
    PERSON,
    PHONE,
    Nest,
    act,
    leave_words_everywhere,
    order,
    tables_with,
)

from regulars.base import lake
from regulars.base.activity import archive, sealing
from regulars.base.jobs.worker import drain
from regulars.base.privacy import NONE, PERSONAL, holdings, registered
from regulars.base.state import fetchall, write
from regulars.domains.customers import queries as customers
from regulars.domains.orders import service as orders
from regulars.edges.privacy import erasing, service, walking
from regulars.edges.privacy.cli import privacy
from regulars.kit import clock
from regulars.kit.clock import FrozenClock

WORDS = ("canary", "würgadler", "w\\u00fcrgadler", PHONE[1:], "4711-")


def erase(*args: str) -> dict[str, Any]:
    result = CliRunner().invoke(privacy, ["erase", *args, "--yes", "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def fill_every_field(nest: Nest) -> int:
    """Put a marker into each column of text that erasing is to empty, as the registry has them."""
    filled = 0
    for one in holdings().values():
        rows = walking.rows_of(one, [nest.customer]) if one.find else None
        if rows is None:
            continue
        for field in walking.model_of(one)._meta.local_fields:
            kind = registered()[one.table][field.name]
            is_text = field.get_internal_type() in {"CharField", "TextField"}
            if kind is NONE or field.name in one.keeps or not (is_text or field.get_internal_type() == "JSONField"):
                continue
            for number in list(rows.values_list("pk", flat=True)):
                marker: Any = f"canary {field.name} {number}"[: field.max_length or 99]
                marker = marker if is_text else {"note": marker} if field.name == "data" else [marker]
                if one.table not in {"customers.Identity", "customers.NameSeen"}:  # these are words already
                    filled += walking.model_of(one).objects.filter(pk=number).update(**{field.name: marker})
    return filled


def found_in(home: Path) -> list[str]:
    """Where in the files of the home, and in the rows of the database, one of the words stands."""
    places = []
    for path in sorted(one for one in home.rglob("*") if one.is_file()):
        lowered = path.read_bytes().lower()
        places += [f"{path.relative_to(home)}: {word}" for word in WORDS if word.encode() in lowered]
    return places + tables_with(WORDS)


@pytest.mark.slow
def test_a_marker_in_every_field_and_file_is_found_nowhere_after_erasing(whole_nest: Nest, home: Path) -> None:
    leave_words_everywhere(whole_nest)
    fill_every_field(whole_nest)
    lake.sync(clock.now())
    assert len({line.partition(":")[0] for line in found_in(home)}) >= 10
    report = erase(NUMBER)
    assert not found_in(home), "; ".join(found_in(home))
    assert next(one["emptied"] for one in report["steps"] if one["step"] == "place:lake") >= 3


def test_a_marker_in_every_field_is_in_no_row_after_erasing(nest: Nest, home: Path) -> None:
    leave_words_everywhere(nest)
    assert fill_every_field(nest) >= 15
    assert len({line.partition(":")[0] for line in tables_with(WORDS)}) >= 10
    report = erase(NUMBER)
    assert not tables_with(WORDS), "; ".join(tables_with(WORDS))
    assert report["state"] == "done"
    emptied = {one["step"]: one["emptied"] for one in report["steps"] if one["emptied"]}
    assert {"place:import_files", "text:state.Answer", "text:jobs.Job", "text:imports.Import"} <= set(emptied)
    assert {"table:orders.Order", "table:orders.Discount", "table:insights.AdviceRecord"} <= set(emptied)
    assert {"table:customers.Customer", "table:activity.Activity"} <= set(emptied)


def test_somebody_else_keeps_everything(nest: Nest, home: Path) -> None:
    leave_words_everywhere(nest)
    erase(EMAIL)
    other = customers.customer(nest.other, contact=True)
    assert (other.name, other.email, other.city, other.tags) == (OTHER.name, OTHER.email, OTHER.city, OTHER.tags)
    assert "other@example.com" in (home / "imports" / "one-rejects.csv").read_text(encoding="utf-8-sig")
    assert (home / "tmp" / "imports" / ("b" * 24)).is_dir()
    assert (home / "tmp" / "uploads" / ("d" * 24)).is_dir()
    assert not (home / "tmp" / "uploads" / ("c" * 24)).exists()


def test_sums_orders_and_the_chain_stay_what_they_were(nest: Nest) -> None:
    sql = "SELECT count(*), sum(sold_minor), sum(net_minor), sum(total_minor), count(customer_id) FROM orders_order"
    before = fetchall(sql)
    sealing.seal_all(act())
    erase(EMAIL)
    assert fetchall(sql) == before
    sealing.seal_all(act())
    chain = sealing.verify_chain()
    assert chain.checked > 0
    assert not chain.breaches


def test_the_report_says_what_stays_and_why(nest: Nest) -> None:
    report = erase(nest.public)
    stays = {one["step"]: (one["stays"], one["why"]) for one in report["steps"] if one["stays"]}
    assert stays["table:orders.Order"][0] == 1
    assert any("bookkeeping" in words for words in stays["table:orders.Order"][1])
    assert EMAIL not in json.dumps(report)
    assert NAME not in json.dumps(report, ensure_ascii=False)


def test_erasing_twice_finds_nothing_the_second_time(nest: Nest) -> None:
    erase(nest.public)
    again = erase(nest.public)
    tables = [one for one in again["steps"] if one["step"].startswith(("table:", "text:"))]
    assert sum(one["emptied"] for one in tables) == 0


def test_a_file_that_names_the_person_again_brings_nobody_back(nest: Nest) -> None:
    erase(EMAIL)
    people = fetchall("SELECT count(*) FROM customers_customer")
    report = write(orders.record_orders, act(), "file", [order("9", PERSON)])
    assert report.customers_created == 0
    assert fetchall("SELECT count(*) FROM customers_customer") == people
    assert fetchall("SELECT customer_id FROM orders_order WHERE external_id = '9'") == [(None,)]
    assert fetchall("SELECT count(*) FROM activity_log WHERE kind = 'customer.left_out'")[0][0] == 1


@pytest.mark.parametrize("words", [{"email": EMAIL}, {"phone": PHONE}, {"external_id": NUMBER}])
def test_any_one_of_their_ids_is_enough_to_be_left_out(nest: Nest, words: dict[str, str]) -> None:
    from regulars.domains.customers.types import PersonFacts

    erase(EMAIL)
    report = write(orders.record_orders, act(), "file", [order("9", PersonFacts(**words, country="DE"))])
    assert report.customers_created == 0


def test_who_comes_back_on_their_own_is_a_new_customer(nest: Nest) -> None:
    erase(EMAIL)
    result = CliRunner().invoke(privacy, ["allow", "--email", EMAIL.upper()])
    assert result.exit_code == 0
    from regulars.domains.customers.types import PersonFacts

    report = write(orders.record_orders, act(), "file", [order("9", PersonFacts(email=EMAIL))])
    assert report.customers_created == 1
    assert customers.people_named(EMAIL) != [nest.customer]


def test_a_kill_at_any_step_is_healed_by_erasing_again(nest: Nest, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_words_everywhere(nest)
    request = write(service.begin_erasure, act(), nest.customer)
    taken, real = [], erasing._take

    def die(*args: Any) -> None:
        if len(taken) % 2:
            taken.append("")
            raise KeyboardInterrupt
        taken.append(args[2])
        real(*args)

    monkeypatch.setattr(erasing, "_take", die)
    for _try in range(80):
        try:
            erasing.carry_through(act(), request)
            break
        except KeyboardInterrupt:
            continue
    steps = [step for step in taken if step]
    assert len(steps) == len(set(steps)) >= 20
    assert not tables_with(WORDS), "; ".join(tables_with(WORDS))
    assert service.asked(request).is_done


def test_an_erasure_that_was_killed_goes_on_by_the_same_command_although_the_address_is_gone(
    nest: Nest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = erasing._take

    def die_late(act_: Any, request: int, step: str, person: Any) -> None:
        if step == "place:lake":
            raise KeyboardInterrupt
        real(act_, request, step, person)

    monkeypatch.setattr(erasing, "_take", die_late)
    command = ["erase", f" {EMAIL.upper()}", "--yes", "--json"]
    assert isinstance(CliRunner().invoke(privacy, command).exception, SystemExit | KeyboardInterrupt)
    assert customers.people_named(EMAIL) == []
    monkeypatch.setattr(erasing, "_take", real)
    assert erase(EMAIL)["state"] == "done"
    assert fetchall("SELECT words_print FROM privacy_request") == [(None,)]
    assert CliRunner().invoke(privacy, command).exit_code == 1


def test_an_erasure_that_nobody_starts_again_is_carried_through_by_a_worker(
    nest: Nest, home: Path, clock: FrozenClock
) -> None:
    request = write(service.begin_erasure_here, act(), nest.customer, EMAIL)
    drain()
    assert not service.asked(request).is_done
    clock.advance(hours=1)
    drain()
    assert service.asked(request).is_done


def test_what_a_restore_brings_back_is_erased_again(nest: Nest, home: Path) -> None:
    erase(EMAIL)
    listed = (home / "erased.txt").read_text(encoding="ascii").split()
    assert len(listed) == 3
    assert not any(word in " ".join(listed) for word in WORDS)
    for table in ("customers_suppressed", "customers_erased", "privacy_request"):  # a backup from before knows none
        with_rows = fetchall(f"SELECT count(*) FROM {table}")[0][0]
        assert with_rows
        from regulars.base.state import execute

        execute(f"DELETE FROM {table}")
    write(orders.record_orders, act(), "file", [order("9", PERSON)])
    assert customers.people_named(EMAIL)
    assert len(erasing.reapply(act())) == 1
    assert customers.people_named(EMAIL) == []
    assert not tables_with(WORDS), "; ".join(tables_with(WORDS))


@pytest.mark.slow
def test_old_entries_in_the_archive_are_emptied_too(whole_nest: Nest, home: Path) -> None:
    fill_every_field(whole_nest)
    sealing.seal_all(act())
    assert archive.archive_next(act(), clock.now() + timedelta(days=1), (2**62, 2**62)) > 0
    archive.prune(act())
    told = walking.export(erasing.Person((whole_nest.customer,)))
    assert len(told["activity.Activity"]) >= 2
    report = erase(EMAIL)
    assert next(one["emptied"] for one in report["steps"] if one["step"] == "place:activity_archive") >= 2
    assert not found_in(home), "; ".join(found_in(home))


def test_every_personal_column_of_a_customer_is_emptied_or_says_why_it_stays() -> None:
    silent = []
    for one in holdings().values():
        if not (one.find or one.eraser) or one.delete or one.eraser or one.erased_with:
            continue
        silent += [
            f"{one.table}.{column}"
            for column, kind in registered()[one.table].items()
            if kind is not NONE and column not in one.empty and column not in one.keeps
        ]
    assert silent == []


def test_a_column_that_stays_is_never_personal() -> None:
    kept = [
        f"{one.table}.{column}"
        for one in holdings().values()
        for column in one.keeps
        if registered()[one.table][column] is PERSONAL
    ]
    assert kept == []


def test_every_table_about_people_says_what_it_holds() -> None:
    about = {table for table, columns in registered().items() if set(columns.values()) - {NONE}}
    assert len(about) >= 20
    assert sorted(about - set(holdings())) == [], "say in privacy.py with holds(...) what these tables hold of a person"
    assert sorted(set(holdings()) - set(registered())) == []


def test_every_customers_table_is_reached_by_an_eraser_and_an_exporter_or_says_why_not() -> None:
    unreached = [
        one.table
        for one in holdings().values()
        if not one.reason
        and not ((one.empty or one.delete or one.eraser or one.erased_with or one.keeps) and (one.find or one.export))
    ]
    assert unreached == []
    linked = {
        model._meta.label
        for model in walking._tables().values()
        if model._meta.label in registered()
        and any(field.name in {"customer", "customers"} for field in model._meta.local_fields)
    }
    assert {"customers.Identity", "orders.Order", "insights.AdviceRecord"} <= linked
    assert sorted(table for table in linked if holdings()[table].reason) == []


def test_personal_words_without_a_customer_are_found_by_what_they_say() -> None:
    unsearched = [
        f"{one.table}.{column}"
        for one in holdings().values()
        if one.reason and one.eraser is None and not one.table.startswith("staff.")
        for column, kind in registered()[one.table].items()
        if kind is PERSONAL and column not in one.mentions
    ]
    assert unsearched == []
