"""`regulars fakestore`: a store to try everything on, without a shop."""

from __future__ import annotations

import threading

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option
from regulars.base.state import Act
from regulars.edges.fakestore.faults import Faults
from regulars.edges.fakestore.server import FakeStore
from regulars.edges.fakestore.shop import FakeShop
from regulars.edges.fakestore.stories import live


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8400, help="Port; 0 takes a free one.")
@click.option("--orders", type=click.IntRange(0, 1_000_000), default=300, help="Orders that it has already.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=7, help="Another store of the same kind.")
@click.option("--faults", type=click.FloatRange(0, 0.3), default=0.0, help="Share of calls of each kind that go wrong.")
@click.option(
    "--buys-every", type=click.FloatRange(0, 86_400), default=0.0, help="Seconds between new orders; 0: none."
)
@click.option("--connect", "provider", type=click.Choice(["shopify", "woocommerce"]), help="Connect this home to it.")
@json_option
def fakestore(
    port: int, orders: int, seed: int, faults: float, buys_every: float, provider: str | None, as_json: bool
) -> None:
    """Serve an invented store that speaks as Shopify and as WooCommerce do, on this machine only."""
    shop = FakeShop(seed=seed, is_quiet=True)
    live(shop, orders)
    store = FakeStore(shop, Faults(busy=faults, broken=faults, cut=faults, throttled=faults), port=port)
    thread = threading.Thread(target=store.serve, daemon=True)
    thread.start()
    keys = {
        "shopify": {"client_id": store.shopify.client_id, "client_secret": store.shopify.client_secret},
        "woocommerce": {"consumer_key": store.woo.key, "consumer_secret": store.woo.secret},
    }
    if provider is not None:
        from regulars.edges.stores.service import connecting

        connecting.connect(Act.by("cli", "cli"), provider, f"fake-{provider}", store.address, keys[provider])
    lines = [
        _("A store with %(count)s orders answers at %(address)s") % {"count": orders, "address": store.address},
        *(f"  {name}: " + ", ".join(f"{key}={value}" for key, value in given.items()) for name, given in keys.items()),
        _("Let it be called with REGULARS_OUTBOUND_ALLOWED=127.0.0.1 for the web server and the worker."),
    ]
    emit(as_json, {"address": store.address, "orders": orders, "keys": keys}, lambda: lines)
    while thread.is_alive():
        thread.join(buys_every or 3_600)
        if buys_every:
            with store.lock:
                _buy(shop)


def _buy(shop: FakeShop) -> None:
    """Let somebody buy something now."""
    from regulars.kit import clock

    shop.clock = max(shop.clock, clock.now())
    customer = shop.rng.choice(list(shop.customers.values())) if shop.rng.random() < 0.8 else None
    shop.pay(shop.place_order(customer=customer))
