"""Questions about whole staged columns, answered by the analytic engine in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.settings import current
from regulars.edges.imports.layouts.layout import Mapped
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.values.shapes import ColumnProfile
from regulars.kit.errors import Refused

SHAPES_MAX = 5_000
ZERO_MARKED = (  # a zero before the separator is an o; values that begin with 1 to 9 need no pattern
    "CASE WHEN v[1] BETWEEN '1' AND '9' THEN v ELSE regexp_replace(v, '^(\\D*)0([.,])', '\\1o\\2') END"
)
YEAR_FIRST = ("9999-", "9999/", "9999.", "9999 ")
_DATE = r"^\D*(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})"


class StagedColumns:
    """One staged file as a table whose columns are fields; close it when done."""

    def __init__(self, staged: Staged, mapping: Mapped, joined: frozenset[str] = frozenset()) -> None:
        import duckdb

        spill = staged.folder / "spill"
        spill.mkdir(exist_ok=True, mode=0o700)
        self._connection: Any = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": f"{current().import_memory_mb}MB",
                "temp_directory": str(spill),
                "threads": 2,
            },
        )
        self._staged = staged
        self._counts: dict[str, list[tuple[str, int]]] = {}
        self.fields = tuple(mapping)
        cells = {name: _cell(staged, mapping[name], name in joined) for name in mapping}
        if "placed_time" in cells and "placed_at" in cells:  # a spreadsheet's day may carry a midnight of its own
            day = f"regexp_replace({cells['placed_at']}, '[ T]00:00(:00)?$', '')"
            cells["placed_at"] = f"trim({day} || ' ' || {cells['placed_time']})"
        picked = ", ".join(f"{cell} AS {name}" for name, cell in cells.items())
        source = str(staged.path).replace("'", "''")
        self._connection.execute(
            f"CREATE VIEW staged AS SELECT _row, _line, _part{', ' + picked if picked else ''} "
            f"FROM read_parquet('{source}')"
        )

    def close(self) -> None:
        self._connection.close()

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query over `staged`."""
        rows: list[tuple[Any, ...]] = self._connection.execute(sql, list(params)).fetchall()
        return rows

    def profile(self, field: str, *, dates: bool = False) -> ColumnProfile:
        """What the whole column looks like."""
        rows = self.fetch(
            f"WITH v AS (SELECT {field} v FROM staged WHERE {field} <> ''), "
            f"s AS (SELECT v, translate({'v' if dates else ZERO_MARKED}, '0123456789', '9999999999') shape FROM v) "
            f"SELECT shape, count(*) n, any_value(v) FROM s GROUP BY 1 ORDER BY n DESC, shape LIMIT {SHAPES_MAX}"
        )
        shapes = {str(row[0]): int(row[1]) for row in rows}
        examples = {str(row[0]): str(row[2]) for row in rows}
        filled = sum(shapes.values())
        if len(shapes) == SHAPES_MAX:
            filled = int(self.fetch(f"SELECT count(*) FROM staged WHERE {field} <> ''")[0][0])
        is_open = dates and not all(shape.startswith(YEAR_FIRST) for shape in shapes)
        triples = self._triples(field) if is_open else {}
        ambiguous = bool(triples) and all(first <= 12 and second <= 12 for first, second, _size in triples)
        breaks = self._breaks(field) if ambiguous else (0, 0)
        return ColumnProfile(self._staged.rows, filled, shapes, examples, triples, *breaks)

    def _triples(self, field: str) -> dict[tuple[int, int, int], int]:
        rows = self.fetch(
            f"WITH v AS (SELECT {field} v FROM staged WHERE {field} <> ''), "
            "m AS (SELECT regexp_extract(v, ?, ['a', 'b', 'c']) d FROM v) "
            "SELECT CAST(d.a AS INTEGER), CAST(d.b AS INTEGER), length(d.c), count(*) FROM m "
            "WHERE d.a <> '' GROUP BY 1, 2, 3 ORDER BY 4 DESC LIMIT 20000",
            [_DATE],
        )
        return {(int(row[0]), int(row[1]), int(row[2])): int(row[3]) for row in rows}

    def _breaks(self, field: str) -> tuple[int, int]:
        """Neighbors against the column's direction, read day first and month first."""
        row = self.fetch(
            f"WITH v AS (SELECT _row, {field} v FROM staged WHERE {field} <> ''), "
            "m AS (SELECT _row, regexp_extract(v, ?, ['a', 'b', 'c']) d FROM v), "
            "k AS (SELECT _row, CAST(d.c AS INTEGER) * 400 y, CAST(d.a AS INTEGER) a, CAST(d.b AS INTEGER) b FROM m "
            "WHERE d.a <> ''), "
            "t AS (SELECT y + b * 32 + a one, y + a * 32 + b two, "
            "lag(y + b * 32 + a) OVER w p_one, lag(y + a * 32 + b) OVER w p_two FROM k WINDOW w AS (ORDER BY _row)) "
            "SELECT count(*) FILTER (one > p_one), count(*) FILTER (one < p_one), "
            "count(*) FILTER (two > p_two), count(*) FILTER (two < p_two) FROM t",
            [_DATE],
        )[0]
        return min(row[0], row[1]), min(row[2], row[3])

    def counts(self, field: str, limit: int = 200) -> list[tuple[str, int]]:
        """The commonest values of a column with their counts; the empty text is among them."""
        if field not in self._counts:
            found = self.fetch(
                f"SELECT {field} v, count(*) n FROM staged GROUP BY 1 ORDER BY n DESC, v LIMIT ?",
                [limit],
            )
            self._counts[field] = [(str(row[0]), int(row[1])) for row in found]
        return self._counts[field]

    def sorted_reader(self, sql: str, rows: int) -> Iterator[Any]:
        """Run a query that sorts by itself, in as little memory as sorting takes."""
        self._connection.execute("SET preserve_insertion_order = false; SET threads = 1")
        yield from self.reader(sql, rows)

    def reader(self, sql: str, rows: int) -> Iterator[Any]:
        """Run a query and yield its rows in Arrow record batches."""
        yield from self._connection.sql(sql).to_arrow_reader(rows)


@contextmanager
def open_columns(staged: Staged, mapping: Mapped, joined: frozenset[str] = frozenset()) -> Iterator[StagedColumns]:
    """Open a staged file's columns under their fields' names; those of `joined` fields are strung together."""
    import duckdb

    columns = StagedColumns(staged, mapping, joined)
    try:
        yield columns
    except duckdb.OutOfMemoryException as error:
        raise Refused(
            "import.memory_too_small",
            _("Reading %(file)s needs more than %(megabytes)s MB of memory."),
            field="file",
            value=staged.file_name,
            fix=_("Raise REGULARS_IMPORT_MEMORY_MB, or export the file again with the columns that matter."),
            params={"file": staged.file_name, "megabytes": current().import_memory_mb},
        ) from error
    finally:
        columns.close()


def _cell(staged: Staged, names: Sequence[str], joined: bool) -> str:
    """The first filled one of the columns, or all of them."""
    cells = [f"trim({staged.column(name)}, ' \t\u00a0')" for name in names]
    if len(cells) == 1:
        return cells[0]
    if joined:
        return "concat_ws(';', " + ", ".join(f"nullif({cell}, '')" for cell in cells) + ")"
    return "coalesce(" + ", ".join(f"nullif({cell}, '')" for cell in cells) + ", '')"
