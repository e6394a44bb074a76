"""Verbs on accounts: connecting, keeping renewed keys, health, disconnecting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from regulars.base.activity import record
from regulars.base.shop.service import ensure_source, ensure_store
from regulars.base.state import Act, verb
from regulars.base.vault import seal
from regulars.edges.stores.events import StoreConnected, StoreDisconnected, StoreFailing, StoreModeChanged
from regulars.edges.stores.models import Account, Delivery, Errand, Stream
from regulars.edges.stores.queries import purpose
from regulars.kit.errors import Conflict

FAILURE_LENGTH = 240


@verb
def connect(
    act: Act, provider: str, name: str, address: str, secrets: Mapping[str, str], title: str, scopes: tuple[str, ...]
) -> int:
    """Connect a store whose keys were tried, or give one that is known new keys. Returns its key.

    The first store of a provider shares the name space of ids with files of that provider, so that an order of a file
    and the same order of the store are one.

    Raises:
        Conflict: the name belongs to another store.
    """
    row = Account.objects.filter(provider=provider, site=address).first()
    taken = Account.objects.filter(name=name).exclude(pk=row.pk if row else 0).exists()
    if taken:
        raise Conflict("store.name_taken", "Another store has this name", field="name", value=name)
    if row is None:
        shared = not Account.objects.filter(source=provider).exists()
        source = provider if shared else f"{provider}:{name}"[:60]
        row = Account(provider=provider, site=address, source=source, connected_at=act.now)
    row.name, row.title, row.scopes, row.state = name, title[:120], list(scopes), "connected"
    row.connected_at, row.tested_at, row.disconnected_at = act.now, act.now, None
    row.failing_since, row.failure = None, ""
    row.save()
    _keep(row.pk, secrets)
    ensure_source(act, row.source)
    ensure_store(act, row.title or row.name)
    record(act, StoreConnected(row.pk, provider, name), subject=f"store:{row.pk}")
    return int(row.pk)


@verb
def keep_secrets(act: Act, account: int, secrets: Mapping[str, str]) -> None:
    """Keep keys that the store renewed."""
    _keep(account, secrets)


@verb
def keep_tested(act: Act, account: int, title: str, scopes: tuple[str, ...]) -> None:
    """Keep what the store answered when it was asked who it is."""
    Account.objects.filter(pk=account).update(title=title[:120], scopes=list(scopes), tested_at=act.now)


@verb
def set_mode(act: Act, account: int, mode: str, secrets: Mapping[str, str] | None = None) -> None:
    """Let a store announce its changes (`webhooks`), or ask it for them (`pull`)."""
    row = Account.objects.get(pk=account)
    if secrets is not None:
        _keep(account, secrets)
    if row.mode != mode:
        Account.objects.filter(pk=account).update(mode=mode)
        record(act, StoreModeChanged(account, row.name, mode), subject=f"store:{account}")


@verb
def disconnect(act: Act, account: int, reason: str = "staff") -> None:
    """Let a store go: its keys are dropped, what it brought stays. Connecting it again goes on where it was."""
    row = Account.objects.get(pk=account)
    if row.state == "disconnected":
        return
    Account.objects.filter(pk=account).update(
        state="disconnected", sealed=None, mode="pull", disconnected_at=act.now, failing_since=None, failure=""
    )
    Delivery.objects.filter(account_id=account, state="waiting").update(state="ignored", body="", finished_at=act.now)
    Errand.objects.filter(account_id=account, state="waiting").delete()
    Stream.objects.filter(account_id=account, kind__startswith="reconcile").delete()
    record(act, StoreDisconnected(account, row.name, reason), subject=f"store:{account}")


@verb
def keep_health(act: Act, account: int, failure: str = "", code: str = "", **done: Any) -> None:
    """Keep how the last work on a store ended; `done` names instants to set to now (`synced_at`, ...)."""
    row = Account.objects.filter(pk=account, state="connected").first()
    if row is None:
        return
    changes: dict[str, Any] = {name: act.now for name, wanted in done.items() if wanted}
    if not failure:
        changes |= {"failing_since": None, "failure": ""}
    else:
        changes |= {"failing_since": row.failing_since or act.now, "failure": failure[:FAILURE_LENGTH]}
        if row.failing_since is None:
            record(act, StoreFailing(account, row.name, code), subject=f"store:{account}")
    Account.objects.filter(pk=account).update(**changes)


def _keep(account: int, secrets: Mapping[str, str]) -> None:
    sealed = seal(msgspec.json.encode(dict(secrets)).decode(), purpose(account))
    Account.objects.filter(pk=account).update(sealed=sealed)
