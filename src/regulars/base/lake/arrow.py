"""Rows of Python values to Arrow, without pandas."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
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
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, TypeError) as error:
            raise ValueError(f"{dataset}.{field.name}: {error}") from error
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _fitting(values: Sequence[Any], kind: pa.DataType) -> Sequence[Any]:
    """SQLite has neither bools nor dates: it gives 0 and 1, and ISO texts."""
    pa = pyarrow()
    if kind == pa.bool_():
        return [None if value is None else bool(value) for value in values]
    if kind == pa.date32() and any(isinstance(value, str) for value in values):
        return [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
    return values
