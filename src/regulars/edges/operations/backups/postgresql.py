"""Copying and restoring a PostgreSQL database with its own tools, in one snapshot with our counts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from regulars.edges.operations.backups.disk import sync_file
from regulars.kit.errors import Refused

Report = Callable[[int, int | None, str], None]
ASIDE_PREFIX = "before_restore_"
ERROR_LENGTH_MAX = 600
COPY_BEGINS, COPY_ENDS = b"COPY public.", b"\\."


def copy_database(url: str, target: Path, report: Report) -> tuple[dict[str, int], list[str]]:
    """Dump the state of one instant and return its rows by table and its applied migrations."""
    tool = _tool("pg_dump")
    with _connect(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = str(connection.execute("SELECT pg_export_snapshot()").fetchone()[0])
        report(0, None, "database")
        command = [tool, "-Fc", "--no-owner", "--no-acl", f"--exclude-schema={ASIDE_PREFIX}*"]
        _run([*command, f"--snapshot={snapshot}", f"--file={target}"], url)
        counts, migrations = row_counts(connection), applied_migrations(connection)
        connection.execute("ROLLBACK")
    target.chmod(0o600)
    sync_file(target)
    return counts, migrations


def database_faults(path: Path, expected: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with a dump, read to its end without a server: readable at all, and its numbers of rows."""
    try:
        counts = _rows_in(path)
    except Refused as refused:
        yield refused.message
        return
    for table in sorted({*counts, *expected}):
        if counts.get(table) != expected.get(table):
            yield f"{table} has {counts.get(table, 'no')} rows, not {expected.get(table, 'none')}"


def is_empty(url: str) -> bool:
    """Say whether a database has no tables of its own."""
    with _connect(url) as connection:
        return not row_names(connection)


def set_aside(url: str, name: str) -> None:
    """Keep everything of a database under another schema, and make room for a restore."""
    with _connect(url) as connection, connection.transaction():
        connection.execute(f'ALTER SCHEMA public RENAME TO "{_aside(name)}"')
        connection.execute("CREATE SCHEMA public")


def put_back(url: str, name: str) -> None:
    """Undo `set_aside` after a restore that failed."""
    with _connect(url) as connection, connection.transaction():
        connection.execute("DROP SCHEMA IF EXISTS public CASCADE")
        connection.execute(f'ALTER SCHEMA "{_aside(name)}" RENAME TO public')


def load_dump(url: str, path: Path) -> None:
    """Restore a dump in one transaction: all of it, or nothing."""
    command = [_tool("pg_restore"), "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction"]
    _run([*command, f"--dbname={_place(url)['PGDATABASE']}", str(path)], url)


def create_database(url: str, name: str) -> str:
    """Make an empty database beside another one, and return its address."""
    with _connect(url) as connection:
        connection.execute(f'CREATE DATABASE "{_plain(name)}"')
    return urlsplit(url)._replace(path=f"/{_plain(name)}").geturl()


def drop_database(url: str, name: str) -> None:
    """Remove what `create_database` made."""
    with _connect(url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{_plain(name)}" WITH (FORCE)')


def row_names(connection: Any) -> list[str]:
    """Return the names of all tables."""
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [str(row[0]) for row in found.fetchall()]


def row_counts(connection: Any) -> dict[str, int]:
    """Return the rows of every table."""
    return {name: int(connection.execute(_counting(name)).fetchone()[0]) for name in row_names(connection)}


def applied_migrations(connection: Any) -> list[str]:
    """Return every applied migration as `app.name`."""
    if "django_migrations" not in row_names(connection):
        return []
    rows = connection.execute("SELECT app, name FROM public.django_migrations").fetchall()
    return sorted(f"{app}.{name}" for app, name in rows)


def _rows_in(path: Path) -> dict[str, int]:
    """Count rows in the script that a dump turns into: every byte of it is unpacked on the way."""
    command = [_tool("pg_restore"), "--data-only", "--file=-", str(path)]
    counts: dict[str, int] = {}
    table = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if table:
                if line.rstrip(b"\n") == COPY_ENDS:
                    table = ""
                else:
                    counts[table] += 1
            elif line.startswith(COPY_BEGINS):
                table = line.removeprefix(COPY_BEGINS).split(b" ", 1)[0].decode().strip('"')
                counts[table] = 0
        problem = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise Refused("backup.dump_unreadable", f"the dump cannot be read: {problem[:ERROR_LENGTH_MAX]}")
    return counts


def _aside(name: str) -> str:
    return ASIDE_PREFIX + _plain(name)


def _plain(name: str) -> str:
    return "".join(one for one in name if one.isalnum() or one == "_").lower()


def _counting(table: str) -> str:
    quoted = table.replace('"', '""')
    return f'SELECT count(*) FROM public."{quoted}"'


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refused(
            "backup.no_tool",
            f"{name} is not on this machine",
            fix="Install PostgreSQL's client programs (Debian: apt-get install postgresql-client).",
        )
    return found


def _run(command: list[str], url: str) -> None:
    environ = {**os.environ, **_place(url)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        words = done.stderr.strip()[-ERROR_LENGTH_MAX:] or f"exit {done.returncode}"
        raise Refused("backup.tool_failed", f"{Path(command[0]).name} failed: {words}")


def _place(url: str) -> dict[str, str]:
    """Return the address as the variables that PostgreSQL's programs read, so that no password is on a command line."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = {
        "PGHOST": unquote(parts.hostname or "") or query.get("host", ""),
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
    }
    return {name: value for name, value in found.items() if value}


def _connect(url: str) -> Any:
    import psycopg

    place = _place(url)
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    return psycopg.connect(autocommit=True, **{names[key]: value for key, value in place.items()})  # type: ignore[arg-type]
