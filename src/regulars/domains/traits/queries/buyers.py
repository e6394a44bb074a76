"""Reads of traits: the tables the lake keeps, and one customer's row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from regulars.base.lake import Tables, session
from regulars.domains.orders.queries import last_full_day
from regulars.domains.traits import facts

if TYPE_CHECKING:
    from ibis import Table


@dataclass(frozen=True, slots=True)
class TraitsRow:
    """What a buyer's history says as of a day; money in minor units of the reporting currency."""

    customer: int
    as_of: date
    first_on: date
    last_on: date
    orders_sold: int
    purchase_days: int
    sold_rep: int | None
    net_rep: int | None
    median_gap_days: float | None
    cadence_days: float | None
    state: str
    r: int
    f: int
    m: int


def buyers_config(now: datetime) -> dict[str, Any]:
    """Return what `buyers` depends on besides its rows: the day it looks back from."""
    return {"as_of": last_full_day(now)}


def alone_to_date(basis: str) -> Callable[[Tables], Table]:
    """Build what follows from each buyer's own sales up to the last full day."""

    def build(table: Tables) -> Table:
        return facts.alone(table, _day(table), basis)

    return build


def buyers_to_date(basis: str, own: str) -> Callable[[Tables], Table]:
    """Build the buyers of a basis as of the last full day from the table `own`: what follows from their own sales."""

    def build(table: Tables) -> Table:
        return facts.among_all(table(own), _day(table), basis)

    return build


def _day(table: Tables) -> date:
    return date.fromisoformat(str(table.config["as_of"]))


def traits_of(customer: int) -> TraitsRow | None:
    """Return one buyer's traits, or none for somebody who has not bought."""
    names = TraitsRow.__dataclass_fields__
    with session() as lake:
        buyers = lake.table("buyers")
        rows = lake.rows(buyers.filter(buyers.customer == customer).select(*names))
    return TraitsRow(**rows[0]) if rows else None


def buyers_at(sales: Table, as_of: date, basis: str) -> Table:
    """Return the table of buyers that any selection of `sales` makes, as of a day; columns as in `facts.buyers`."""
    return facts.buyers(lambda _name: sales, as_of, basis)
