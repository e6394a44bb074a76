"""`regulars stores`: connect a store, try its keys, read it now, see how it stands."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, table
from regulars.base.jobs import job
from regulars.base.jobs import worker as working
from regulars.base.state import Act, write
from regulars.edges.stores import queries
from regulars.edges.stores.connector import Tested, connectors
from regulars.edges.stores.forms import name_of
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service import accounts, connecting
from regulars.edges.stores.service.opening import connector_of
from regulars.edges.stores.service.queueing import PULL, RECONCILE, ask_for
from regulars.kit.errors import Refused


@click.group()
def stores() -> None:
    """Connect stores, so that orders come in by themselves and codes work at the checkout."""


@stores.command()
@click.argument("provider")
@click.argument("address")
@click.option("--name", default="", help="A short name; made of the address unless given.")
@click.option("--key", "pairs", multiple=True, metavar="NAME=VALUE", help="What is no secret, such as client_id=...")
@click.option(
    "--secret-file",
    "files",
    multiple=True,
    metavar="NAME=FILE",
    help="A secret, read from a file: it shows in no list of processes.",
)
@json_option
def connect(
    provider: str, address: str, name: str, pairs: tuple[str, ...], files: tuple[str, ...], as_json: bool
) -> None:
    """Try the keys of a store, connect it and queue the first reading. PROVIDER is `shopify` or `woocommerce`."""
    connector = connector_of(provider)
    secrets = dict(_pair(one) for one in pairs)
    secrets |= {key: Path(path).read_text(encoding="utf-8").strip() for key, path in map(_pair, files)}
    lacking = [one.key for one in connector.fields if one.is_needed and not secrets.get(one.key)]
    if lacking:
        raise click.UsageError(f"{provider} needs {', '.join(lacking)}")
    name = name or name_of(connector.address_of(address))
    made = connecting.connect(Act.by("cli", "cli"), provider, name, address, secrets)
    data = {"store": name, "account": made.account, "job": made.job, **_tested(made.tested)}
    emit(as_json, data, lambda: [_("%(name)s is connected.") % {"name": name}, *_lines(made.tested)])


@stores.command()
@click.argument("store", default="")
@json_option
def test(store: str, as_json: bool) -> None:
    """Ask a store who it is and what its keys allow; exit 1 when it cannot be read."""
    row = connecting.find(store)
    tested = connecting.test(Act.by("cli", "cli"), row)
    emit(as_json, {"store": row.name, **_tested(tested)}, lambda: _lines(tested))


@stores.command()
@click.argument("store", default="")
@click.option("--compare", is_flag=True, help="Compare with the store, as every night, instead of reading what is new.")
@click.option("--queue", is_flag=True, help="Leave it to a worker.")
@json_option
def sync(store: str, compare: bool, queue: bool, as_json: bool) -> None:
    """Read a store now."""
    row = connecting.find(store)
    number = write(ask_for, Act.by("cli", "cli"), RECONCILE if compare else PULL, row.id, 1)
    if not queue:
        working.drain()
    done = job(number)
    data = {"store": row.name, "job": number, "state": done.state if done else "", "note": done.note if done else ""}
    emit(as_json, data, lambda: f"{row.name}: {data['note'] or data['state']}")
    sys.exit(1 if data["state"] == "failed" else 0)


@stores.command()
@json_option
def status(as_json: bool) -> None:
    """List stores: how each stands, and how far it was read; exit 1 when one cannot be read."""
    rows = queries.accounts(("connected", "disconnected"))
    standing = [_standing(row) for row in rows]
    data = {"stores": standing, "providers": [one.key for one in connectors]}
    head = (_("store"), _("state"), _("mode"), _("last read"), _("orders"), _("problem"))
    cells = [
        (one["name"], one["state"], one["mode"], one["synced_at"] or "-", one["orders"], one["failure"])
        for one in standing
    ]
    emit(as_json, data, lambda: table(head, cells) if rows else _("No store is connected."))
    sys.exit(1 if any(row.failing_since for row in rows) else 0)


@stores.command()
@click.argument("store", default="")
@json_option
def disconnect(store: str, as_json: bool) -> None:
    """Drop a store's keys; what it brought stays."""
    row = connecting.find(store)
    write(accounts.disconnect, Act.by("cli", "cli"), row.id)
    emit(
        as_json,
        {"store": row.name, "state": "disconnected"},
        lambda: _("%(name)s is disconnected.") % {"name": row.name},
    )


def _standing(row: AccountRow) -> dict[str, Any]:
    instants = ("connected_at", "synced_at", "reconciled_at", "delivered_at", "failing_since")
    found = {name: at.isoformat() if (at := getattr(row, name)) else None for name in instants}
    kept = {name: getattr(row, name) for name in ("name", "provider", "site", "title", "mode", "state", "failure")}
    streams = {
        kind: {"filled": one.is_filled, "read": one.done, "total": one.total}
        for kind, one in queries.streams(row.id).items()
        if ":" not in kind
    }
    return {
        **kept, **found, "scopes": list(row.scopes), "orders": queries.has_items(row.id, "orders"),
        "streams": streams, "messages_waiting": queries.waiting_deliveries(row.id),
        "messages_failed": queries.failed_deliveries(row.id), "errands_waiting": queries.waiting_errands(row.id),
    }  # fmt: skip


def _tested(tested: Tested) -> dict[str, Any]:
    told = asdict(tested)
    return {**told, "missing": [{**one, "disables": str(one["disables"])} for one in told["missing"]]}


def _lines(tested: Tested) -> list[str]:
    lines = [f"{tested.title}, {tested.currency}"]
    words = _("%(scope)s is missing: without it there is no %(what)s")
    return lines + [words % {"scope": one.scope, "what": one.disables} for one in tested.missing]


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Refused("store.bad_key", "Write it as NAME=VALUE", field="key", value=name)
    return name, value
