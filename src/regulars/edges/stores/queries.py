"""Reads about connected stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from regulars.base.state import fetchall
from regulars.base.vault import open_sealed
from regulars.edges.stores.models import Account, Delivery, Errand, Stream
from regulars.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class StreamRow:
    """How far one kind of object was read; `done` of `total` while everything older is fetched."""

    kind: str
    is_filled: bool
    place: dict[str, Any]
    done: int
    total: int | None
    moved_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One store. Its keys are not here: `secrets_of` opens them for whoever calls the store."""

    id: int
    provider: str
    name: str
    site: str
    title: str
    source: str
    mode: str
    state: str
    scopes: tuple[str, ...]
    connected_at: datetime | None
    disconnected_at: datetime | None
    tested_at: datetime | None
    synced_at: datetime | None
    reconciled_at: datetime | None
    delivered_at: datetime | None
    failing_since: datetime | None
    failure: str

    @property
    def is_connected(self) -> bool:
        return self.state == "connected"


COLUMNS = tuple(AccountRow.__dataclass_fields__)


def accounts(only: Sequence[str] = ("connected",)) -> list[AccountRow]:
    """Return the stores in these states, in the order in which they were connected."""
    return [_row(one) for one in Account.objects.filter(state__in=only).order_by("id")]


def account(number: int) -> AccountRow:
    """Return one store.

    Raises:
        NotFound: there is none with this key.
    """
    found = Account.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("store.unknown", "There is no such store", field="store", value=number)
    return _row(found)


def account_named(name: str) -> AccountRow:
    """Return the store of a name.

    Raises:
        NotFound: there is none.
    """
    found = Account.objects.filter(name=name).first()
    if found is None:
        raise NotFound(
            "store.unknown", "No store has this name", field="store", value=name, fix="See `regulars stores status`."
        )
    return _row(found)


def purpose(number: int) -> str:
    """Return what the keys of a store are sealed for."""
    return f"stores.account:{number}"


def secrets_of(number: int) -> dict[str, str]:
    """Return the keys of a store; empty once it is disconnected.

    Raises:
        Refused: they were sealed under another installation's key.
    """
    rows = fetchall("SELECT sealed FROM stores_account WHERE id = %s", [number])
    if not rows or rows[0][0] is None:
        return {}
    return read_secrets(open_sealed(bytes(rows[0][0]), purpose(number)))


def read_secrets(text: str) -> dict[str, str]:
    """Return opened keys by name."""
    return msgspec.json.decode(text, type=dict[str, str])


def streams(number: int) -> dict[str, StreamRow]:
    """Return how far each kind of a store's objects was read."""
    return {
        one.kind: StreamRow(one.kind, one.is_filled, one.place, one.done, one.total, one.moved_at)
        for one in Stream.objects.filter(account_id=number).order_by("id")
    }


def waiting_deliveries(number: int) -> int:
    """Return how many webhooks of a store wait to be worked off."""
    return Delivery.objects.filter(account_id=number, state="waiting").count()


def failed_deliveries(number: int) -> int:
    """Return how many webhooks of a store were given up."""
    return Delivery.objects.filter(account_id=number, state="failed").count()


def waiting_errands(number: int) -> int:
    """Return how many customers' latest word the store has still to be told."""
    return Errand.objects.filter(account_id=number, state="waiting").count()


def has_items(number: int, kind: str) -> int:
    """Return how many objects of a kind were taken from a store and are still there; guests are none of its objects."""
    sql = (
        "SELECT count(*) FROM stores_object WHERE account_id = %s AND kind = %s AND NOT is_gone "
        "AND external_id NOT LIKE %s"
    )
    return int(fetchall(sql, [number, kind, "guest:%"])[0][0])


def _row(one: Account) -> AccountRow:
    values = {"id": one.pk, **{name: getattr(one, name) for name in COLUMNS if name != "id"}}
    return AccountRow(**{**values, "scopes": tuple(one.scopes)})
