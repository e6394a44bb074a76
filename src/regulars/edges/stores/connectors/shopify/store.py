"""One Shopify shop: who it is, what it has, what it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.base.outbound import Caller
from regulars.domains.offers.types import CodeOrder, CodeSeen
from regulars.edges.stores.connector import (
    CUSTOMERS,
    ORDERS,
    PRODUCTS,
    Missing,
    Page,
    Place,
    Stated,
    Telling,
    Tested,
)
from regulars.edges.stores.connectors.shopify import bulk, codes
from regulars.edges.stores.connectors.shopify.admin import Admin, TooDear
from regulars.edges.stores.connectors.shopify.documents import (
    GID,
    MORE_LINES,
    PAGE,
    READ,
    REFUNDS,
    SHOP,
    SUBSCRIBE,
    SUBSCRIBED,
    UNSUBSCRIBE,
)
from regulars.edges.stores.connectors.shopify.mapping import customer_of, order_of, product_of
from regulars.edges.stores.connectors.shopify.shapes import (
    Node,
    customer_from,
    order_from,
    product_from,
    refund_from,
    rows,
)
from regulars.kit import clock

OVERLAP = timedelta(minutes=2)  # what is written in the store's same moment may show a little later
SIZE, SIZE_MIN = 50, 5
REFUNDS_AT_ONCE = 10
TOPICS = (
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID", "ORDERS_CANCELLED", "ORDERS_DELETE", "CUSTOMERS_CREATE",
    "CUSTOMERS_UPDATE", "CUSTOMERS_DELETE", "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "APP_UNINSTALLED",
)  # fmt: skip
SCOPES = (
    Missing("read_orders", _("orders and refunds"), is_needed=True),
    Missing("read_customers", _("names, addresses and consent of customers"), is_needed=True),
    Missing("read_products", _("the catalog: titles, pictures, prices")),
    Missing("read_all_orders", _("orders older than 60 days; bring those in from a CSV export")),
    Missing("write_discounts", _("discount codes at your own checkout")),
    Missing("write_customers", _("tags and fields at the store's customers")),
)


class ShopifyStore:
    """A connection to one shop; see `connector.Store`."""

    def __init__(self, address: str, secrets: dict[str, str], caller: Caller) -> None:
        self.secrets = secrets
        self._admin = Admin(address, secrets, caller)

    def test(self) -> Tested:
        """Ask the shop who it is, with a new token so that scopes are those of now."""
        self._admin.renew()
        shop = self._admin.ask(SHOP)["shop"]
        self.secrets["currency"] = shop["currencyCode"]
        held = self._admin.scopes()
        missing = tuple(one for one in SCOPES if one.scope not in held)
        return Tested(shop["name"], shop["currencyCode"], shop["ianaTimezone"], held, missing)

    def begin(self, kind: str, since: datetime | None, created_since: datetime | None = None) -> Place:
        """Return where to begin: everything by a file, or what changed or was created since an instant by pages."""
        if created_since is not None:
            return {"created": created_since.isoformat()}
        return {"since": since.isoformat()} if since is not None else {"file": True}

    def pull(self, kind: str, place: Place) -> Page:
        """Return the next objects behind a place."""
        if "since" in place or "created" in place:
            return self._page(kind, place)
        if "bulk" not in place:
            return Page((), bulk.start(self._admin, kind), True, wait_seconds=0.01)
        if "url" not in place:
            ready = bulk.look(self._admin, place)
            return Page((), ready or place, True, wait_seconds=0.0 if ready else bulk.LOOK_AGAIN)
        nodes, behind, has_more = bulk.read(self._admin, place)
        if not has_more:
            bulk.drop(place)
        return Page(self._stated(kind, nodes), behind, has_more, int(place.get("total") or 0))

    def complete(self, items: Sequence[Stated]) -> Sequence[Stated]:
        """What a webhook or `pull` returns is whole already."""
        return items

    def read(self, kind: str, external_id: str) -> Stated | None:
        """Return one object, none when the shop has it no more."""
        node = self._admin.ask(READ[kind], {"id": GID[kind] + external_id}).get("node")
        found = self._stated(kind, [node]) if node else ()
        return found[0] if found else None

    def subscribe(self, address: str) -> None:
        """Let the shop announce its changes to an address, and to no older one of ours."""
        known = {(one["topic"], (one.get("endpoint") or {}).get("callbackUrl")) for one in self._subscriptions()}
        for topic in TOPICS:
            if (topic, address) not in known:
                given = {"topic": topic, "address": address}
                self._admin.change(SUBSCRIBE, given, "webhookSubscriptionCreate")

    def unsubscribe(self) -> None:
        """End all announcements of this app."""
        for one in self._subscriptions():
            self._admin.change(UNSUBSCRIBE, {"id": one["id"]}, "webhookSubscriptionDelete")

    def create_code(self, order: CodeOrder) -> str:
        """Make a code; one that is there already is found again."""
        return codes.create(self._admin, order)

    def disable_code(self, code: str, external_id: str) -> None:
        """End a code."""
        codes.disable(self._admin, code, external_id)

    def list_codes(self, wanted: Sequence[tuple[str, str]]) -> Sequence[CodeSeen]:
        """Return how codes stand in the shop."""
        return codes.look(self._admin, wanted)

    def tell(self, telling: Telling) -> None:
        """Set tags and metafields of a customer."""
        codes.tell(self._admin, telling)

    def _subscriptions(self) -> list[Node]:
        return rows(self._admin.ask(SUBSCRIBED).get("webhookSubscriptions"))

    def _page(self, kind: str, place: Place) -> Page:
        """Return one page of what changed (or was created) since an instant, oldest first."""
        field = "created" if "created" in place else "since"
        since = datetime.fromisoformat(place[field]) - (OVERLAP if field == "since" else timedelta(0))
        name, sort = ("created_at", "CREATED_AT") if field == "created" else ("updated_at", "UPDATED_AT")
        size = int(place.get("size") or SIZE)
        given = {"size": size, "after": place.get("after"), "sort": sort, "filter": f"{name}:>='{_moment(since)}'"}
        try:
            found = self._admin.ask(PAGE[kind], given)[kind]
        except TooDear:
            if size <= SIZE_MIN:
                raise
            return Page((), {**place, "size": max(SIZE_MIN, size // 2)}, True)
        items = self._stated(kind, rows(found))
        top = max([place.get("top") or place[field], *(one.version.isoformat() for one in items)])
        if found["pageInfo"]["hasNextPage"]:
            return Page(items, {**place, "after": found["pageInfo"]["endCursor"], "top": top}, True)
        kept = {"size": size} if "size" in place else {}
        return Page(items, {**kept, field: top if field == "since" else place[field]}, False)

    def _stated(self, kind: str, nodes: Sequence[Node]) -> tuple[Stated, ...]:
        now = clock.now()
        if kind == CUSTOMERS:
            return tuple(customer_of(customer_from(node), now) for node in nodes)
        if kind == PRODUCTS:
            currency = self.secrets.get("currency", "")
            return tuple(product_of(product_from(node), now, currency) for node in nodes)
        self._detail(nodes)
        return tuple(order_of(order_from(node), now) for node in nodes)

    def _detail(self, nodes: Sequence[Node]) -> None:
        """Fetch what a page or a file cannot hold: lines beyond the first, and what refunds gave back."""
        for node in nodes:
            lines = node.get("lineItems")
            if isinstance(lines, dict) and (lines.get("pageInfo") or {}).get("hasNextPage"):
                node["lineItems"] = self._all_lines(node["id"])
        refunded = [node for node in nodes if node.get("refunds")]
        by_id = {node["id"]: node for node in refunded}
        ids = list(by_id)
        for start in range(0, len(ids), REFUNDS_AT_ONCE):
            told = self._admin.ask(REFUNDS, {"ids": ids[start : start + REFUNDS_AT_ONCE]})
            for one in told.get("nodes") or ():
                if one:
                    by_id[one["id"]]["refunds"] = [refund_from(refund) for refund in one["refunds"]]

    def _all_lines(self, gid: str) -> list[Node]:
        found: list[Node] = []
        after: Any = None
        while True:
            told = (self._admin.ask(MORE_LINES, {"id": gid, "after": after}).get("node") or {}).get("lineItems") or {}
            found += rows(told)
            if not (told.get("pageInfo") or {}).get("hasNextPage"):
                return found
            after = told["pageInfo"]["endCursor"]


def reader(told_at: datetime | None, currency: str) -> dict[str, Callable[[Node], Stated]]:
    """Return how each kind of a webhook's object is read."""
    return {
        ORDERS: lambda body: order_of(body, told_at),
        CUSTOMERS: lambda body: customer_of(body, told_at),
        PRODUCTS: lambda body: product_of(body, told_at, currency),
    }


def _moment(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
