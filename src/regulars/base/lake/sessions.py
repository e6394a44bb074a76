"""Reading: a session pins one snapshot, hands out Ibis tables and answers Ibis expressions.

    with session() as lake:
        sales = lake.table("sales")
        rows = lake.rows(sales.group_by("month").aggregate(orders=sales.count()))

Tables and expressions are bound to nothing: they can be built once and asked of every later session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from regulars.base.lake import manifest as manifests
from regulars.base.lake import parts, views
from regulars.base.lake.arrow import IBIS_TYPES
from regulars.base.lake.compiling import Columns, Compiled, compile_expression
from regulars.base.lake.declare import Config, Dataset, Derived, config_of, registry
from regulars.base.lake.engine import DuckConnection, DuckEngine, engine, lake_folder
from regulars.base.lake.manifest import Manifest
from regulars.kit import clock

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa


class Inputs:
    """What a derived table is built from."""

    def __init__(self, session: Session, needs: tuple[str, ...], config: Config, now: datetime, part: str) -> None:
        self._session, self._needs, self._part = session, needs, part
        self.config, self.now = config, now

    def __call__(self, name: str) -> ibis.Table:
        if name not in self._needs:
            raise ValueError(f"{name!r} is not among its needs {self._needs}")
        table = self._session.table(name)
        return parts.holds(self._part, table) if self._part else table


class Session:
    """One snapshot of the lake, for one thread; made by `session()`.

    The engine is opened with the first question that is not remembered already: it takes a tenth of a second.
    """

    def __init__(self, snapshot: Manifest, on: DuckEngine | None = None) -> None:
        self._snapshot, self._name = snapshot, snapshot.id
        self._engine, self._opened = on, ExitStack()
        self._connected: DuckConnection | None = None

    @property
    def manifest(self) -> str:
        """The snapshot's id; another id means other rows."""
        return self._snapshot.id

    @property
    def home(self) -> str:
        """Where the lake lies; tells the lakes of one process apart."""
        return str(lake_folder())

    @property
    def published_at(self) -> datetime | None:
        """When the snapshot was published, None before the first sync."""
        text = self._snapshot.published_at
        return datetime.fromisoformat(text) if text else None

    def config(self, name: str) -> Config:
        """Return the config with which a table was exported or computed; empty before the first sync."""
        entry = self._snapshot.tables.get(name)
        return entry.config if entry else {}

    def table(self, name: str) -> ibis.Table:
        """Return a registered table. Before the first sync it has all its columns and no rows.

        Raises:
            KeyError: no such table.
        """
        return _unbound(name, self._columns(name))

    def arrow(self, expr: ibis.Expr) -> pa.Table:
        """Return the answer as an Arrow table with the types Ibis promised."""
        compiled = compile_expression(expr)
        self._publish(compiled.tables)
        answer = self._connection.arrow(compiled.sql)
        return answer if answer.schema == compiled.schema else answer.cast(compiled.schema)

    def rows(self, expr: ibis.Expr) -> list[dict[str, Any]]:
        """Return the answer as one dict per row: ints, floats, strings, bools, dates, aware datetimes, None."""
        rows: list[dict[str, Any]] = self.arrow(expr).to_pylist()
        return rows

    def value(self, expr: ibis.Expr) -> Any:
        """Return the one value of an expression that has one row and one column."""
        ((value,),) = (row.values() for row in self.rows(expr))
        return value

    def close(self) -> None:
        if self._connected is not None:
            self._connected.close()
        self._opened.close()

    @property
    def _on(self) -> DuckEngine:
        """The engine, with this snapshot pinned: by whoever gave the engine, else from now on until `close`."""
        if self._engine is None:
            on = engine()
            self._opened.enter_context(on.pin(self._name))
            self._engine = on
        return self._engine

    @property
    def _connection(self) -> DuckConnection:
        if self._connected is None:
            self._connected = self._on.connect(self._name)
        return self._connected

    def build(self, table: Derived, config: Config, now: datetime, part: str = "") -> Compiled:
        """Compile a derived table, or any `part` of it, over this snapshot and make its inputs readable."""
        compiled = compile_expression(table.build(Inputs(self, table.needs, config, now, part)), whole=True)
        self._publish(compiled.tables)
        return compiled

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run SQL over this snapshot, `?` marks a parameter. For the lake's own work; everything else speaks Ibis."""
        return self._connection.execute(sql, params)

    def publish(self, name: str) -> None:
        """Make a table readable by name for `execute`."""
        self._publish((name,))

    def register(self, name: str, table: pa.Table) -> None:
        """Let `execute` read an Arrow table by name; `unregister` when done."""
        self._connection.cursor.register(name, table)

    def unregister(self, name: str) -> None:
        self._connection.cursor.unregister(name)

    def _columns(self, name: str) -> Columns:
        declared = registry.tables.get(name)
        if isinstance(declared, Dataset):
            return tuple((column.name, IBIS_TYPES[column.type]) for column in declared.columns)
        entry = self._snapshot.tables.get(name)
        if entry is not None:
            return entry.columns
        if declared is None:
            raise KeyError(f"the lake has no table {name!r}")
        return self._live(declared).columns

    def _publish(self, names: tuple[str, ...]) -> None:
        self._on.publish(self._name, {name: self._view(name) for name in names if not self._has(name)})

    def _has(self, name: str) -> bool:
        return self._on.has(self._name, name)

    def _view(self, name: str) -> str:
        folder, entry, columns = lake_folder(), self._snapshot.tables.get(name), self._columns(name)
        if entry is None:
            declared = registry.tables[name]
            return self._live(declared).exact() if isinstance(declared, Derived) else views.nothing(columns)
        kept = [column for column, _ in entry.columns]
        if entry.derived:
            return views.plain(columns, entry.files, folder, kept) if entry.files else views.nothing(columns)
        return views.newest(columns, entry.files, folder, kept=kept)

    def _live(self, table: Derived) -> Compiled:
        """A derived table nobody has computed yet answers by its expression: right, only slower."""
        now = clock.now()
        return self.build(table, config_of(table, now), now)


_current: ContextVar[Session | None] = ContextVar("lake_session", default=None)


@contextmanager
def session() -> Iterator[Session]:
    """Pin the newest snapshot; inside another session of this thread, that one."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with reading(manifests.load(lake_folder())) as opened:
        yield opened


@contextmanager
def reading(snapshot: Manifest, on: DuckEngine | None = None) -> Iterator[Session]:
    """Make this snapshot the one that this thread reads; for the lake itself, `on` has it pinned then."""
    opened = Session(snapshot, on)
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)
        opened.close()


def rows_held() -> int:
    """Return how many rows the newest snapshot has in all its tables."""
    return sum(table.live_rows for table in manifests.load(lake_folder()).tables.values())


def current_manifest() -> str:
    """Return the id of this thread's session, else of the newest snapshot."""
    opened = _current.get()
    return opened.manifest if opened is not None else manifests.load(lake_folder()).id


@lru_cache(maxsize=512)
def _unbound(name: str, columns: Columns) -> ibis.Table:
    import ibis

    return ibis.table(dict(columns), name=name)
