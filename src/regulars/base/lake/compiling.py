"""SQL of Ibis expressions, compiled once: remembered in memory, and in the lake's folder for the next process.

Compiling is what an expression costs most: fifty milliseconds each, a second for a command that prints thirty figures.
The same expression pickles to the same bytes in every process, so that its digest finds what an earlier one compiled.
A remembered file is as good as the lake beside it: whoever could change it could change the figures as well.
"""

from __future__ import annotations

import base64
import hashlib
import os
import pickle
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from regulars import __version__
from regulars.base.lake import views
from regulars.base.lake.arrow import pyarrow
from regulars.base.lake.engine import lake_folder

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

Columns = tuple[tuple[str, str], ...]
RULES = 2  # rises when this module compiles otherwise
KEPT_IN_MEMORY = 512
KEPT_ON_DISK = 4_000
FOLDER = "compiled"


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL of one expression: the tables it reads and what its columns are."""

    sql: str
    tables: tuple[str, ...]
    columns: Columns
    schema: pa.Schema

    def exact(self) -> str:
        """Return SQL whose columns have the types Ibis promised (DuckDB sums to HUGEINT, Parquet makes that DOUBLE)."""
        casts = [
            f"CAST({views.quoted(name)} AS {_duckdb_type(kind)}) AS {views.quoted(name)}" for name, kind in self.columns
        ]
        return f"SELECT {', '.join(casts)} FROM ({self.sql}) AS exact"


class _Stored(msgspec.Struct):
    """A compiled expression as a file has it."""

    sql: str
    tables: tuple[str, ...]
    columns: Columns
    schema: str


_compiled: OrderedDict[Any, Compiled] = OrderedDict()
_compiling = threading.Lock()


def compile_expression(expr: ibis.Expr, *, whole: bool = False) -> Compiled:
    """Return the SQL of an expression, from memory or from the lake's folder when an equal one was compiled before.

    `whole` is for answers as large as their tables, which are computed in bounded memory rather than fast.
    """
    table = expr.as_table()
    key = (table.op(), whole)
    with _compiling:
        known = _compiled.get(key)
        if known is not None:
            _compiled.move_to_end(key)
            return known
        place = _place(key)
        compiled = _read(place)
        if compiled is None:
            compiled = _compile(table, whole)
            _write(place, compiled)
        _compiled[key] = compiled
        while len(_compiled) > KEPT_IN_MEMORY:
            _compiled.popitem(last=False)
        return compiled


def forget_oldest(folder: Path) -> None:
    """Keep the newest files only; called by the sync, which has the lake for itself."""
    files = sorted((folder / FOLDER).glob("*"), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) - KEPT_ON_DISK)]:
        path.unlink(missing_ok=True)


def _compile(table: ibis.Table, whole: bool) -> Compiled:
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
    from ibis.expr import operations as ops

    pyarrow()
    schema = table.schema()
    return Compiled(
        sql=_direct(DuckDBCompiler().to_sqlglot(table), whole).sql("duckdb"),
        tables=tuple(sorted({node.name for node in table.op().find(ops.UnboundTable)})),
        columns=tuple((name, str(kind)) for name, kind in schema.items()),
        schema=schema.to_pyarrow(),
    )


def _direct(query: Any, whole: bool) -> Any:
    """Say the same so that DuckDB does less for it.

    Sums are cast to BIGINT in one step: by way of a decimal is how `base.expressions.as_int64` tells every engine, and
    where a million groups have a dozen sums each it takes a third of the time. A part that is used twice and only reads
    columns is read twice instead of being copied first, unless the `whole` of it would not fit into memory.
    """
    from sqlglot import exp

    works = (exp.Group, exp.Window, exp.Join, exp.Distinct, exp.AggFunc, exp.Order, exp.Limit)
    for part in () if whole else query.find_all(exp.CTE):
        if part.this.find(*works) is None:
            part.set("materialized", False)

    def shortened(node: Any) -> Any:
        if isinstance(node, exp.Cast) and node.to.this == exp.DType.BIGINT:
            inner = node.this
            if isinstance(inner, exp.Cast) and inner.to.sql("duckdb") == "DECIMAL(38, 0)":
                node.set("this", inner.this)
        return node

    return query.transform(shortened, copy=False)


def _place(key: Any) -> Path:
    """Return where the SQL of an expression is remembered; other versions of what compiles it look elsewhere."""
    digest = hashlib.sha256(_versions() + pickle.dumps(key, protocol=5)).hexdigest()
    return lake_folder() / FOLDER / f"{digest}.json"


@cache
def _versions() -> bytes:
    from importlib.metadata import version

    libraries = ("ibis-framework", "sqlglot", "duckdb", "pyarrow")
    return repr([__version__, RULES, *(version(name) for name in libraries)]).encode()


def _read(place: Path) -> Compiled | None:
    try:
        stored = msgspec.json.decode(place.read_bytes(), type=_Stored)
        buffer = pyarrow().py_buffer(base64.b64decode(stored.schema))
        from pyarrow import ipc

        schema = ipc.read_schema(buffer)
    except (OSError, msgspec.DecodeError, ValueError):  # absent, or cut off by a crash: it is compiled anew
        return None
    return Compiled(stored.sql, stored.tables, stored.columns, schema)


def _write(place: Path, compiled: Compiled) -> None:
    """Remember for the next process; a disk that does not take it costs time and nothing else."""
    schema = base64.b64encode(compiled.schema.serialize().to_pybytes()).decode()
    stored = msgspec.json.encode(_Stored(compiled.sql, compiled.tables, compiled.columns, schema))
    new = place.with_suffix(f".{os.getpid()}.new")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.write_bytes(stored)
        os.replace(new, place)


@lru_cache(maxsize=64)
def _duckdb_type(kind: str) -> str:
    from ibis import dtype
    from ibis.backends.sql.datatypes import DuckDBType

    return str(DuckDBType.to_string(dtype(kind)))
