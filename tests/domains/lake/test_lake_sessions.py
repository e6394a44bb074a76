"""Asking the lake: exact types, nothing heavy, nothing outside the lake, one snapshot at a time."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from regulars.base import lake
from regulars.base.lake import compiling, engine, sessions

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def filled(toy):
    toy.many(1, 1_000)
    toy.sync()
    return toy


def test_sums_arrive_as_the_integers_ibis_promised(filled) -> None:
    with lake.session() as opened:
        orders = opened.table("toy_orders")
        answer = opened.arrow(
            orders.group_by("shop").aggregate(sold=orders.sold_minor.sum(), last=orders.placed_at.max())
        )
    assert [str(field.type) for field in answer.schema] == ["string", "int64", "timestamp[us, tz=UTC]"]
    assert answer.to_pylist()[0]["sold"] == 500_500


def test_an_order_asked_for_is_kept(filled) -> None:
    with lake.session() as opened:
        orders = opened.table("toy_orders")
        rows = opened.rows(orders.order_by(orders.id.desc()).limit(3).select("id", "placed_on"))
    assert rows == [{"id": number, "placed_on": date(2026, 1, 1)} for number in (1_000, 999, 998)]


def test_one_value_is_one_value(filled) -> None:
    with lake.session() as opened:
        assert opened.value(opened.table("toy_orders").count()) == 1_000


def test_an_unknown_table_is_named(filled) -> None:
    with lake.session() as opened, pytest.raises(KeyError, match="toy_nothing"):
        opened.table("toy_nothing")


def test_an_expression_built_once_answers_later_snapshots_too(filled) -> None:
    with lake.session() as opened:
        count = opened.table("toy_orders").count()
        assert opened.value(count) == 1_000
    filled.record({"id": 2_000})
    filled.sync()
    with lake.session() as opened:
        assert opened.value(count) == 1_001


def test_equal_expressions_are_compiled_once(filled) -> None:
    with lake.session() as opened:
        first = sessions.compile_expression(opened.table("toy_orders").sold_minor.sum())
        second = sessions.compile_expression(opened.table("toy_orders").sold_minor.sum())
    assert first is second


def test_a_derived_table_reads_only_what_it_needs(filled) -> None:
    lake.register(lake.Derived("toy_greedy", ("toy_orders",), lambda table: table("toy_buyers")))
    with lake.session() as opened, pytest.raises(ValueError, match="not among its needs"):
        opened.table("toy_greedy")


def test_a_derived_table_not_computed_yet_answers_by_its_expression(filled) -> None:
    lake.register(
        lake.Derived(
            "toy_days",
            ("toy_buyers", "toy_sales"),
            lambda table: table("toy_sales").group_by("placed_on").aggregate(sold=table("toy_sales").sold_minor.sum()),
        )
    )
    with lake.session() as opened:
        before = opened.rows(opened.table("toy_days"))
    filled.sync()
    with lake.session() as opened:
        assert opened.rows(opened.table("toy_days")) == before == [{"placed_on": date(2026, 1, 1), "sold": 500_500}]


def test_a_column_declared_after_the_export_is_null_until_the_next_sync(filled) -> None:
    known = filled.orders()
    wider = lake.Dataset(
        "toy_orders", (*known.columns, lake.Column("margin_minor", "int64")), known.select, known.convert, known.config
    )
    lake.registry.tables["toy_orders"] = wider
    with lake.session() as opened:
        assert opened.value(opened.table("toy_orders").margin_minor.count()) == 0


def test_the_config_a_table_was_computed_with_can_be_asked(filled) -> None:
    with lake.session() as opened:
        assert (opened.config("toy_orders"), opened.config("toy_buyers")) == ({"zone": "Europe/Berlin"}, {"cut": 5})
        assert opened.published_at == datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


def test_cached_answers_last_as_long_as_the_lake(filled) -> None:
    calls = []

    def total() -> int:
        calls.append(1)
        with lake.session() as opened:
            return opened.value(opened.table("toy_orders").sold_minor.sum())

    assert [lake.cached("total", total) for _ in range(3)] == [500_500] * 3
    assert len(calls) == 1

    filled.record({"id": 2_000, "sold_minor": 1})
    filled.sync()

    assert lake.cached("total", total) == 500_501
    assert len(calls) == 2


def test_what_a_cached_answer_asks_belongs_to_one_snapshot(filled) -> None:
    def twice() -> tuple[str, str]:
        with lake.session() as first:
            before = first.manifest
        filled.record({"id": 3_000})
        filled.sync()
        with lake.session() as second:
            return before, second.manifest

    before, after = lake.cached("twice", twice)

    assert before == after


def test_threads_ask_at_once(filled) -> None:
    answers: list[int] = []
    errors: list[Exception] = []

    def ask(shift: int) -> None:
        try:
            for step in range(10):
                with lake.session() as opened:
                    orders = opened.table("toy_orders")
                    kept = orders.filter(orders.sold_minor <= shift * 10 + step)
                    answers.append(opened.value(kept.count()) - (shift * 10 + step))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=ask, args=(shift,)) for shift in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert answers == [0] * 80


def test_the_engine_reads_nothing_outside_the_lake(filled, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.csv"
    outside.write_text("a\n1\n")
    with lake.session() as opened, pytest.raises(Exception, match="file system operations are disabled"):
        opened.execute(f"SELECT * FROM read_csv('{outside}')")


def test_the_engine_never_loads_an_extension(filled) -> None:
    with lake.session() as opened:
        settings = dict(
            opened.execute(
                "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions' OR name = 'TimeZone'"
            )
        )
        with pytest.raises(Exception, match="disabled"):
            opened.execute("INSTALL httpfs")
    assert settings == {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "TimeZone": "UTC",
    }


def test_a_forked_process_gets_an_engine_of_its_own(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = engine.engine()
    monkeypatch.setattr(engine.os, "getpid", lambda: -1)
    assert engine.engine() is not ours
    engine.forget()


def test_neither_declaring_nor_asking_loads_pandas_and_declaring_loads_no_engine(home: Path, process_env) -> None:
    program = """
import sys
import django
django.setup()
from regulars.base.lake import Column, Dataset, Derived, register, registry, session
registry.tables.clear()
register(Dataset("toys", (Column("id", "int64"), Column("changed_seq", "int64"), Column("at", "timestamp")), "SELECT"))
register(Derived("days", ("toys",), lambda table: table("toys").group_by("at").aggregate(n=table("toys").id.sum())))
print(sorted({"duckdb", "ibis", "pyarrow", "pandas"} & set(sys.modules)))
with session() as lake:
    print(lake.rows(lake.table("days")), lake.arrow(lake.table("toys")).num_rows)
print("pandas" in sys.modules)
"""
    environ = {**process_env, "DJANGO_SETTINGS_MODULE": "regulars.config.settings"}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["[]", "[] 0", "False"], done.stderr


def test_what_one_process_compiled_the_next_finds_and_a_damaged_file_is_compiled_anew(
    filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    real = compiling._compile
    monkeypatch.setattr(compiling, "_compile", lambda table, whole: asked.append(table) or real(table, whole))

    def answer() -> list[dict[str, object]]:
        compiling._compiled.clear()  # as in another process
        with lake.session() as opened:
            orders = opened.table("toy_orders")
            return opened.rows(orders.filter(orders.sold_minor > 17).aggregate(total=orders.sold_minor.sum()))

    first = answer()
    assert answer() == first
    assert len(asked) == 1
    for path in (engine.lake_folder() / compiling.FOLDER).glob("*.json"):
        path.write_bytes(path.read_bytes()[:40])
    assert answer() == first
    assert len(asked) == 2
