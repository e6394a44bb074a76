"""Customers from the command line: the list with the filters of the screen, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from django.http import QueryDict
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, table
from regulars.base.shop.queries import shop
from regulars.domains.customers import queries as people
from regulars.domains.customers.types import CustomerRow
from regulars.domains.traits import forms, queries
from regulars.domains.traits.types import SEGMENT_NAMES, STATE_NAMES, PersonRow
from regulars.kit import clock
from regulars.kit.money import decimal_text

DAY = click.DateTime(["%Y-%m-%d"])
MANY: tuple[tuple[str, str, Any], ...] = (
    ("state", "How they stand by their own rhythm.", click.Choice(sorted(STATE_NAMES))),
    ("group", "Group of the RFM grid.", click.Choice(sorted(SEGMENT_NAMES))),
    ("country", "Country, as the orders state it.", str),
    ("first_product", "First product bought (prd_...).", str),
    ("first_channel", "Sales channel of the first order.", str),
    ("first_store", "Store of the first order.", str),
    ("first_acquisition", "Source of the first order.", str),
    ("r", "Recency score, 5 best.", click.IntRange(1, 5)),
    ("f", "Frequency score, 5 best.", click.IntRange(1, 5)),
    ("m", "Monetary score, 5 best.", click.IntRange(1, 5)),
)
ONE: tuple[tuple[str, str, Any], ...] = (
    ("first_from", "First order on this day or later.", DAY),
    ("first_to", "First order on this day or earlier.", DAY),
    ("last_from", "Last order on this day or later.", DAY),
    ("last_to", "Last order on this day or earlier.", DAY),
    ("ordered_from", "Ordered on this day or later.", DAY),
    ("ordered_to", "Ordered on this day or earlier.", DAY),
    ("orders_min", "At least so many orders.", click.IntRange(0)),
    ("orders_max", "At most so many orders.", click.IntRange(0)),
    ("basis", "Orders that count: net of what came back, or as sold.", click.Choice(["net", "sold"])),
    ("scores", "Scores by rank, although the shop has cuts of its own.", click.Choice(["ranks"])),
)


@click.group()
def customers() -> None:
    """The people who buy."""


def _filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The filters of the customers screen; of several values for one of them, one is enough."""
    for name, words, kind in reversed(ONE):
        command = click.option(f"--{name.replace('_', '-')}", name, type=kind, help=words)(command)
    for name, words, kind in reversed(MANY):
        text = f"{words} May be given several times."
        command = click.option(f"--{name.replace('_', '-')}", name, type=kind, multiple=True, help=text)(command)
    return command


@customers.command("list")
@click.option("--search", default="", help="Words that name or address hold, or a customer number.")
@_filters
@click.option(
    "--sort",
    type=click.Choice([*queries.SORTS, "name"]),
    default="last_on",
    show_default=True,
    help="Order of the list.",
)
@click.option("--ascending", is_flag=True, help="Smallest, oldest or first in the alphabet first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="How many to list.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to skip.")
@json_option
def list_(search: str, sort: str, ascending: bool, limit: int, offset: int, as_json: bool, **given: Any) -> None:
    """List customers, those who bought last first; with the filters of the customers screen."""
    began = clock.monotonic()
    asked = _asked({"q": search, "sort": sort if ascending else f"-{sort}", **given})
    keys = queries.rank_people(asked.conditions, "-last_on" if sort == "name" else asked.sort)
    if sort == "name":
        by_name = people.ids_by_name()
        keys = queries.keep(_array(by_name if ascending else by_name[::-1]), keys)
    if asked.words:
        keys = queries.keep(keys, people.search_ids(asked.words, contact=True))
    shown = keys[offset : offset + limit].tolist()
    known = people.customers_by_id(shown, contact=True)
    did = queries.list_people(shown, asked.conditions.basis)
    rows = [(known[key], did[key]) for key in shown if key in known and key in did]
    currency = shop().reporting_currency
    data = {
        "total": len(keys),
        "filters": _in_force(asked),
        "customers": [{**_json(who), **_did_json(one, currency)} for who, one in rows],
        "elapsed_ms": round((clock.monotonic() - began) * 1000),
    }
    head = (_("id"), _("name"), _("e-mail"), _("country"), _("orders"), _("net"), _("last order"), _("state"))
    emit(as_json, data, lambda: table(head, [_cells(who, one, currency) for who, one in rows]))


@customers.command("show")
@click.argument("customer")
@json_option
def show(customer: str, as_json: bool) -> None:
    """Show one customer by public id (cus_...)."""
    row = people.customer(shop().number("cus", customer), contact=True)
    emit(as_json, _json(row), lambda: [f"{name:<12}{value}" for name, value in _json(row).items()])


def _asked(options: dict[str, Any]) -> forms.Asked:
    """Read options as the screen reads its address, so that both mean the same.

    Raises:
        click.UsageError: a value makes no sense.
    """
    address = QueryDict(mutable=True)
    for name, value in options.items():
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        address.setlist(name, [f"{one:%Y-%m-%d}" if hasattr(one, "strftime") else str(one) for one in values])
    asked = forms.read(address, shop(), by_name=True)
    if asked.unread:
        option = asked.unread[0].replace("_", "-")
        raise click.UsageError(f"--{option}: {', '.join(address.getlist(asked.unread[0]))} cannot be read.")
    return asked


def _in_force(asked: forms.Asked) -> dict[str, Any]:
    """The filters as the screen's address names them, lists where several values may stand; the basis always."""
    many = {name for name, _words, _kind in MANY}
    given = {name: values for name, values in asked.query.lists() if any(values) and name != "sort"}
    found: dict[str, Any] = {name: values if name in many else values[0] for name, values in given.items()}
    return {"basis": asked.conditions.basis, **found}


def _array(keys: list[int]) -> Any:
    import numpy as np

    return np.array(keys, dtype=np.int64)


def _json(row: CustomerRow) -> dict[str, object]:
    return {
        "id": row.public_id,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "country": row.country,
        "city": row.city,
        "language": row.language,
        "tags": list(row.tags),
        "is_shared": row.is_shared,
        "is_relay": row.is_relay,
        "created_at": row.created_at.isoformat() if row.created_at else None,
    }


def _did_json(row: PersonRow, currency: str) -> dict[str, object]:
    net = None if row.net_rep is None else {"amount_minor": row.net_rep, "currency": currency}
    return {
        "orders": row.orders,
        "net": net,
        "first_on": row.first_on.isoformat() if row.first_on else None,
        "last_on": row.last_on.isoformat() if row.last_on else None,
        "state": row.state,
        "r": row.r,
        "f": row.f,
        "m": row.m,
    }


def _cells(who: CustomerRow, did: PersonRow, currency: str) -> tuple[object, ...]:
    net = "" if did.net_rep is None else f"{decimal_text(did.net_rep, currency)} {currency}"
    return (
        who.public_id,
        who.name,
        who.email,
        who.country,
        did.orders,
        net,
        did.last_on or "",
        _(STATE_NAMES[did.state]),
    )
