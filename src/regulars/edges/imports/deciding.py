"""From a staged file and a mapping to a plan: every typed column judged as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from regulars.edges.imports.columns import StagedColumns, open_columns
from regulars.edges.imports.evidence import Suggestion, statuses_of, suggest_currency, suggest_tax, suggest_zone
from regulars.edges.imports.layouts import FIELDS, Layout, Mapped
from regulars.edges.imports.notes import Note, note
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.values import dates, numbers
from regulars.edges.imports.values.dates import DateStyle
from regulars.edges.imports.values.numbers import NumberStyle
from regulars.edges.imports.values.shapes import ColumnProfile

NUMERIC = frozenset({"money", "number"})
MONTH_FIRST_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person said beforehand; empty and none leave the decision to the file, then to the shop."""

    zone: str = ""
    currency: str = ""
    date_order: str = ""
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
    joined = frozenset(name for name in mapping if fields[name].is_joined)
    with open_columns(staged, mapping, joined) as columns:
        profiles = {
            name: columns.profile(name, dates=fields[name].value == "instant")
            for name in mapping
            if fields[name].value in NUMERIC | {"instant"}
        }
        zone = suggest_zone(columns, choices.zone, house.zone)
        currency = suggest_currency(columns, _money_signs(kind, profiles), choices.currency, house.currency)
        number_styles, number_notes = _numbers(kind, profiles, house.language)
        order = _usual_order(choices, house, zone.value, currency.value)
        date_styles, date_notes = _dates(kind, profiles, choices.date_order, order)
        tax = suggest_tax(columns, number_styles, layout, choices.prices_include_tax, house.prices_include_tax)
        statuses = statuses_of(columns, choices.statuses or {})
    said = [*staged.notes, *number_notes, *date_notes]
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
        notes=tuple(said),
    )
    return Decided(plan, zone, currency, tax, tuple(statuses))


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
    typed = {name: one for name, one in profiles.items() if FIELDS[kind][name].value == "instant"}
    for name, one in typed.items():
        styles[name], remarks[name] = dates.decide(name, one, usual, forced)
    proven = {styles[name].order for name, said in remarks.items() if said and said.code == "date_order_proven"}
    for name, remark in remarks.items():
        if remark and remark.code == "date_order_default" and len(proven) == 1:
            order = next(iter(proven))
            styles[name], remarks[name] = DateStyle(order), note("date_order_from_file", field=name, order=order)
    return styles, [said for said in remarks.values() if said is not None]


def _usual_order(choices: Choices, house: House, zone: str, currency: str) -> str:
    """The order where nothing decides: month first in the United States, day first elsewhere."""
    if currency == "USD" and (not zone or zone in MONTH_FIRST_ZONES):
        return "month_first"
    return "day_first"


def _money_signs(kind: str, profiles: Mapping[str, ColumnProfile]) -> Counter[str]:
    from regulars.edges.imports.values.currency import in_amounts

    found: Counter[str] = Counter()
    for name, one in profiles.items():
        if FIELDS[kind][name].value == "money":
            found += in_amounts(one.shapes)
    return found


def sample_of(columns: StagedColumns, limit: int = 200) -> dict[str, list[str]]:
    """The first values of each field, for proposing and previewing."""
    rows = columns.fetch(f"SELECT {', '.join(columns.fields)} FROM staged ORDER BY _row LIMIT {int(limit)}")
    return {name: [str(row[place]) for row in rows] for place, name in enumerate(columns.fields)}
