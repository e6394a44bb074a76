"""`regulars identity`: who is who, merging and parting."""

from __future__ import annotations

from typing import Any

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, table
from regulars.base.shop.queries import shop
from regulars.base.state import Act, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.cli.naming import customer_named
from regulars.domains.customers.rules.joining import STAFF


@click.group()
def identity() -> None:
    """Ids people are known by, merging two customers who are one person, and taking that back."""


@identity.command()
@click.argument("customer")
@json_option
def show(customer: str, as_json: bool) -> None:
    """Show the ids of CUSTOMER with who said so and whether they are proven, their browsers, and their merges."""
    number = customer_named(customer)
    told = {
        "customer": _public(queries.survivor_of(number)),
        "ids": queries.identities_of(number),
        "visitors": queries.visitors_of(number),
        "merges": [_merge(one) for one in queries.merges_of(number)],
    }
    emit(as_json, told, lambda: [
        str(told["customer"]),
        *table(["kind", "source", "value", "proven"], [
            [one.kind, one.source, one.value, one.proven_at.date() if one.proven_at else "-"]
            for one in queries.identities_of(number)
        ]),
        *(f"merge {one.id}: {_public(one.merged)} -> {_public(one.survivor)}{' (undone)' if one.undone_at else ''}"
          for one in queries.merges_of(number)),
    ])  # fmt: skip


@identity.command()
@click.argument("merged")
@click.argument("survivor")
@click.option("--because", default="", help="Why they are one person.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@json_option
def merge(merged: str, survivor: str, because: str, dry_run: bool, as_json: bool) -> None:
    """Make MERGED and SURVIVOR one person. It can be taken back at any time."""
    gone, stays = customer_named(merged), customer_named(survivor)
    lines = queries.preview_merge(gone, stays)
    act = Act.by("cli", "cli", dry_run=dry_run)
    number = write(service.merge_customers, act, gone, stays, STAFF, because)
    told = {
        "merge": None if dry_run else number, "merged": _public(gone), "survivor": _public(stays), "does": lines,
        "dry_run": dry_run,
    }  # fmt: skip
    done = _("Nothing was changed.") if dry_run else _("merge %(number)s") % {"number": number}
    emit(as_json, told, lambda: [*lines, done])


@identity.command()
@click.argument("merge", type=int)
@json_option
def unmerge(merge: int, as_json: bool) -> None:
    """Take MERGE (its number) back: both are as they were."""
    parted = write(service.unmerge_customers, Act.by("cli", "cli"), merge)
    emit(as_json, {"merge": merge, "parted": _public(parted)}, lambda: _public(parted))


@identity.command()
@click.option("--look", is_flag=True, help="Look through everybody first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="How many to list.")
@json_option
def alike(look: bool, limit: int, as_json: bool) -> None:
    """List pairs who may be one person or live together, the likeliest first."""
    if look:
        service.find_alike(Act.by("cli", "cli"))
    rows: list[dict[str, Any]] = [
        {"pair": one.id, "first": _public(one.first), "second": _public(one.second), "kind": one.kind,
         "reasons": list(one.reasons), "score": one.score}
        for one in queries.suspicions(limit=limit)
    ]  # fmt: skip
    emit(as_json, {"pairs": rows}, lambda: table(
        ["pair", "first", "second", "kind", "why"],
        [[one["pair"], one["first"], one["second"], one["kind"], ", ".join(one["reasons"])] for one in rows],
    ))  # fmt: skip


def _merge(one: Any) -> dict[str, Any]:
    return {
        "merge": one.id, "merged": _public(one.merged), "survivor": _public(one.survivor), "at": one.merged_at,
        "actor": one.actor, "reason": one.reason, "undone_at": one.undone_at, "undone_by": one.undone_by,
    }  # fmt: skip


def _public(number: int) -> str:
    return shop().public("cus", number)
