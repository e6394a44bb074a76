"""Customers from the command line."""

from __future__ import annotations

import click

from regulars.base.console import emit, json_option, table
from regulars.base.shop.queries import shop
from regulars.domains.customers import queries
from regulars.domains.customers.types import CustomerRow
from regulars.kit import clock


@click.group()
def customers() -> None:
    """The people who buy."""


@customers.command("list")
@click.option("--search", default="", help="Words that name or address hold.")
@click.option("--country", default="", help="Country, as the orders state it.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, help="How many to list.")
@click.option("--offset", type=click.IntRange(0), default=0, help="How many to skip.")
@json_option
def list_(search: str, country: str, limit: int, offset: int, as_json: bool) -> None:
    """List customers, newest first."""
    began = clock.monotonic()
    found = queries.list_customers(words=search, country=country, limit=limit, offset=offset, contact=True)
    elapsed_ms = round((clock.monotonic() - began) * 1000)
    data = {"total": found.total, "customers": [_json(row) for row in found.rows], "elapsed_ms": elapsed_ms}
    head = ("id", "name", "e-mail", "country", "since")
    emit(as_json, data, lambda: table(head, [_cells(row) for row in found.rows]))


@customers.command("show")
@click.argument("customer")
@json_option
def show(customer: str, as_json: bool) -> None:
    """Show one customer by public id (cus_...)."""
    row = queries.customer(shop().number("cus", customer), contact=True)
    emit(as_json, _json(row), lambda: [f"{name:<12}{value}" for name, value in _json(row).items()])


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


def _cells(row: CustomerRow) -> tuple[object, ...]:
    return row.public_id, row.name, row.email, row.country, row.created_at.date() if row.created_at else ""
