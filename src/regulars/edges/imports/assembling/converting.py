"""A batch of staged text as columns of values. Each distinct text is read once, whatever the number of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from regulars.edges.imports.layouts import FIELDS
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.values import currency, dates, numbers, words
from regulars.edges.imports.values.dates import DateStyle
from regulars.edges.imports.values.numbers import NumberStyle
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.kit.rounding import half_even

CACHE_MAX = 50_000

Convert = Callable[[str], Any]


@dataclass(slots=True)
class Window:
    """Rows of one batch: `columns` of values by field, `lines` in the file, `parts`, and what could not be read.

    `bad` has the rows (by place in the batch) with their unreadable cells; those rows are not to be used.
    """

    rows: int
    columns: dict[str, list[Any]]
    lines: Any
    parts: Any
    bad: dict[int, list[tuple[str, Unreadable]]]


class Converter:
    """Converts batches under one plan."""

    def __init__(self, plan: Plan) -> None:
        zone = ZoneInfo(plan.zone or "UTC")
        self._reads: dict[str, Convert] = {name: _reader(plan, name, zone) for name in plan.mapping}
        self._seen: dict[str, dict[str, Any]] = {name: {} for name in plan.mapping}

    def window(self, batch: Any) -> Window:
        """Convert one Arrow record batch with `_line`, `_part` and a text column for each field."""
        bad: dict[int, list[tuple[str, Unreadable]]] = {}
        columns = {name: self._column(name, batch.column(name), bad) for name in self._reads}
        return Window(
            batch.num_rows,
            columns,
            batch.column("_line").to_numpy(zero_copy_only=False),
            batch.column("_part").to_numpy(zero_copy_only=False),
            bad,
        )

    def _column(self, name: str, column: Any, bad: dict[int, list[tuple[str, Unreadable]]]) -> list[Any]:
        import numpy as np

        encoded = column.dictionary_encode()
        read, seen = self._reads[name], self._seen[name]
        if len(seen) > CACHE_MAX:
            seen.clear()
        distinct = encoded.dictionary.to_pylist()
        values = np.empty(len(distinct) + 1, dtype=object)
        faulty: list[int] = []
        for place, text in enumerate(distinct):
            if text in seen:
                value = seen[text]
            else:
                value = seen[text] = read(text)
            values[place] = value
            if value.__class__ is Unreadable:
                faulty.append(place)
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        if faulty:
            for row in np.flatnonzero(np.isin(indices, faulty)):
                bad.setdefault(int(row), []).append((name, values[indices[row]]))
        found: list[Any] = values[indices].tolist()
        return found


def _reader(plan: Plan, name: str, zone: ZoneInfo) -> Convert:
    value = FIELDS[plan.kind][name].value
    if name == "order_id" and plan.layout.rules.group_by != name:
        return _id_or_nothing
    if value in _SIMPLE:
        return _SIMPLE[value]
    if value == "instant":
        return dates.reader(plan.dates.get(name, DateStyle()), zone)
    if value == "moment":
        return _or_text(dates.reader(plan.dates.get(name, DateStyle()), zone))
    style = plan.numbers.get(name, NumberStyle())
    if value == "money":
        return numbers.reader(style, "" if "currency" in plan.mapping else plan.currency)
    return _in_thousandths(numbers.reader(style))


def _in_thousandths(read: Convert) -> Convert:
    def convert(text: str) -> Any:
        found = read(text)
        return half_even(found, 1_000) if isinstance(found, int) else found

    return convert


def _or_text(read: Convert) -> Convert:
    def convert(text: str) -> Any:
        found = read(text)
        return text if isinstance(found, Unreadable) else found

    return convert


def _currency(text: str) -> str | Unreadable:
    word = words.text_of(text)
    return currency.read(word) or (Unreadable("unknown_currency", text) if word else "")


def _id_or_nothing(text: str) -> str:
    """An id that another field can stand in for: where a spreadsheet has shortened it, that one does."""
    found = words.id_of(text)
    return found if isinstance(found, str) else ""


_SIMPLE: Mapping[str, Convert] = {
    "id": words.id_of,
    "customer": words.customer_id_of,
    "text": words.text_of,
    "list": words.list_of,
    "flag": words.flag_of,
    "currency": _currency,
}
