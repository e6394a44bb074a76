"""`/hooks/<provider>/<account>`: a store announces something. Proven, kept, answered; the work comes after."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from regulars.base.state import Act, fetchall, write
from regulars.base.vault import open_sealed
from regulars.base.web.access import access
from regulars.edges.stores.connector import connectors
from regulars.edges.stores.queries import purpose, read_secrets
from regulars.edges.stores.service import inbox
from regulars.edges.stores.service.authorizing import SCREENS, take_keys
from regulars.kit.errors import NotFound, Refused

PING = "ping"


@access(public=True, privacy="none")
@require_POST
def hook(request: HttpRequest, provider: str, account: int) -> HttpResponse:
    """Take one webhook: 401 when its signature is wrong, else 200 once it is kept, whether or not it came before."""
    connector = connectors.get(provider)
    sql = "SELECT source, sealed FROM stores_account WHERE id = %s AND provider = %s AND state = 'connected'"
    rows = fetchall(sql, [account, provider]) if connector is not None else []
    if not rows or rows[0][1] is None or connector is None:
        raise NotFound("store.unknown", "No such store is connected here")
    body = request.body
    headers = {name.lower(): value for name, value in request.headers.items()}
    secrets = read_secrets(open_sealed(bytes(rows[0][1]), purpose(account)))
    signed = connector.verify(headers, body, secrets)
    if signed is None:
        raise Refused("store.wrong_signature", "This is not signed with the store's secret", status=401)
    if signed.topic != PING:
        act = Act.by("store", str(rows[0][0]))
        write(inbox.keep_delivery, act, account, signed, body.decode("utf-8", "replace").replace("\0", ""))
    return HttpResponse(b"{}", content_type="application/json")


@access(public=True, privacy="none", rate="10/minute")
@require_POST
def keys(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the keys that a store sends after its owner allowed it on the store's own screen."""
    if provider not in SCREENS:
        raise NotFound("store.unknown", "No such store is connected here")
    try:
        told = msgspec.json.decode(request.body, type=dict[str, Any])
    except msgspec.DecodeError:
        raise Refused("store.unreadable", "This cannot be read", status=400) from None
    take_keys(provider, told)
    return HttpResponse(b"{}", content_type="application/json")
