"""One WooCommerce shop: who it is, what it has, what it is told."""

from __future__ import annotations

import secrets as chance
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext_lazy as _

from regulars.base.outbound import Answer, Caller
from regulars.base.outbound.calling import too_busy
from regulars.domains.offers.types import CodeOrder, CodeSeen
from regulars.edges.stores.connector import CUSTOMERS, ORDERS, PRODUCTS, Missing, Page, Place, Stated, Telling, Tested
from regulars.edges.stores.connectors.reading import instant, must, text
from regulars.edges.stores.connectors.woocommerce.mapping import customer_of, order_of, product_of
from regulars.kit import clock
from regulars.kit.errors import Refused
from regulars.kit.money import decimal_text
from regulars.kit.text import gettext_noop

SIZE = 100
OVERLAP, SECOND = timedelta(minutes=2), timedelta(seconds=1)
TOPICS = tuple(
    f"{kind}.{what}" for kind in ("order", "customer", "product") for what in ("created", "updated", "deleted")
)
WRITING = Missing("write", _("discount codes and fields at the store's customers; announcements by webhook"))


class WooStore:
    """A connection to one shop; see `connector.Store`."""

    def __init__(self, address: str, secrets: dict[str, str], caller: Caller) -> None:
        self.secrets, self._address, self._caller = secrets, address, caller

    def test(self) -> Tested:
        """Ask the shop who it is; the keys' right to write shows in whether its webhooks may be seen."""
        currency = self._get("settings/general/woocommerce_currency").json()["value"]
        self.secrets["currency"] = str(currency)
        can_write = self._call("GET", "webhooks", {"per_page": 1}).ok
        missing = () if can_write else (WRITING,)
        title = self._address.partition("//")[2].removeprefix("www.")
        return Tested(title, str(currency), "", ("read", "write") if can_write else ("read",), missing)

    def begin(self, kind: str, since: datetime | None, created_since: datetime | None = None) -> Place:
        """Return where to begin. Customers have no date of change to ask by: all of them, then the new ones."""
        if created_since is not None:
            return {"by": "date", "after": _moment(created_since), "page": 1}
        if kind == CUSTOMERS:
            return {"by": "id", "page": 1} if since is None else {"by": "new", "page": 1, "until": _moment(since)}
        return {"by": "modified", "after": _moment(since - OVERLAP) if since else "", "page": 1}

    def pull(self, kind: str, place: Place) -> Page:
        """Return the next objects behind a place.

        Within one second pages are counted, otherwise the last second seen is the next beginning: an object that
        changes while we read moves to the end of the list and would shift a counted page.
        """
        by, page = place["by"], int(place["page"])
        asked: dict[str, Any] = {"per_page": SIZE, "page": page, "order": "asc", "orderby": "id"}
        if by == "new":
            asked["order"] = "desc"
        elif by != "id":
            asked |= {"orderby": by, "dates_are_gmt": "true"}
            if place.get("after"):
                asked["modified_after" if by == "modified" else "after"] = place["after"]
        answer = self._get(kind, asked)
        rows: list[dict[str, Any]] = answer.json()
        now = clock.now()
        items = tuple(one for row in rows if (one := self._stated(kind, row, now)) is not None)
        total = int(answer.headers.get("x-wp-total") or 0) or None
        if by == "new":
            return self._newest(items, rows, place)
        if len(rows) < SIZE:
            return Page(items, self._rest(place, rows), False, total)
        if by == "id":
            return Page(items, {**place, "page": page + 1}, True, total)
        column = "date_modified_gmt" if by == "modified" else "date_created_gmt"
        last = instant(rows[-1][column])
        assert last is not None
        before = _moment(last - SECOND)
        if before <= str(place.get("after") or ""):
            return Page(items, {**place, "page": page + 1}, True)
        return Page(items, {**place, "after": before, "page": 1}, True, total if not place.get("after") else None)

    def complete(self, items: Sequence[Stated]) -> Sequence[Stated]:
        """Nothing to add: what an object only names was read with it."""
        return items

    def read(self, kind: str, external_id: str) -> Stated | None:
        """Return one object, none when the shop has it no more."""
        answer = self._call("GET", f"{kind}/{external_id}")
        if answer.status in {404, 410}:
            return None
        row = self._checked(answer).json()
        if row.get("status") == "trash":
            return None
        return self._stated(kind, row, clock.now())

    def subscribe(self, address: str) -> None:
        """Let the shop announce its changes to an address, each topic with our secret."""
        secret = self.secrets.setdefault("webhook_secret", chance.token_urlsafe(32))
        known = {(one["topic"], one["delivery_url"]) for one in self._get("webhooks", {"per_page": SIZE}).json()}
        for topic in TOPICS:
            if (topic, address) not in known:
                given = {"name": f"Regulars {topic}", "topic": topic, "delivery_url": address, "secret": secret}
                self._change("POST", "webhooks", given)

    def unsubscribe(self) -> None:
        """End our announcements."""
        for one in self._get("webhooks", {"per_page": SIZE}).json():
            if str(one.get("name", "")).startswith("Regulars "):
                self._checked(self._call("DELETE", f"webhooks/{one['id']}", {"force": "true"}))

    def create_code(self, order: CodeOrder) -> str:
        """Make a coupon for one address; one that is there already is found again."""
        if known := self._coupon(order.code):
            return text(known["id"])
        terms = order.terms
        given: dict[str, Any] = {
            "code": order.code,
            "description": terms.title,
            "discount_type": "percent" if terms.percent_bps else "fixed_cart",
            "amount": f"{terms.percent_bps / 100:.2f}"
            if terms.percent_bps
            else decimal_text(terms.amount_minor, terms.currency),
            "date_expires_gmt": _moment(terms.ends_at),
            "usage_limit": 1,
            "usage_limit_per_user": 1,
            "individual_use": False,
            "email_restrictions": [order.email],
        }
        if not order.email:
            raise Refused("store.no_account", "The customer has no address to bind the code to", field="customer")
        if terms.minimum_minor:
            given["minimum_amount"] = decimal_text(terms.minimum_minor, terms.currency)
        answer = self._call("POST", "coupons", body=given)
        if not answer.ok and (known := self._coupon(order.code)):
            return text(known["id"])
        return text(self._checked(answer).json()["id"])

    def disable_code(self, code: str, external_id: str) -> None:
        """End a coupon by a draft's status, so that what used it can still be looked up."""
        known = {"id": external_id} if external_id else self._coupon(code)
        if known:
            self._change("PUT", f"coupons/{known['id']}", {"status": "draft", "usage_limit": 1})

    def list_codes(self, wanted: Sequence[tuple[str, str]]) -> Sequence[CodeSeen]:
        """Return how coupons stand."""
        found = []
        for code, external_id in wanted:
            one = self._coupon(code)
            if one is None:
                found.append(CodeSeen(code, external_id, "missing"))
            else:
                state = "live" if one.get("status", "publish") == "publish" else "disabled"
                found.append(CodeSeen(code, text(one["id"]), state, int(one.get("usage_count") or 0)))
        return found

    def tell(self, telling: Telling) -> None:
        """Set a customer's fields; tags become fields too, because WooCommerce has none for customers."""
        values = {name: value or "" for name, value in telling.fields.items()}
        values |= {f"tag_{tag}": "1" if has else "" for tag, has in telling.tags.items()}
        meta = [{"key": f"regulars_{name}", "value": value} for name, value in sorted(values.items())]
        self._change("PUT", f"customers/{telling.external_id}", {"meta_data": meta})

    def _newest(self, items: tuple[Stated, ...], rows: list[dict[str, Any]], place: Place) -> Page:
        """Read new customers, latest first, until those that are known."""
        known, seen = int(place.get("known") or 0), [int(row["id"]) for row in rows]
        top = max([*seen, int(place.get("top") or 0), known])
        oldest = _moment(must(rows[-1]["date_created_gmt"])) if rows else ""
        is_known = min(seen, default=0) <= known if known else oldest < str(place.get("until") or "~")
        if len(rows) < SIZE or is_known:
            return Page(items, {"by": "new", "page": 1, "known": top}, False)
        return Page(items, {**place, "page": int(place["page"]) + 1, "top": top}, True)

    def _rest(self, place: Place, rows: list[dict[str, Any]]) -> Place:
        """Return where the next round begins, when this one came to the end."""
        if place["by"] != "modified":
            return place
        last = instant(rows[-1]["date_modified_gmt"]) if rows else None
        if last is None:
            return {**place, "page": 1}
        return {**place, "after": max(_moment(last - OVERLAP), str(place.get("after") or "")), "page": 1}

    def _stated(self, kind: str, row: dict[str, Any], now: datetime) -> Stated | None:
        if kind == CUSTOMERS:
            return customer_of(row, now)
        if kind == PRODUCTS:
            is_variable = row.get("type") == "variable" and row.get("variations")
            path = f"products/{row['id']}/variations"
            variations = self._get(path, {"per_page": SIZE}).json() if is_variable else []
            return product_of(row, variations, now, self.secrets.get("currency", ""))
        if row.get("status") in {"trash", "auto-draft", "checkout-draft"}:
            return None
        path = f"{ORDERS}/{row['id']}/refunds"
        refunds = self._get(path, {"per_page": SIZE}).json() if row.get("refunds") else []
        return order_of(row, refunds, now)

    def _coupon(self, code: str) -> dict[str, Any] | None:
        rows = self._get("coupons", {"code": code, "status": "any"}).json()
        return rows[0] if rows else None

    def _get(self, path: str, query: dict[str, Any] | None = None) -> Answer:
        return self._checked(self._call("GET", path, query))

    def _change(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        return self._checked(self._call(method, path, body=body))

    def _call(
        self, method: str, path: str, query: dict[str, Any] | None = None, body: dict[str, Any] | None = None
    ) -> Answer:
        keys = f"{self.secrets['consumer_key']}:{self.secrets['consumer_secret']}"
        headers = {"Authorization": f"Basic {b64encode(keys.encode()).decode()}", "Content-Type": "application/json"}
        url = f"{self._address}/wp-json/wc/v3/{path}" + (f"?{urlencode(query)}" if query else "")
        sent = msgspec.json.encode(body) if body is not None else b""
        return self._caller.call(method, url, headers=headers, body=sent, is_repeatable=method != "POST")

    def _checked(self, answer: Answer) -> Answer:
        if answer.ok:
            return answer
        if answer.status in {401, 403}:
            raise Refused(
                "store.keys_refused",
                gettext_noop("The store does not accept these keys."),
                fix=gettext_noop("Check that they are copied whole and may read and write."),
                status=answer.status,
            )
        if answer.status >= 500:
            raise too_busy(answer.status)
        raise Refused(
            "store.unexpected_answer",
            gettext_noop("The store answered in a way it should not (%(status)s)."),
            fix=gettext_noop("Check the address, and that permalinks in WordPress are not set to “Plain”."),
            params={"status": answer.status},
        )


def _moment(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
