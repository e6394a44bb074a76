"""What the lake holds: datasets copied from the state, and tables derived from them. Domains declare, the lake does.

register(Dataset("orders", COLUMNS, SELECT, convert=converter, config=zone_and_currency))
register(Derived("sales", needs=("orders", "order_lines"), build=sales))
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

import regulars
from regulars.base import state
from regulars.base.lake import guard

if TYPE_CHECKING:
    import ibis

ColumnType = Literal["int64", "int32", "string", "date", "bool", "float64", "timestamp"]
Row = Sequence[Any]
Config = Mapping[str, Any]
TYPES: frozenset[str] = frozenset({"int64", "int32", "string", "date", "bool", "float64", "timestamp"})
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset. `of` names the state column it copies (`orders.Order.number`) for the privacy check.

    `timestamp` is an instant in UTC with microseconds, `date` a day of the shop; `int64` serves ids and minor units.
    """

    name: str
    type: ColumnType
    of: str = ""


class Tables(Protocol):
    """What a derived table is built from: its inputs by name, the config of this sync and its instant."""

    config: Config
    now: datetime

    def __call__(self, name: str) -> ibis.Table: ...


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows copied from the state, newest version of each id only.

    `select` is SQL with two `%s`: rows with `changed_seq > %s AND changed_seq <= %s`, ordered by changed_seq and id,
    columns in any shape `convert` understands (without it, exactly `columns`). It may be a function, for SQL that
    differs by `state.dialect()`. The first two of `columns` are `id` and `changed_seq`, both int64; a bool column
    `deleted` marks tombstones, which vanish from the lake.
    `convert` is called once per sync with `config(now)` and answers a function from a row of `select` to a row of
    `columns`. When config, columns, select or the module of `convert` change, all rows are exported again.
    `older(after, upto)` yields rows in the shape of `select` that left the state and are kept elsewhere.
    """

    name: str
    columns: tuple[Column, ...]
    select: str | Callable[[], str]
    convert: Callable[[Config], Callable[[Row], Row]] | None = None
    config: Callable[[datetime], Config] | None = None
    sort: tuple[str, ...] = ("id",)
    version: int = 1
    older: Callable[[int, int], Iterator[list[Any]]] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(self.columns))
        names = [column.name for column in self.columns]
        _check(NAME.fullmatch(self.name) is not None, f"{self.name!r} is no dataset name")
        _check(all(column.type in TYPES for column in self.columns), f"{self.name}: unknown column type")
        _check(len(set(names)) == len(names), f"{self.name}: a column is named twice")
        heads = [(column.name, column.type) for column in self.columns[:2]]
        _check(
            heads == [("id", "int64"), ("changed_seq", "int64")],
            f"{self.name}: id and changed_seq come first, int64",
        )
        _check(set(self.sort) <= set(names), f"{self.name}: sorted by an unknown column")

    @property
    def has_tombstones(self) -> bool:
        return any(column.name == "deleted" for column in self.columns)

    def sql(self) -> str:
        return self.select if isinstance(self.select, str) else self.select()

    def rows(self, after: int, upto: int, size: int) -> Iterator[list[Any]]:
        """Yield what changed after one number and up to another, in lists of at most `size` rows."""
        if self.older is not None:
            yield from self.older(after, upto)
        yield from state.stream(self.sql(), [after, upto], size=size)

    def fingerprint(self, config: Config) -> str:
        """Change with anything that makes exported rows wrong."""
        columns = [[column.name, column.type] for column in self.columns]
        code = module_digest(self.convert) if self.convert else ""
        return digest([columns, self.sql(), list(self.sort), self.version, config, code])


@dataclass(frozen=True, slots=True)
class Derived:
    """A table computed from others at the end of a sync and kept as Parquet.

    `build(table)` answers an Ibis table; `table("orders")` is an input named in `needs`, `table.config` is
    `config(now)`, `table.now` the instant of the sync. It is computed again when an input, the config, the module of
    `build` or the release of the product changed. Rows are sorted by `sort`, else by `customer` and `id`.

    `by_customer` says that a customer's rows are computed from that customer's rows in the inputs alone, and a row of
    nobody known from its own: it is kept in parts then (`parts`), and only those are computed again whose rows changed.
    Such a table has the columns `customer` and, where it needs a dataset, `id`: that of the rows in the dataset; an
    input without a customer names its row of the table in the column that `links` says.
    """

    name: str
    needs: tuple[str, ...]
    build: Callable[[Tables], ibis.Table]
    config: Callable[[datetime], Config] | None = None
    sort: tuple[str, ...] = ()
    version: int = 1
    by_customer: bool = False
    links: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", tuple(self.needs))
        _check(NAME.fullmatch(self.name) is not None, f"{self.name!r} is no table name")

    def fingerprint(self, config: Config) -> str:
        code = [module_digest(self.build), regulars.__version__]
        own = [list(self.needs), list(self.sort), self.version, self.by_customer, dict(self.links)]
        return digest([*own, config, code])


Declaration = Dataset | Derived


@dataclass(slots=True)
class Registry:
    """All declarations of this process, in the order in which they were made."""

    tables: dict[str, Declaration] = field(default_factory=dict)
    checked: bool = False

    def add(self, declaration: Declaration) -> None:
        known = self.tables.get(declaration.name)
        if known is not None and known != declaration:
            raise ValueError(f"{declaration.name} is declared twice")
        self.tables[declaration.name] = declaration
        self.checked = False

    def datasets(self) -> list[Dataset]:
        return [table for table in self.tables.values() if isinstance(table, Dataset)]

    def derived(self) -> list[Derived]:
        """Return derived tables, inputs before those that need them.

        Raises:
            ValueError: one needs an unknown table, or itself in a circle.
        """
        ordered: dict[str, Derived] = {}
        waiting = {table.name: table for table in self.tables.values() if isinstance(table, Derived)}
        sources = {dataset.name for dataset in self.datasets()}
        while waiting:
            ready = [t for t in waiting.values() if all(need in sources or need in ordered for need in t.needs)]
            if not ready:
                raise ValueError(f"these derived tables need an unknown table or each other: {sorted(waiting)}")
            for table in ready:
                ordered[table.name] = waiting.pop(table.name)
        return list(ordered.values())

    def check(self) -> None:
        """Refuse personal columns and impossible orders; runs once, when every app has declared its part.

        Raises:
            ValueError: names each column at fault.
        """
        if self.checked:
            return
        found = [
            f"{dataset.name}.{column.name}: {why}"
            for dataset in self.datasets()
            for column in dataset.columns
            if (why := guard.objection(column.name, column.of))
        ]
        _check(not found, f"the lake holds no personal column: {found}")
        self.derived()
        self.checked = True


registry = Registry()


def register(declaration: Declaration) -> None:
    """Declare a dataset or a derived table; call it from `apps.py`, `ready()`. Declaring the same twice is harmless."""
    registry.add(declaration)


def config_of(declaration: Declaration, now: datetime) -> Config:
    """Return the declaration's config as JSON would give it back, so that it compares with a stored one."""
    config: Config = json.loads(json.dumps(dict(declaration.config(now)), default=_plain)) if declaration.config else {}
    return config


def digest(value: object) -> str:
    """Return a short digest of JSON-like data, the same in every process."""
    text = json.dumps(value, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def module_digest(function: Callable[..., Any]) -> str:
    """Return a digest of the source of the module that defines `function`."""
    module = inspect.getmodule(inspect.unwrap(function))
    try:
        source = inspect.getsource(module) if module else ""
    except OSError:
        source = ""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"config of the lake takes numbers, texts, dates and lists of them, not {type(value).__name__}")


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
