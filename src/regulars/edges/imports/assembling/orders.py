"""An order's rows become one order, or a refund that stands on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regulars.edges.imports.assembling import packed
from regulars.edges.imports.assembling.lines import LINE_FIELDS, Key, Line, LineMaker
from regulars.edges.imports.assembling.stating import ABSENT, Order, Statement, Stater
from regulars.edges.imports.assembling.totals import Months
from regulars.edges.imports.layouts.statuses import SKIPPED, meaning_of
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.values.unreadable import Unreadable

BACK_WORDS = frozenset(
    ["refund", "return", "returned", "credit", "credit note", "gutschrift", "rückgabe", "retoure", "erstattung"]
)
CANCEL_WORDS = frozenset(["cancellation", "cancelled", "canceled", "cancel", "void", "storno", "stornierung"])


@dataclass(slots=True)
class Built:
    """What one order's rows gave: a statement or none, rows that could not be used, and why others were passed over."""

    statement: Statement | None = None
    bad: list[tuple[int, str, Unreadable]] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)


class OrderBuilder:
    """Builds the orders of one plan, window by window; `parts` is the number of sheets the file has."""

    def __init__(self, plan: Plan, parts: int = 1, months: Months | None = None) -> None:
        self._plan = plan
        self._rules = plan.layout.rules
        self._parts = parts
        self._mapped = frozenset(plan.mapping)
        self._by_lines = bool(self._mapped & {"unit_price", "line_total", "line_subtotal"})
        self._line_fields = tuple(name for name in LINE_FIELDS if name in plan.mapping)
        self._makers: dict[str, LineMaker] = {}
        self._stater = Stater(plan, months or Months(plan.zone))
        self._columns: Mapping[str, Sequence[Any]] = {}
        self._keys: list[Key] = []
        self._part_of: Any = None

    def bind(self, columns: Mapping[str, Sequence[Any]], rows: int, part_of: Any) -> None:
        """Take the next window's columns."""
        self._columns, self._part_of = columns, part_of
        for maker in self._makers.values():
            maker.forget()
        if self._by_lines:
            self._keys = list(zip(*(columns[name] for name in self._line_fields), strict=True)) if rows else []

    def build(self, start: int, stop: int) -> Built:
        """Build the order in rows `start` to `stop` of the window."""
        built = Built()
        head = self._head(start, stop)
        reference = head["order_id"] or head["order_number"]
        if not reference or head["placed_at"] is None:
            name = "placed_at" if reference else self._rules.group_by
            fault = Unreadable("empty_cell", "", {"field": name})
            built.bad = [(row, name, fault) for row in range(start, stop)]
            return built
        meaning = meaning_of(head["status"], self._plan.statuses) if head["status"] else ""
        if meaning == SKIPPED:
            built.skipped["status_skipped"] += stop - start
            return built
        maker = self._maker(head["currency"] or self._plan.currency)
        lines = self._lines(start, stop, maker, head, built)
        if lines is None:
            blamed = {row for row, _name, _why in built.bad}
            lost = Unreadable("order_lost", "")
            built.bad += [(row, "", lost) for row in range(start, stop) if row not in blamed]
            built.skipped.clear()
            return built
        if stop - start > 1:
            self._remark_on(start, stop, built)
        order = Order(str(reference), head, lines, maker, meaning, self._gives_back(str(reference), head))
        built.statement = self._stater.statement(order, built.remarks)
        return built

    def _head(self, start: int, stop: int) -> dict[str, Any]:
        """Collect the order's own cells: of each column the first filled one, since many exports fill one row only."""
        head = dict(ABSENT)
        several = stop - start > 1
        for name, column in self._columns.items():
            value = column[start]
            if several and not value:
                value = next((one for one in column[start + 1 : stop] if one), value)
            head[name] = value
        if several and head["placed_at"] is not None:
            last = self._columns["placed_at"][stop - 1]
            if last is not None and last < head["placed_at"]:
                head["placed_at"] = last
        return head

    def _gives_back(self, reference: str, head: Mapping[str, Any]) -> str:
        """Return the role of rows that cancel instead of sell; empty for an order."""
        prefix = self._rules.cancellation_prefix
        if prefix and reference.startswith(prefix) and reference[len(prefix) :].isdigit():
            return "cancellation"
        word = str(head["row_type"]).strip().lower()
        if word in CANCEL_WORDS:
            return "cancellation"
        return "return" if word in BACK_WORDS else ""

    def _maker(self, currency: str) -> LineMaker:
        maker = self._makers.get(currency)
        if maker is None:
            maker = self._makers[currency] = LineMaker(currency, self._mapped)
        return maker

    def _lines(self, start: int, stop: int, maker: LineMaker, head: dict[str, Any], built: Built) -> list[Line] | None:
        if self._by_lines:
            return self._own_lines(start, stop, maker, built)
        if self._rules.items:
            lines = packed.lines_of(self._rules.items, head, maker, self._plan)
        else:
            lines = packed.whole_order(head, maker)
        if isinstance(lines, Unreadable):
            name = str(lines.params.get("field", "items"))
            built.bad = [(row, name, lines) for row in range(start, stop)]
            return None
        return lines

    def _own_lines(self, start: int, stop: int, maker: LineMaker, built: Built) -> list[Line] | None:
        rows: Sequence[int] = range(start, stop)
        if self._parts > 1 and self._part_of[start] != self._part_of[stop - 1]:
            rows = self._once_over_parts(rows, built)
        keys = self._keys[start:stop] if isinstance(rows, range) else [self._keys[row] for row in rows]
        found = list(map(maker.made.get, keys))
        if None in found:
            self._make_missing(found, keys, rows, maker, built)
        lines = [line for line in found if line is not None]
        if built.bad and not lines:
            return None
        distinct = len({id(line) for line in lines})
        if distinct < len(lines):
            if self._plan.drop_duplicate_lines:
                built.skipped["duplicate_line"] += len(lines) - distinct
                lines = list({id(line): line for line in lines}.values())
            else:
                built.remarks["identical_lines"] += len(lines) - distinct
        return lines

    def _make_missing(
        self, found: list[Line | None], keys: Sequence[Key], rows: Sequence[int], maker: LineMaker, built: Built
    ) -> None:
        """Make lines seen for the first time; rows that lack a cell are put down as bad."""
        for place, line in enumerate(found):
            if line is not None:
                continue
            key = keys[place]
            made = maker.made.get(key) or maker.line(key)
            if isinstance(made, Unreadable):
                built.bad.append((rows[place], str(made.params["field"]), made))
            else:
                found[place] = made

    def _once_over_parts(self, rows: Sequence[int], built: Built) -> list[int]:
        """Sheets may overlap: of rows that are alike, as many count as the sheet with most of them has."""
        most: Counter[Key] = Counter()
        seen: Counter[tuple[int, Key]] = Counter()
        kept: list[int] = []
        for row in rows:
            key, part = self._keys[row], int(self._part_of[row])
            seen[part, key] += 1
            if seen[part, key] > most[key]:
                most[key] += 1
                kept.append(row)
        built.skipped["same_row_in_two_sheets"] += len(rows) - len(kept)
        return kept

    def _remark_on(self, start: int, stop: int, built: Built) -> None:
        """Rows of one order that name two buyers may be two orders with one number."""
        for name in ("customer_id", "email"):
            column = self._columns.get(name)
            if column is not None and column[start] and column[stop - 1] and column[start] != column[stop - 1]:
                built.remarks["two_buyers_in_one_order"] += 1
                return
