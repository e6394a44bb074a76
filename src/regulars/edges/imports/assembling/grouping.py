"""Staged rows order by order: a file need not keep an order's rows together, and need not fit in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from regulars.edges.imports.assembling.converting import Converter, Window
from regulars.edges.imports.assembling.orders import OrderBuilder
from regulars.edges.imports.assembling.portions import BadRow, Portion
from regulars.edges.imports.assembling.totals import Months
from regulars.edges.imports.columns import StagedColumns, open_columns
from regulars.edges.imports.layouts import FIELDS
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.values.unreadable import Unreadable

WINDOW_ROWS = 20_000
SCATTERED_MAX = 1_000


def orders_of(staged: Staged, plan: Plan, months: Months | None = None) -> Iterator[Portion]:
    """Every order of the file, a window at a time; the same in the same order whenever it is asked again.

    `months` collects orders and money by month as the orders go by.
    """
    joined = frozenset(name for name in plan.mapping if FIELDS[plan.kind][name].is_joined)
    converter, builder = Converter(plan), OrderBuilder(plan, staged.parts, months)
    group_by = plan.layout.rules.group_by if plan.layout.rules.group_by in plan.mapping else "order_id"
    with open_columns(staged, plan.mapping, joined) as columns:
        rest: Any = None
        for batch in _batches(columns, group_by):
            whole = _joined(rest, batch)
            window = converter.window(whole)
            keep = _complete_rows(window, group_by)
            rest = whole.slice(keep)
            if keep:
                yield _portion(window, keep, group_by, builder)
        if rest is not None and rest.num_rows:
            window = converter.window(rest)
            yield _portion(window, window.rows, group_by, builder)


def _batches(columns: StagedColumns, key: str) -> Iterator[Any]:
    """The rows, each order's together: as they stand where they do already, else the scattered orders sorted last."""
    names = ", ".join(["_line", "_part", *columns.fields])
    scattered = _scattered(columns, key)
    if len(scattered) <= SCATTERED_MAX:
        beside = f"WHERE {key} NOT IN ({_texts(scattered)})" if scattered else ""
        yield from _in_file_order(columns.reader(f"SELECT _row, {names} FROM staged {beside}", WINDOW_ROWS))
        if not scattered:
            return
    only = f"WHERE {key} IN ({_texts(scattered)})" if len(scattered) <= SCATTERED_MAX else ""
    yield from columns.sorted_reader(
        f"WITH f AS (SELECT {key} g, min(_row) first_row FROM staged {only} GROUP BY 1) "
        f"SELECT {names} FROM staged JOIN f ON {key} = g ORDER BY first_row, _row",
        WINDOW_ROWS,
    )


def _in_file_order(batches: Iterator[Any]) -> Iterator[Any]:
    """The engine keeps the order of a scan; sorting what is sorted would cost more than making sure."""
    import numpy as np

    last = -1
    for batch in batches:
        rows = batch.column("_row").to_numpy(zero_copy_only=False)
        if rows[0] <= last or not bool(np.all(rows[1:] > rows[:-1])):
            raise RuntimeError("the engine did not keep the order of the staged rows")
        last = int(rows[-1])
        yield batch.drop_columns(["_row"])


def _scattered(columns: StagedColumns, key: str) -> list[str]:
    """Orders whose rows do not follow each other in the file; one more than `SCATTERED_MAX` stands for many."""
    rows = columns.fetch(
        f"WITH r AS (SELECT {key} g, lag({key}) OVER () p FROM staged) SELECT g FROM r WHERE g IS DISTINCT FROM p "
        f"GROUP BY g HAVING count(*) > 1 ORDER BY g LIMIT {SCATTERED_MAX + 1}"
    )
    return [str(row[0]) for row in rows]


def _texts(values: list[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def _joined(rest: Any, batch: Any) -> Any:
    if rest is None or not rest.num_rows:
        return batch
    import pyarrow as pa

    return pa.Table.from_batches([rest, batch]).combine_chunks().to_batches()[0]


def _portion(window: Window, keep: int, group_by: str, builder: OrderBuilder) -> Portion:
    """Build the orders in the first `keep` rows of a window; each of these rows is accounted for."""
    portion = Portion(rows=keep)
    columns, lines, parts = _usable(window, keep, group_by, portion)
    rows = len(lines)
    builder.bind(columns, rows, parts)
    keys = columns[group_by]
    incomplete = {window.columns[group_by][row] for row in window.bad if row < keep}
    for start, stop in _spans(keys):
        built = builder.build(start, stop)
        portion.skipped += built.skipped
        portion.remarks += built.remarks
        if built.bad:
            portion.bad += [BadRow(int(lines[row]), ((name, why),)) for row, name, why in built.bad]
        if built.statement is not None:
            portion.statements.append(built.statement)
            portion.sizes.append(stop - start - len(built.bad) - sum(built.skipped.values()))
            portion.remarks["incomplete_orders"] += bool(built.bad) or keys[start] in incomplete
    portion.bad.sort(key=lambda one: one.line)
    return portion


def _usable(window: Window, keep: int, group_by: str, portion: Portion) -> tuple[dict[str, list[Any]], Any, Any]:
    """The rows that can be read and have an order, as columns; the others are put down as bad."""
    import numpy as np

    keys = window.columns[group_by]
    for row in range(keep):
        if not keys[row]:
            window.bad.setdefault(row, []).append((group_by, Unreadable("empty_cell", "", {"field": group_by})))
    bad = sorted(row for row in window.bad if row < keep)
    if not bad:
        if keep == window.rows:
            return window.columns, window.lines, window.parts
        columns = {name: column[:keep] for name, column in window.columns.items()}
        return columns, window.lines[:keep], window.parts[:keep]
    portion.bad += [BadRow(int(window.lines[row]), tuple(window.bad[row])) for row in bad]
    usable = np.ones(keep, dtype=bool)
    usable[bad] = False
    rows = np.flatnonzero(usable).tolist()
    columns = {name: [column[row] for row in rows] for name, column in window.columns.items()}
    return columns, window.lines[:keep][usable], window.parts[:keep][usable]


def _spans(keys: list[Any]) -> Iterator[tuple[int, int]]:
    """Where one order's rows begin and end."""
    start, rows = 0, len(keys)
    for row in range(1, rows):
        if keys[row] != keys[row - 1]:
            yield start, row
            start = row
    if rows:
        yield start, rows


def _complete_rows(window: Window, group_by: str) -> int:
    """How many rows hold complete orders: the last order may go on in the next batch."""
    keys = window.columns[group_by]
    last = keys[-1]
    if not last or last.__class__ is Unreadable:
        return window.rows
    row = window.rows - 1
    while row > 0 and keys[row - 1] == last:
        row -= 1
    return row
