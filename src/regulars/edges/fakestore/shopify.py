"""Shopify's side: tokens, the questions that our connector asks, bulk files, signed announcements."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

from regulars.edges.fakestore import nodes
from regulars.edges.fakestore.faults import Faults
from regulars.edges.fakestore.shop import Event, FakeShop, Json

SCOPES = "read_all_orders,read_customers,read_orders,read_products,write_customers,write_discounts"
FILTER = re.compile(r"(created_at|updated_at):>='([^']+)'")


@dataclass(slots=True)
class Answered:
    """What the server sends: JSON, or raw bytes."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ShopifyFace:
    """The shop as Shopify's Admin API shows it."""

    shop: FakeShop
    faults: Faults
    client_id: str = "fake-client"
    client_secret: str = "fake-secret"  # noqa: S105 -- of a store that is none
    scopes: str = SCOPES
    address: str = ""
    tokens: dict[str, int] = field(default_factory=dict)  # token -> calls left
    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)  # name -> lines, how many objects
    looked: dict[str, int] = field(default_factory=dict)
    subscriptions: dict[str, tuple[str, str]] = field(default_factory=dict)

    def token(self, body: bytes) -> Answered:
        """Give a token for id and secret."""
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if (given.get("client_id"), given.get("client_secret")) != (self.client_id, self.client_secret):
            return Answered(401, {"error": "invalid_client"})
        token = f"shpat_{secrets.token_hex(8)}"
        self.tokens[token] = self.faults.token_calls
        return Answered(200, {"access_token": token, "scope": self.scopes, "expires_in": 86_399})

    def graphql(self, headers: dict[str, str], body: bytes) -> Answered:
        """Answer one question."""
        token = headers.get("x-shopify-access-token", "")
        if self.tokens.get(token, 0) <= 0:
            return Answered(401, {"errors": "[API] Invalid API key or access token"})
        self.tokens[token] -= 1
        asked = json.loads(body)
        if self.faults.throttles():
            return Answered(200, _throttled())
        name = re.search(r"(?:query|mutation)\s+Regulars(\w+)", asked["query"])
        found = getattr(self, f"_on_{(name[1] if name else '').lower()}", None)
        if found is None:
            return Answered(200, {"errors": [{"message": "this question is not known here"}]})
        return Answered(200, {"data": found(asked["query"], asked.get("variables") or {})})

    def file(self, name: str) -> Answered:
        """Return a bulk file."""
        found = self.files.get(name)
        return Answered(404, {}) if found is None else Answered(200, found[0])

    def announce(self, event: Event, number: str = "") -> tuple[dict[str, str], bytes]:
        """Return the headers and the body of a webhook; `number` sets another delivery id apart."""
        mac = b64encode(hmac.new(self.client_secret.encode(), event.body, sha256).digest()).decode()
        return {
            "Content-Type": "application/json",
            "X-Shopify-Hmac-Sha256": mac,
            "X-Shopify-Topic": event.topic,
            "X-Shopify-Shop-Domain": "fake.myshopify.com",
            "X-Shopify-Webhook-Id": f"{event.number}-{number}" if number else str(event.number),
            "X-Shopify-Event-Id": str(event.number),
            "X-Shopify-Triggered-At": f"{event.at.isoformat()}",
        }, event.body

    def _on_shop(self, query: str, given: Json) -> Json:
        shop = {"name": self.shop.title, "currencyCode": self.shop.currency, "ianaTimezone": "Europe/Berlin"}
        return {"shop": shop | {"myshopifyDomain": "fake.myshopify.com"}}

    def _on_page(self, query: str, given: Json) -> Json:
        kind = next(one for one in ("orders", "customers", "products") if f"  {one}(" in query)
        matched = FILTER.search(given.get("filter") or "")
        name, since = (matched[1], datetime.fromisoformat(matched[2].replace("Z", "+00:00"))) if matched else ("", None)
        sort = "created_at" if given.get("sort") == "CREATED_AT" else "updated_at"
        rows = [
            (one[sort], one["id"], one)
            for one in getattr(self.shop, kind).values()
            if since is None or datetime.fromisoformat(one[name]) >= since
        ]
        rows.sort(key=lambda row: row[:2])
        start = 0
        if given.get("after"):
            behind = json.loads(given["after"])
            start = next((place for place, row in enumerate(rows) if [row[0], row[1]] > behind), len(rows))
        page = rows[start : start + int(given["size"])]
        has_more = start + len(page) < len(rows)
        cursor = json.dumps([page[-1][0], page[-1][1]]) if page else None
        found = nodes.connection([nodes.whole(kind, one) for _at, _key, one in page], cursor)
        found["pageInfo"]["hasNextPage"] = has_more
        return {kind: found}

    def _on_read(self, query: str, given: Json) -> Json:
        kind = {"Order": "orders", "Customer": "customers", "Product": "products"}[given["id"].split("/")[-2]]
        one = getattr(self.shop, kind).get(int(given["id"].rpartition("/")[2]))
        return {"node": nodes.whole(kind, one) if one else None}

    def _on_refunds(self, query: str, given: Json) -> Json:
        found = [self.shop.orders.get(int(gid.rpartition("/")[2])) for gid in given["ids"]]
        return {
            "nodes": [
                {"id": f"{nodes.GID}Order/{one['id']}", "refunds": [nodes.refund_node(r) for r in one["refunds"]]}
                if one
                else None
                for one in found
            ]
        }

    def _on_bulk(self, query: str, given: Json) -> Json:
        kind = next(one for one in ("orders", "customers", "products") if given["query"].startswith(f"{{ {one} "))
        name = f"{kind}-{len(self.files) + 1}"
        held = list(getattr(self.shop, kind).values())
        lines = [json.dumps(line).encode() for one in held for line in nodes.lines_of_bulk(kind, one)]
        self.files[name] = (b"".join(line + b"\n" for line in lines), len(held))
        made = {"id": f"{nodes.GID}BulkOperation/{name}", "status": "CREATED"}
        return {"bulkOperationRunQuery": {"bulkOperation": made, "userErrors": []}}

    def _on_bulklook(self, query: str, given: Json) -> Json:
        name = given["id"].rpartition("/")[2]
        self.looked[name] = self.looked.get(name, 0) + 1
        found = self.files.get(name)
        if found is None:
            return {"node": None}
        if self.looked[name] <= self.faults.bulk_looks:
            return {"node": {"id": given["id"], "status": "RUNNING"}}
        content, roots = found
        url = f"{self.address}/bulk/{name}.jsonl" if content else None
        return {"node": {"id": given["id"], "status": "COMPLETED", "rootObjectCount": str(roots), "url": url}}

    def _on_subscribe(self, query: str, given: Json) -> Json:
        key = f"{nodes.GID}WebhookSubscription/{len(self.subscriptions) + 1}"
        self.subscriptions[key] = (given["topic"], given["address"])
        return {"webhookSubscriptionCreate": {"webhookSubscription": {"id": key}, "userErrors": []}}

    def _on_subscribed(self, query: str, given: Json) -> Json:
        rows = [
            {"id": key, "topic": topic, "endpoint": {"callbackUrl": address}}
            for key, (topic, address) in self.subscriptions.items()
        ]
        return {"webhookSubscriptions": nodes.connection(rows)}

    def _on_unsubscribe(self, query: str, given: Json) -> Json:
        self.subscriptions.pop(given["id"], None)
        return {"webhookSubscriptionDelete": {"deletedWebhookSubscriptionId": given["id"], "userErrors": []}}

    def _on_code(self, query: str, given: Json) -> Json:
        code = given["code"]
        if code["code"] in self.shop.codes:
            fault = {"field": ["code"], "code": "TAKEN", "message": "Code must be unique"}
            return {"discountCodeBasicCreate": {"codeDiscountNode": None, "userErrors": [fault]}}
        key = f"{nodes.GID}DiscountCodeNode/{len(self.shop.codes) + 1}"
        self.shop.codes[code["code"]] = {"id": key, "status": "ACTIVE", "used": 0, **code}
        return {"discountCodeBasicCreate": {"codeDiscountNode": {"id": key}, "userErrors": []}}

    def _on_codebycode(self, query: str, given: Json) -> Json:
        found = self.shop.codes.get(given["code"])
        if found is None:
            return {"codeDiscountNodeByCode": None}
        told = {"status": found["status"], "asyncUsageCount": found["used"]}
        return {"codeDiscountNodeByCode": {"id": found["id"], "codeDiscount": told}}

    def _on_codeoff(self, query: str, given: Json) -> Json:
        for code in self.shop.codes.values():
            if code["id"] == given["id"]:
                code["status"] = "EXPIRED"
        return {"discountCodeDeactivate": {"codeDiscountNode": {"id": given["id"]}, "userErrors": []}}

    def _on_tagsadd(self, query: str, given: Json) -> Json:
        customer = self.shop.customers[int(given["id"].rpartition("/")[2])]
        held = {tag for tag in customer["tags"].split(", ") if tag} | set(given["tags"])
        customer["tags"] = ", ".join(sorted(held))
        return {"tagsAdd": {"userErrors": []}}

    def _on_tagsremove(self, query: str, given: Json) -> Json:
        customer = self.shop.customers[int(given["id"].rpartition("/")[2])]
        held = {tag for tag in customer["tags"].split(", ") if tag} - set(given["tags"])
        customer["tags"] = ", ".join(sorted(held))
        return {"tagsRemove": {"userErrors": []}}

    def _on_fields(self, query: str, given: Json) -> Json:
        for one in given["fields"]:
            self.shop.fields[int(one["ownerId"].rpartition("/")[2]), one["key"]] = one["value"]
        return {"metafieldsSet": {"userErrors": []}}

    def _on_fieldsoff(self, query: str, given: Json) -> Json:
        for one in given["fields"]:
            self.shop.fields.pop((int(one["ownerId"].rpartition("/")[2]), one["key"]), None)
        return {"metafieldsDelete": {"userErrors": []}}


def _throttled() -> Json:
    left = {"maximumAvailable": 2000.0, "currentlyAvailable": 0, "restoreRate": 100_000.0}
    cost = {"requestedQueryCost": 100, "actualQueryCost": None, "throttleStatus": left}
    fault = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return {"errors": [fault], "extensions": {"cost": cost}}
