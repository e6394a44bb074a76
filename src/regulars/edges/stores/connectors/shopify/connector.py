"""Shopify as a provider: what to enter, how a webhook is proven, what it says."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.utils.translation import gettext_lazy as _

from regulars.base.outbound import Caller
from regulars.edges.stores.connector import (
    CUSTOMERS,
    ORDERS,
    PRODUCTS,
    STREAMS,
    Asked,
    Field,
    Heard,
    Secrets,
    Signed,
    Step,
)
from regulars.edges.stores.connectors.reading import instant, text
from regulars.edges.stores.connectors.shopify.mapping import gone
from regulars.edges.stores.connectors.shopify.store import ShopifyStore, reader
from regulars.kit.errors import Refused

KINDS = {"orders": ORDERS, "customers": CUSTOMERS, "products": PRODUCTS}
WHOLE = {"create", "updated", "update", "paid", "cancelled", "fulfilled", "partially_fulfilled"}
ASKS = {
    "customers/redact": "redact",
    "customers/data_request": "data",
    "shop/redact": "close",
    "app/uninstalled": "close",
}


class Shopify:
    """See `connector.Connector`."""

    key, title, order, streams = "shopify", "Shopify", 10, STREAMS
    fields = (
        Field("client_id", _("Client ID"), is_secret=False),
        Field("client_secret", _("Client secret"), _("Sealed with this installation's key and never shown again.")),
        Field(
            "old_client_secret",
            _("Previous client secret"),
            _("Only for the hours after you renewed it: what was signed with it still counts."),
            is_needed=False,
        ),
    )
    steps = (
        Step(_("Make an app"), _("In Shopify's Dev Dashboard, create an app for your own shop and name it Regulars.")),
        Step(
            _("Give it scopes"),
            _(
                "read_orders, read_all_orders, read_customers, read_products, write_discounts, write_customers. "
                "Whatever you leave out, this page says what does not work without it."
            ),
        ),
        Step(_("Install it"), _("Release a version and install the app in your shop.")),
        Step(_("Copy two values"), _("Under Settings of the app: client ID and client secret.")),
    )

    def address_of(self, text: str) -> str:
        """Return `https://my-shop.myshopify.com` from whatever way the shop's name is written.

        Raises:
            Refused: it names no shop.
        """
        words = text.strip().rstrip("/")
        if words and "." not in words and "/" not in words and ":" not in words:
            words = f"{words}.myshopify.com"
        parts = urlsplit(words if "//" in words else f"https://{words}")
        if not parts.hostname:
            raise Refused(
                "store.bad_address", _("This is no address of a shop."), field="address", value=text,
                fix=_("It looks like my-shop.myshopify.com."),
            )  # fmt: skip
        return f"{parts.scheme}://{parts.netloc}".lower()

    def open(self, address: str, secrets: Secrets, caller: Caller) -> ShopifyStore:
        """Return a connection; nothing is called yet."""
        return ShopifyStore(address, dict(secrets), caller)

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Secrets) -> Signed | None:
        """Return what is signed, by the client secret of now or the one before; None when it is not."""
        given = headers.get("x-shopify-hmac-sha256", "")
        right = False
        for name in ("client_secret", "old_client_secret"):
            if secrets.get(name):
                mac = b64encode(hmac.new(secrets[name].encode(), body, sha256).digest()).decode()
                right |= hmac.compare_digest(mac.encode(), given.encode())
        if not right:
            return None
        name = headers.get("x-shopify-webhook-id") or headers.get("x-shopify-event-id") or sha256(body).hexdigest()
        try:
            told_at = instant(headers.get("x-shopify-triggered-at"))
        except ValueError:
            told_at = None
        return Signed(name, headers.get("x-shopify-topic", ""), told_at)

    def hear(self, topic: str, body: bytes, told_at: datetime | None, received_at: datetime) -> Heard:
        """Return what a webhook says."""
        told: dict[str, Any] = msgspec.json.decode(body)
        if topic in ASKS:
            who = told.get("customer") or {}
            return Heard(asked=(Asked(ASKS[topic], text(who.get("id")), text(who.get("email"))),))
        group, _slash, what = topic.partition("/")
        kind = KINDS.get(group)
        if kind is None:
            return Heard()
        if what == "delete":
            return Heard(items=(gone(kind, text(told["id"]), told_at or received_at),))
        if what in WHOLE:
            return Heard(items=(reader(told_at, "")[kind](told),)) if kind != PRODUCTS else _product(told)
        return Heard()


def _product(told: dict[str, Any]) -> Heard:
    """A product's webhook names no currency: it is read back, so that its prices are in the right one."""
    return Heard(reread=((PRODUCTS, text(told["id"])),))
