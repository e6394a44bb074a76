"""From a staged file and a mapping to a plan: every typed column judged as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from regulars.edges.imports.columns import open_columns
from regulars.edges.imports.evidence import Suggestion, statuses_of, suggest_currency, suggest_tax, suggest_zone
from regulars.edges.imports.layouts import FIELDS, MAPPED, Layout, Mapped
from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.values import dates, numbers
from regulars.edges.imports.values.dates import DateStyle
from regulars.edges.imports.values.numbers import NumberStyle
from regulars.edges.imports.values.shapes import ColumnProfile

NUMERIC = frozenset({"money", "number"})
DATED = frozenset({"instant", "moment"})
MONTH_FIRST_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person said beforehand; empty and none leave the decision to the file, then to the shop.

    `saved_order` is the order of day and month of the last file with this header: for columns that prove none.
    """

    zone: str = ""
    currency: str = ""
    date_order: str = ""
    saved_order: str = ""
    prices_include_tax: bool | None = None
    statuses: Mapping[str, str] | None = None
    source: str = ""
    drop_duplicate_lines: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """What is the custom of this shop: its zone and currency once it is set up, and its language."""

    zone: str = ""
    currency: str = ""
    prices_include_tax: bool | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Decided:
    """A plan with what led to it: suggestions for what the file does not say, and its statuses with their counts."""

    plan: Plan
    zone: Suggestion
    currency: Suggestion
    tax: Suggestion
    statuses: tuple[tuple[str, int, str, bool], ...]


def decide(staged: Staged, kind: str, layout: Layout, mapping: Mapped, choices: Choices, house: House) -> Decided:
    """Judge the columns of a mapping and make the plan."""
    fields = FIELDS[kind]
    mapping, level_notes = _per_line(staged, layout, mapping)
    joined = frozenset(name for name in mapping if fields[name].is_joined)
    with open_columns(staged, mapping, joined) as columns:
        profiles = {
            name: columns.profile(name, dates=fields[name].value in DATED)
            for name in mapping
            if fields[name].value in NUMERIC | DATED
        }
        zone = suggest_zone(columns, choices.zone, house.zone)
        currency = suggest_currency(columns, _money_signs(kind, profiles), choices.currency, house.currency)
        number_styles, number_notes = _numbers(kind, profiles, house.language)
        order = _usual_order(choices, house, zone.value, currency.value)
        date_styles, date_notes = _dates(kind, profiles, choices.date_order, order)
        if choices.saved_order and not choices.date_order:
            date_notes = [_as_before(one, choices.saved_order) for one in date_notes]
        tax = suggest_tax(columns, number_styles, layout, choices.prices_include_tax, house.prices_include_tax)
        statuses = statuses_of(columns, choices.statuses or {})
    said = [*staged.notes, *level_notes, *number_notes, *date_notes]
    said += [one.note for one in (zone, currency, tax) if one.note is not None]
    unknown = [word for word, _count, _meaning, is_known in statuses if not is_known]
    if unknown:
        said.append(note("statuses_unknown", certain=False, words=", ".join(unknown[:5])))
    plan = Plan(
        kind=kind,
        layout_name=layout.name,
        source=choices.source or layout.source,
        header=staged.header,
        mapping=mapping,
        zone=zone.value,
        currency=currency.value,
        prices_include_tax=_tax_choice(tax.value),
        numbers=number_styles,
        dates=date_styles,
        statuses=dict(choices.statuses or {}),
        drop_duplicate_lines=choices.drop_duplicate_lines,
        notes=tuple(_by_column(one, mapping) for one in said),
    )
    return Decided(plan, zone, currency, tax, tuple(statuses))


def _by_column(remark: Note, mapping: Mapped) -> Note:
    """People know their columns' names, not our fields'."""
    names = mapping.get(str(remark.params.get("field", "")))
    if not names:
        return remark
    return Note(remark.code, {**remark.params, "field": " / ".join(names[:2])}, remark.is_certain)


def _per_line(staged: Staged, layout: Layout, mapping: Mapped) -> tuple[Mapped, list[Note]]:
    """Amounts under an order's names may be each line's own: then they differ between the rows of one order."""
    key = next((name for name in ("order_id", "order_number") if name in mapping), "")
    candidates = [name for name in LINE_TWINS if name in mapping and LINE_TWINS[name] not in mapping]
    if layout.name != MAPPED or not key or not candidates or not mapping.keys() & {"product", "sku", "quantity"}:
        return mapping, []
    with open_columns(staged, {name: mapping[name] for name in (key, *candidates)}) as columns:
        counts = ", ".join(f"count(*) FILTER (n > 1 AND d_{name} > 1)" for name in candidates)
        distinct = ", ".join(f"count(DISTINCT {name}) d_{name}" for name in candidates)
        several, *differing = columns.fetch(
            f"SELECT count(*) FILTER (n > 1), {counts} FROM (SELECT count(*) n, {distinct} FROM staged GROUP BY {key})"
        )[0]
    moved = dict(mapping)
    said: list[Note] = []
    for name, count in zip(candidates, differing, strict=True):
        if several and count > 0.05 * several:
            moved[LINE_TWINS[name]] = moved.pop(name)
            said.append(note("read_per_line", field=name))
    return moved, said


LINE_TWINS = {"discount": "line_discount", "tax": "line_tax", "total": "line_total"}


def _tax_choice(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def _numbers(
    kind: str, profiles: Mapping[str, ColumnProfile], language: str
) -> tuple[dict[str, NumberStyle], list[Note]]:
    found = {name: numbers.votes(one) for name, one in profiles.items() if FIELDS[kind][name].value in NUMERIC}
    whole = numbers.joint_votes(found.values())
    locale_sign = "," if language == "de" else "."
    styles: dict[str, NumberStyle] = {}
    said: list[Note] = []
    for name, own in found.items():
        styles[name], remark = numbers.decide(name, own, whole, locale_sign)
        if remark is not None and (styles[name].decimal == "," or not remark.is_certain):
            said.append(remark)
    return styles, said


def _dates(
    kind: str, profiles: Mapping[str, ColumnProfile], forced: str, usual: str
) -> tuple[dict[str, DateStyle], list[Note]]:
    """The first column that proves an order lends it to those that prove none."""
    styles: dict[str, DateStyle] = {}
    remarks: dict[str, Note | None] = {}
    typed = {name: one for name, one in profiles.items() if FIELDS[kind][name].value in DATED}
    for name, one in typed.items():
        styles[name], remarks[name] = dates.decide(name, one, usual, forced)
    proven = {styles[name].order for name, said in remarks.items() if said and said.code == "date_order_proven"}
    for name, remark in remarks.items():
        if remark and remark.code == "date_order_default" and len(proven) == 1:
            order = next(iter(proven))
            styles[name], remarks[name] = DateStyle(order), note("date_order_from_file", field=name, order=order)
    return styles, [said for said in remarks.values() if said is not None]


def _usual_order(choices: Choices, house: House, zone: str, currency: str) -> str:
    """The order where nothing decides: as before, else month first in the United States, day first elsewhere."""
    if choices.saved_order:
        return choices.saved_order
    if currency == "USD" and (not zone or zone in MONTH_FIRST_ZONES):
        return "month_first"
    return "day_first"


def _as_before(remark: Note, order: str) -> Note:
    if remark.code != "date_order_default":
        return remark
    return note("date_order_saved", field=remark.params["field"], order=order)


def _money_signs(kind: str, profiles: Mapping[str, ColumnProfile]) -> Counter[str]:
    from regulars.edges.imports.values.currency import in_amounts

    found: Counter[str] = Counter()
    for name, one in profiles.items():
        if FIELDS[kind][name].value == "money":
            found += in_amounts(one.shapes)
    return found
