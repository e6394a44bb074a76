"""Files whose rows stand alone: customers, products, unit costs, ad spend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from regulars.domains.catalog.types import CostFacts
from regulars.domains.customers.types import PersonFacts
from regulars.domains.insights.types import SpendFacts
from regulars.edges.imports.assembling.converting import Converter, Window
from regulars.edges.imports.assembling.people import PersonMaker
from regulars.edges.imports.assembling.portions import BadRow, Portion
from regulars.edges.imports.assembling.products import ProductMaker
from regulars.edges.imports.columns import open_columns
from regulars.edges.imports.layouts import COSTS, CUSTOMERS, FIELDS, PRODUCTS
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

WINDOW_ROWS = 10_000
NOTHING = {"list": (), "money": None, "number": None, "instant": None, "flag": None}

Make = Callable[[Mapping[str, Any]], Any]


def rows_of(staged: Staged, plan: Plan) -> Iterator[Portion]:
    """Every row of the file as one fact each, a window at a time; rows that only add a picture give none."""
    fields = FIELDS[plan.kind]
    absent = {name: NOTHING.get(field.value, "") for name, field in fields.items()}
    with open_columns(staged, plan.mapping) as columns:
        make = _maker(plan, ProductMaker(plan, columns) if plan.kind == PRODUCTS else None)
        converter = Converter(plan)
        names = ", ".join(["_line", "_part", *columns.fields])
        for batch in columns.reader(f"SELECT {names} FROM staged ORDER BY _row", WINDOW_ROWS):
            yield _portion(converter.window(batch), absent, make)


def _portion(window: Window, absent: Mapping[str, Any], make: Make) -> Portion:
    portion = Portion(rows=window.rows)
    names = list(window.columns)
    for row, cells in enumerate(zip(*window.columns.values(), strict=True)):
        if row in window.bad:
            portion.bad.append(BadRow(int(window.lines[row]), tuple(window.bad[row])))
            continue
        found = make({**absent, **dict(zip(names, cells, strict=True))})
        if isinstance(found, Unreadable):
            portion.bad.append(BadRow(int(window.lines[row]), ((str(found.params["field"]), found),)))
        elif found is not None:
            portion.statements.append(found)
            portion.sizes.append(1)
        else:
            portion.beside += 1
    return portion


def _maker(plan: Plan, products: ProductMaker | None) -> Make:
    if products is not None:
        return products.of
    if plan.kind == CUSTOMERS:
        people = PersonMaker()
        return lambda cells: _customer(people.of(cells), cells)
    if plan.kind == COSTS:
        return lambda cells: _cost(cells, plan)
    return lambda cells: _spend(cells, plan)


def _customer(person: PersonFacts | None, cells: Mapping[str, Any]) -> PersonFacts | Unreadable:
    if person is None or not (person.external_id or person.email or person.phone):
        return Unreadable("no_identity", "", {"field": "email"})
    return PersonFacts(
        external_id=person.external_id,
        email=person.email,
        phone=person.phone,
        name=person.name,
        country=person.country,
        language=person.language,
        city=person.city,
        tags=cells["tags"],
        created_at=cells["created_at"],
    )


def _cost(cells: Mapping[str, Any], plan: Plan) -> CostFacts | Unreadable:
    if not (cells["sku"] or cells["product_id"] or cells["product"]):
        return Unreadable("empty_cell", "", {"field": "sku"})
    if cells["cost"] is None:
        return Unreadable("empty_cell", "", {"field": "cost"})
    return CostFacts(
        cost_micros=cells["cost"],
        currency=cells["currency"] or plan.currency,
        starts_on=local_day(cells["starts_on"], plan),
        sku=cells["sku"],
        external_id=cells["product_id"],
        title=cells["product"],
    )


def _spend(cells: Mapping[str, Any], plan: Plan) -> SpendFacts | Unreadable:
    for name in ("spent_on", "amount"):
        if cells[name] is None:
            return Unreadable("empty_cell", "", {"field": name})
    currency = cells["currency"] or plan.currency
    day = local_day(cells["spent_on"], plan)
    assert day is not None
    amount = half_even(cells["amount"], 10 ** (6 - minor_digits(currency)))
    return SpendFacts(day, amount, currency, cells["channel"], cells["campaign"])


def local_day(instant: datetime | None, plan: Plan) -> date | None:
    """The shop's day of an instant that was read from a date."""
    return None if instant is None else instant.astimezone(ZoneInfo(plan.zone or "UTC")).date()
