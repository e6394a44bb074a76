"""Parquet, column by column, as the same raw text that a CSV of it would hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.notes import note
from regulars.edges.imports.reading.cells import as_text
from regulars.edges.imports.reading.header import find
from regulars.edges.imports.reading.table import Batch, Description, batch_rows
from regulars.kit.errors import Refused


class ParquetTable:
    """A Parquet file; its schema is its header and row numbers start at 1."""

    def __init__(self, path: Path) -> None:
        self._path = path
        schema = self._open().schema_arrow
        header = find([list(schema.names)], lambda _name: True)
        notes = (note("duplicate_headers", count=header.duplicates),) if header.duplicates else ()
        names = header.names if header.index >= 0 else tuple(schema.names)
        self._description = Description(path, "parquet", names, 0, notes=notes)

    @property
    def description(self) -> Description:
        return self._description

    def batches(self) -> Iterator[Batch]:
        line = 1
        with self._damage():
            for chunk in self._open().iter_batches(batch_size=batch_rows(len(self._description.header))):
                columns = [_texts(column) for column in chunk.columns]
                yield Batch(list(range(line, line + chunk.num_rows)), columns)
                line += chunk.num_rows

    def _open(self) -> Any:
        import pyarrow.parquet as pq

        with self._damage():
            return pq.ParquetFile(self._path)

    @contextmanager
    def _damage(self) -> Iterator[None]:
        """Tell damage as such, in the footer or in a page that is read much later."""
        import pyarrow as pa

        try:
            yield
        except (pa.ArrowException, OSError) as error:
            raise Refused(
                "import.broken_file",
                _("The Parquet file %(path)s is damaged."),
                field="file",
                value=self._path.name,
                fix=_("Export it again."),
                params={"path": self._path.name},
            ) from error


def _texts(column: Any) -> list[str]:
    """Each distinct value is written once."""
    import pyarrow as pa

    if pa.types.is_nested(column.type):
        return [as_text(value) for value in _values(column)]
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = [as_text(value) for value in _values(encoded.dictionary)]
    words.append("")
    nothing = len(words) - 1
    return [words[nothing if place is None else place] for place in encoded.indices.to_pylist()]


def _values(column: Any) -> list[Any]:
    """The column's values; those that Python has no date or time for come as their text."""
    try:
        found: list[Any] = column.to_pylist()
    except (OverflowError, ValueError):
        return [_value(one) for one in column]
    return found


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return str(getattr(scalar, "value", ""))
