"""A second engine for parity tests: the lake's tables in SQLite or PostgreSQL, asked with the same Ibis expressions.

    with session() as lake, on_sqlite(lake, ["sales"]) as second:
        assert_same(lake, second, expression)

What two engines agree on does not hang on the habits of one. Test-only: the product answers with DuckDB.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from regulars.base.lake import Session

Rows = list[dict[str, Any]]
FLOAT_TOLERANCE = 1e-9


class SecondEngine:
    """Tables of one snapshot, and answers as `Session.rows` gives them."""

    def __init__(self, run: Callable[[str], Iterable[Sequence[Any]]], compiler: Any, dialect: str) -> None:
        self._run, self._compiler, self._dialect = run, compiler, dialect

    def rows(self, expr: Any) -> Rows:
        table = expr.as_table()
        sql = self._compiler.to_sqlglot(table).sql(self._dialect)
        schema = table.schema()
        return [
            {name: plain(value, kind) for (name, kind), value in zip(schema.items(), row, strict=True)}
            for row in self._run(sql)
        ]


@contextmanager
def on_sqlite(lake: Session, names: Sequence[str]) -> Iterator[SecondEngine]:
    """Copy tables into a SQLite in memory."""
    from ibis.backends.sql.compilers.sqlite import SQLiteCompiler
    from ibis.backends.sqlite.udf import register_all

    connection = sqlite3.connect(":memory:")
    register_all(connection)
    types = {"int64": "INTEGER", "int32": "INTEGER", "boolean": "INTEGER", "float64": "REAL"}
    for name in names:
        rows = lake.arrow(lake.table(name))
        columns = [(field, types.get(str(kind), "TEXT")) for field, kind in lake.table(name).schema().items()]
        connection.execute(f"CREATE TABLE {name} ({_typed(columns)})")
        marks = ", ".join("?" * len(columns))
        values = (tuple(map(_text_of_sqlite, row.values())) for row in rows.to_pylist())
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
    with closing(connection):
        yield SecondEngine(lambda sql: connection.execute(sql).fetchall(), SQLiteCompiler(), "sqlite")


@contextmanager
def on_postgresql(lake: Session, names: Sequence[str]) -> Iterator[SecondEngine]:
    """Copy tables into temporary tables of the PostgreSQL that holds the state; they go with the connection."""
    import psycopg
    from django.db import connection as state
    from ibis.backends.sql.compilers.postgres import PostgresCompiler

    place = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    given = {name: state.settings_dict[key] for name, key in place.items() if state.settings_dict[key]}
    connection = psycopg.connect(**given, autocommit=True)
    connection.execute("SET TimeZone = 'UTC'")
    types = {"int64": "bigint", "int32": "integer", "boolean": "boolean", "float64": "double precision", "date": "date"}
    for name in names:
        rows = lake.arrow(lake.table(name))
        columns = [
            (field, types.get(str(kind), "text" if str(kind) == "string" else "timestamptz"))
            for field, kind in lake.table(name).schema().items()
        ]
        connection.execute(f"CREATE TEMP TABLE {name} ({_typed(columns)})")
        with connection.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows.to_pylist():
                copy.write_row(list(row.values()))
        connection.execute(f"ANALYZE {name}")
    with closing(connection):
        yield SecondEngine(lambda sql: connection.execute(sql).fetchall(), PostgresCompiler(), "postgres")


def assert_same(lake: Session, second: SecondEngine, expr: Any) -> Rows:
    """Fail unless both engines answer the same rows, whatever their order; floats may differ in the last digits."""
    ours, theirs = _sorted(lake.rows(expr)), _sorted(second.rows(expr))
    assert len(ours) == len(theirs), (len(ours), len(theirs))
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.keys() == other.keys()
        for name, value in mine.items():
            assert _equal(value, other[name]), (name, mine, other)
    return ours


def plain(value: Any, kind: Any) -> Any:
    """Return a driver's value as the lake would give it for this Ibis type."""
    if value is None:
        return None
    if kind.is_boolean():
        return bool(value)
    if kind.is_integer():
        assert value == int(value), f"{value!r} for {kind}"
        return int(value)
    if kind.is_floating() or kind.is_decimal():
        return float(value)
    if kind.is_date() and isinstance(value, str):
        return date.fromisoformat(value[:10])
    if kind.is_date() and isinstance(value, datetime):
        assert value.time() == time(), f"{value!r} is no day"  # PostgreSQL truncates a date to a time at midnight
        return value.date()
    if kind.is_timestamp() and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def _typed(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f'"{field}" {kind}' for field, kind in columns)


def _text_of_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00:00")
    return value.isoformat() if isinstance(value, date) else value


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [(value is not None, _rough(value)) for value in row.values()])


def _rough(value: Any) -> str:
    return f"{value:.6e}" if isinstance(value, float) else str(value)


def _equal(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float | Decimal) and theirs is not None:
        return math.isclose(ours, theirs, rel_tol=FLOAT_TOLERANCE, abs_tol=FLOAT_TOLERANCE)
    return bool(ours == theirs)
