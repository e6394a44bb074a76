"""WooCommerce's own screen: the shop's owner allows it there, and the store sends the keys itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse

from regulars.base.settings import current
from regulars.base.state import Act
from regulars.edges.stores.forms import name_of
from regulars.edges.stores.service import connecting
from regulars.edges.stores.service.connecting import Connected
from regulars.edges.stores.service.opening import connector_of
from regulars.kit.errors import Refused

SALT = "regulars.stores.authorize"
GOOD_SECONDS = 3_600
SCREENS = {"woocommerce"}


def screen_address(act: Act, provider: str, address: str) -> str:
    """Return the address of the store's screen; what comes back names who asked and for which store, signed.

    Raises:
        Refused: the store's address is none.
    """
    place = connector_of(provider).address_of(address)
    base = current().public_url.rstrip("/")
    given = {
        "app_name": "Regulars",
        "scope": "read_write",
        "user_id": signing.dumps({"actor": act.actor, "address": place}, salt=SALT),
        "return_url": base + reverse("stores:stores"),
        "callback_url": base + reverse("stores:keys", args=[provider]),
    }
    return f"{place}/wc-auth/v1/authorize?{urlencode(given)}"


def take_keys(provider: str, told: dict[str, Any]) -> Connected:
    """Connect the store that sent its keys for a request that we signed within the hour.

    Raises:
        Refused: nobody here asked for it, or the keys do not work.
    """
    try:
        asked = signing.loads(str(told.get("user_id", "")), salt=SALT, max_age=GOOD_SECONDS)
    except signing.BadSignature:
        raise Refused("store.not_asked", "Nobody here asked for these keys", status=401) from None
    secrets = {name: str(told.get(name, "")) for name in ("consumer_key", "consumer_secret")}
    act = Act.by(str(asked["actor"]), "desk")
    return connecting.connect(act, provider, name_of(asked["address"]), asked["address"], secrets)
