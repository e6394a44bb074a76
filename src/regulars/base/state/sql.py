"""Plain SQL for the statements where the ORM costs too much; `%s` marks a parameter on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
from django.db import connection, connections, transaction

T = TypeVar("T")
Row = tuple[Any, ...]
PARAMETERS_MAX = 30_000  # SQLite takes 32,766 in one statement, PostgreSQL 65,535


def dialect() -> str:
    """Return `sqlite` or `postgresql`."""
    return str(connection.vendor)


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement on this thread's connection and return how many rows it touched."""
    wrapper = connections["default"]
    if is_watched(wrapper):
        with wrapper.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)
    with wrapper.wrap_database_errors:
        return int(_run(wrapper, sql, params).rowcount)


def is_watched(wrapper: Any) -> bool:
    """Whether Django must see each statement: to connect first, to log or count it, or to refuse it after a failure."""
    return (
        wrapper.connection is None
        or wrapper.needs_rollback
        or wrapper.execute_wrappers
        or wrapper.queries_logged
    )  # fmt: skip


def _run(wrapper: Any, sql: str, params: Sequence[Any]) -> Any:
    """Run one statement on the driver's own connection: Django's cursors cost more than what small statements do."""
    if wrapper.vendor == "sqlite":
        return wrapper.connection.execute(_marked(sql), params)
    cursor = wrapper.connection.cursor()
    cursor.execute(sql, params)
    return cursor


@lru_cache(maxsize=1024)
def _marked(sql: str) -> str:
    """Write the marks of parameters as SQLite has them, as Django's own cursor does."""
    return sql.replace("%%", "\0").replace("%s", "?").replace("\0", "%")


def executemany(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement for each of `rows`."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def insert_many(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], returning: str = "") -> list[Row]:
    """Insert `rows` in as few statements as the parameter limit allows, and return the `returning` columns of each.

    The order of what comes back is the database's own: return a column that tells the rows apart.
    """
    found: list[Row] = []
    one = f"({', '.join(['%s'] * len(columns))})"
    tail = f" RETURNING {returning}" if returning else ""
    for part in chunks(rows, PARAMETERS_MAX // len(columns)):
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([one] * len(part))}{tail}"
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for row in part for value in row])
            if returning:
                found.extend(cursor.fetchall())
    return found


def insert_keyed(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert `rows` and return their new keys in the same order.

    The keys are taken first, so that one prepared statement serves any number of rows; a statement that names a
    thousand values is parsed anew for each other number of them.
    """
    keys = _next_keys(table, len(rows))
    marks = ", ".join(["%s"] * (len(columns) + 1))
    sql = f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES ({marks})"
    executemany(sql, [(key, *row) for key, row in zip(keys, rows, strict=True)])
    return keys


def _next_keys(table: str, count: int) -> list[int]:
    """Take the next `count` keys of a table; on SQLite the writer's lock keeps others from taking them too."""
    if not count:
        return []
    if dialect() == "postgresql":
        found = fetchall("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return sorted(int(row[0]) for row in found)
    if not execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table]):
        execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
    last = int(fetchall("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])[0][0])
    return list(range(last - count + 1, last + 1))


def fetch_in(sql: str, values: Sequence[Any], before: Sequence[Any] = ()) -> list[Row]:
    """Run a query for each batch of `values`, put where `sql` says `{in}`; `before` are the parameters ahead of it.

    On SQLite the values travel as one JSON parameter: a statement with five hundred marks is parsed anew each time and
    costs twice what it finds.
    """
    if not values:
        return []
    if dialect() == "sqlite":
        packed = msgspec.json.encode(values).decode()
        return fetchall(sql.replace("{in}", "SELECT value FROM json_each(%s)"), [*before, packed])
    found: list[Row] = []
    for part in chunks(values, PARAMETERS_MAX - len(before)):
        found.extend(fetchall(sql.replace("{in}", ", ".join(["%s"] * len(part))), [*before, *part]))
    return found


def fetchall(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """Run one query and return all its rows."""
    wrapper = connections["default"]
    if is_watched(wrapper):
        with wrapper.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    with wrapper.wrap_database_errors:
        return list(_run(wrapper, sql, params).fetchall())


def stream(sql: str, params: Sequence[Any] = (), *, size: int = 50_000) -> Iterator[list[Row]]:
    """Run one query and yield its rows in lists of at most `size`, in bounded memory on both databases.

    On PostgreSQL that takes a named cursor inside a transaction of its own, because a plain one buffers every row.
    """
    if dialect() != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(size):
                yield list(rows)
        return
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor(name="regulars_stream") as named:
            named.itersize = size
            named.execute(sql, list(params))
            while rows := named.fetchmany(size):
                yield list(rows)


def chunks(items: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`: the most that one hold of the writer takes (DECISIONS 2)."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def tables() -> list[str]:
    """Return the names of all tables of the database, in order."""
    return sorted(connection.introspection.table_names())


def has_column(table: str, column: str) -> bool:
    """Say whether a table has a column."""
    with connection.cursor() as cursor:
        return column in {one.name for one in connection.introspection.get_table_description(cursor, table)}
