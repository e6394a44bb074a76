"""WooCommerce as a provider: what to enter, how a webhook is proven, what it says."""

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
    Field,
    Heard,
    Secrets,
    Signed,
    Step,
)
from regulars.edges.stores.connectors.reading import text
from regulars.edges.stores.connectors.woocommerce.mapping import customer_of, gone, order_of
from regulars.edges.stores.connectors.woocommerce.store import WooStore
from regulars.kit.errors import Refused

KINDS = {"order": ORDERS, "customer": CUSTOMERS, "product": PRODUCTS}
PING = "ping"


class WooCommerce:
    """See `connector.Connector`."""

    key, title, order, streams = "woocommerce", "WooCommerce", 20, STREAMS
    fields = (
        Field("consumer_key", _("Consumer key"), _("Begins with ck_."), is_secret=False),
        Field("consumer_secret", _("Consumer secret"), _("Begins with cs_. Sealed with this installation's key.")),
    )
    steps = (
        Step(_("Open the REST API"), _("In WordPress: WooCommerce > Settings > Advanced > REST API > Add key.")),
        Step(_("Give it read and write"), _("Read is enough for figures; writing makes codes at your own checkout.")),
        Step(_("Copy two values"), _("Consumer key and consumer secret are shown once.")),
    )

    def address_of(self, text: str) -> str:
        """Return the shop's address without a slash at its end.

        Raises:
            Refused: it is none.
        """
        words = text.strip().rstrip("/")
        parts = urlsplit(words if "//" in words else f"https://{words}")
        if not parts.hostname or ("." not in parts.hostname and parts.hostname != "localhost"):
            raise Refused(
                "store.bad_address", _("This is no address of a shop."), field="address", value=text,
                fix=_("It looks like https://shop.example.com."),
            )  # fmt: skip
        return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"

    def open(self, address: str, secrets: Secrets, caller: Caller) -> WooStore:
        """Return a connection; nothing is called yet."""
        return WooStore(address, dict(secrets), caller)

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Secrets) -> Signed | None:
        """Return what is signed; the unsigned ping that WooCommerce sends when a webhook is saved is answered too."""
        given = headers.get("x-wc-webhook-signature", "")
        if not given and body.startswith(b"webhook_id=") and body[11:].isdigit():
            return Signed("", PING)
        secret = secrets.get("webhook_secret", "")
        mac = b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode()
        if not secret or not hmac.compare_digest(mac.encode(), given.encode()):
            return None
        name = headers.get("x-wc-webhook-delivery-id") or sha256(body).hexdigest()
        return Signed(name, headers.get("x-wc-webhook-topic", ""))

    def hear(self, topic: str, body: bytes, told_at: datetime | None, received_at: datetime) -> Heard:
        """Return what a webhook says. An order with refunds and a product are read back: they only name their parts."""
        told: dict[str, Any] = msgspec.json.decode(body)
        resource, _dot, what = topic.partition(".")
        kind = KINDS.get(resource)
        if kind is None:
            return Heard()
        if what == "deleted":
            return Heard(items=(gone(kind, text(told["id"]), received_at),))
        if kind == PRODUCTS or (kind == ORDERS and told.get("refunds")) or what == "restored":
            return Heard(reread=((kind, text(told["id"])),))
        if kind == ORDERS and told.get("status") in {"trash", "auto-draft", "checkout-draft"}:
            return Heard()
        stated = order_of(told, (), None) if kind == ORDERS else customer_of(told, None)
        return Heard(items=(stated,))
