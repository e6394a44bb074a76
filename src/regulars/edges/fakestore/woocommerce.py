"""WooCommerce's side: REST v3 with keys, coupons, webhooks with their own secret, signed announcements."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from regulars.edges.fakestore.faults import Faults
from regulars.edges.fakestore.shop import Event, FakeShop, Json
from regulars.edges.fakestore.shopify import Answered
from regulars.edges.fakestore.woo_shapes import as_customer, as_order, as_product, as_refund, as_variation

TOPICS = {"create": "created", "update": "updated", "delete": "deleted", "updated": "updated", "paid": "updated",
          "cancelled": "updated"}  # fmt: skip
SHAPES = {"orders": as_order, "customers": as_customer, "products": as_product}
Query = dict[str, list[str]]


@dataclass(slots=True)
class WooFace:
    """The shop as WooCommerce's REST API shows it."""

    shop: FakeShop
    faults: Faults
    key: str = "ck_fake"
    secret: str = "cs_fake"  # noqa: S105 -- of a store that is none
    webhook_secret: str = "fake-webhook-secret"  # noqa: S105
    webhooks: dict[int, Json] = field(default_factory=dict)

    def answer(self, method: str, path: str, query: Query, headers: dict[str, str], body: bytes) -> Answered:
        """Answer one call."""
        given = b64decode(headers.get("authorization", "").removeprefix("Basic ") or b"").decode()
        if given != f"{self.key}:{self.secret}":
            return Answered(401, {"code": "woocommerce_rest_cannot_view", "message": "Sorry", "data": {"status": 401}})
        parts = [part for part in path.split("/") if part]
        told = json.loads(body) if body else {}
        if parts == ["settings", "general", "woocommerce_currency"]:
            return Answered(200, {"id": "woocommerce_currency", "value": self.shop.currency})
        room = parts[0] if parts else ""
        if room in SHAPES:
            return self._objects(method, parts, query, told)
        if room in {"coupons", "webhooks"}:
            return (
                self._coupons(method, parts, query, told) if room == "coupons" else self._webhooks(method, parts, told)
            )
        return Answered(404, {"code": "rest_no_route"})

    def announce(self, event: Event, number: str = "") -> tuple[dict[str, str], bytes] | None:
        """Return the headers and the body of a webhook; None for what WooCommerce has no topic for."""
        group, _slash, what = event.topic.partition("/")
        what = TOPICS[what]
        told = json.loads(event.body)
        content = {"id": told["id"]} if what == "deleted" else SHAPES[group](told)
        body = json.dumps(content).encode()
        mac = b64encode(hmac.new(self.webhook_secret.encode(), body, sha256).digest()).decode()
        topic = f"{group.removesuffix('s')}.{what}"
        return {
            "Content-Type": "application/json",
            "X-WC-Webhook-Source": "https://fake.example/",
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Signature": mac,
            "X-WC-Webhook-ID": "1",
            "X-WC-Webhook-Delivery-ID": f"{event.number}-{number}" if number else str(event.number),
        }, body

    def _objects(self, method: str, parts: list[str], query: Query, told: Json) -> Answered:
        kind, shape = parts[0], SHAPES[parts[0]]
        held: dict[int, Json] = getattr(self.shop, kind)
        if len(parts) > 1:
            one = held.get(int(parts[1]))
            if one is None:
                return Answered(404, {"code": "woocommerce_rest_shop_order_invalid_id"})
            if parts[2:] == ["refunds"]:
                return Answered(200, [as_refund(refund, one) for refund in one["refunds"]])
            if parts[2:] == ["variations"]:
                return Answered(200, [as_variation(variant, one) for variant in one["variants"]])
            if method == "PUT":
                for item in told.get("meta_data", []):
                    self.shop.fields[one["id"], item["key"]] = item["value"]
            return Answered(200, shape(one))
        return _paged([shape(one) for one in held.values()], query)

    def _coupons(self, method: str, parts: list[str], query: Query, told: Json) -> Answered:
        if method == "POST":
            code = told["code"].lower()
            if code in self.shop.codes:
                fault = {"code": "woocommerce_rest_coupon_code_already_exists", "message": "exists"}
                return Answered(400, fault)
            self.shop.codes[code] = {"id": len(self.shop.codes) + 1, "status": "publish", "usage_count": 0, **told}
            self.shop.codes[code]["code"] = code
            return Answered(201, self.shop.codes[code])
        if len(parts) == 1:
            found = self.shop.codes.get((query.get("code") or [""])[0].lower())
            return Answered(200, [found] if found else [])
        one = next((code for code in self.shop.codes.values() if str(code["id"]) == parts[1]), None)
        if one is None:
            return Answered(404, {"code": "woocommerce_rest_shop_coupon_invalid_id"})
        if method == "PUT":
            one.update(told)
        return Answered(200, one)

    def _webhooks(self, method: str, parts: list[str], told: Json) -> Answered:
        if method == "POST":
            number = len(self.webhooks) + 1
            self.webhooks[number] = {"id": number, "status": "active", **told}
            self.webhook_secret = told.get("secret", self.webhook_secret)
            return Answered(201, self.webhooks[number])
        if method == "DELETE":
            return Answered(200, self.webhooks.pop(int(parts[1]), {}))
        return Answered(200, list(self.webhooks.values()))


def _paged(rows: list[Json], query: Query) -> Answered:
    def one(name: str, default: str = "") -> str:
        return (query.get(name) or [default])[0]

    for name, column in (("modified_after", "date_modified_gmt"), ("after", "date_created_gmt")):
        if one(name):
            since = datetime.fromisoformat(one(name).replace("Z", "+00:00"))
            since = since if since.tzinfo else since.replace(tzinfo=UTC)
            rows = [row for row in rows if datetime.fromisoformat(row[column]).replace(tzinfo=UTC) > since]
    column = {"modified": "date_modified_gmt", "date": "date_created_gmt"}.get(one("orderby", "date"), "id")
    rows.sort(key=lambda row: (row[column], row["id"]), reverse=one("order", "desc") == "desc")
    page, size = int(one("page", "1")), int(one("per_page", "10"))
    pages = max(1, -(-len(rows) // size))
    headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)}
    return Answered(200, rows[(page - 1) * size : page * size], headers)
