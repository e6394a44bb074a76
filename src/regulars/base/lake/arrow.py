"""Rows of Python values to Arrow, without pandas."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING, Any

from regulars.base.lake.declare import Column, Row

if TYPE_CHECKING:
    import pyarrow as pa

IBIS_TYPES = {
    "int64": "int64",
    "int32": "int32",
    "string": "string",
    "date": "date",
    "bool": "boolean",
    "float64": "float64",
    "timestamp": "timestamp('UTC', 6)",
}


class _Hidden(MetaPathFinder):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("not asked for", name=fullname)


def pyarrow() -> Any:
    """Return pyarrow, after it has made up its mind that there is no pandas.

    Given a list for the first time, pyarrow imports pandas to see whether the list is one of its arrays: half a second
    and 40 MB for nothing (DECISIONS 20). It asks once; here it is told no, unless someone has loaded pandas already.
    """
    import pyarrow as pa

    if not getattr(pyarrow, "settled", False):
        if "pandas" not in sys.modules:
            hidden = _Hidden()
            sys.meta_path.insert(0, hidden)
            try:
                pa.array([0])
            finally:
                sys.meta_path.remove(hidden)
        pyarrow.settled = True  # type: ignore[attr-defined]
    return pa


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the Arrow schema of a dataset."""
    pa = pyarrow()
    types = {
        "int64": pa.int64(),
        "int32": pa.int32(),
        "string": pa.string(),
        "date": pa.date32(),
        "bool": pa.bool_(),
        "float64": pa.float64(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema([(column.name, types[column.type]) for column in columns])


def batch_of(rows: Sequence[Row], schema: pa.Schema, dataset: str) -> pa.RecordBatch:
    """Return `rows` as one batch.

    Raises:
        ValueError: names the dataset and column whose value does not fit.
    """
    pa = pyarrow()
    lists = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    if len(lists) != len(schema):
        raise ValueError(f"{dataset}: a row has {len(lists)} values for {len(schema)} columns")
    arrays = []
    for field, values in zip(schema, lists, strict=True):
        try:
            arrays.append(pa.array(_fitting(values, field.type), field.type))
        except (
            pa.ArrowInvalid,
            pa.ArrowTypeError,
            pa.ArrowNotImplementedError,
            OverflowError,
            TypeError,
            ValueError,
        ) as error:
            raise ValueError(f"{dataset}.{field.name}: {error}") from error
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _fitting(values: Sequence[Any], kind: pa.DataType) -> Sequence[Any]:
    """Return `values` as Arrow should take them.

    SQLite has neither bools nor dates (it gives 0 and 1, and ISO texts), PostgreSQL adds up to `Decimal`. Arrow would
    cut a float to an int and a time to a date, and believe a naive time: those are refused here.
    """
    pa = pyarrow()
    given = set(map(type, values)) - {type(None)}
    if kind == pa.bool_():
        return values if given <= {bool} else [None if value is None else bool(value) for value in values]
    if pa.types.is_integer(kind):
        return values if given <= {int} else [_whole(value) for value in values]
    if kind == pa.date32():
        return values if given <= {date} else [_day(value) for value in values]
    if pa.types.is_timestamp(kind) and datetime in given and any(v.tzinfo is None for v in values if v is not None):
        raise TypeError("a naive time is no instant")
    return values


def _whole(value: Any) -> int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    raise TypeError(f"{value!r} is no whole number")


def _day(value: Any) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise TypeError(f"{value!r} is no date")
