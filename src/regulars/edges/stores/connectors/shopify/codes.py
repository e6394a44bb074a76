"""Discount codes, tags and metafields at Shopify."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.domains.offers.types import CodeOrder, CodeSeen
from regulars.edges.stores.connector import CUSTOMERS, Telling
from regulars.edges.stores.connectors.shopify.admin import Admin
from regulars.edges.stores.connectors.shopify.documents import (
    CODE_BY_CODE,
    CODE_CREATE,
    CODE_DISABLE,
    FIELDS_DELETE,
    FIELDS_SET,
    GID,
    TAGS_ADD,
    TAGS_REMOVE,
)
from regulars.kit.errors import Refused
from regulars.kit.money import decimal_text

SPACE = "regulars"
LIVE = {"ACTIVE", "SCHEDULED"}


def create(admin: Admin, order: CodeOrder) -> str:
    """Make a code for one customer, once. A call whose answer was lost is found by its code.

    Raises:
        Refused: Shopify will not have it, or the customer has no account there.
    """
    if known := _by_code(admin, order.code):
        return str(known["id"])
    try:
        done = admin.change(CODE_CREATE, {"code": _input(order)}, "discountCodeBasicCreate")
    except Refused:
        if known := _by_code(admin, order.code):  # another attempt of ours was quicker
            return str(known["id"])
        raise
    return str(done["codeDiscountNode"]["id"])


def disable(admin: Admin, code: str, external_id: str) -> None:
    """End a code; one that is gone already has ended."""
    gid = external_id or str((_by_code(admin, code) or {}).get("id", ""))
    if gid:
        admin.change(CODE_DISABLE, {"id": gid}, "discountCodeDeactivate")


def look(admin: Admin, wanted: Sequence[tuple[str, str]]) -> list[CodeSeen]:
    """Return how codes stand."""
    found = []
    for code, external_id in wanted:
        node = _by_code(admin, code)
        if node is None:
            found.append(CodeSeen(code, external_id, "missing"))
            continue
        told = node.get("codeDiscount") or {}
        state = "live" if told.get("status") in LIVE else "disabled"
        found.append(CodeSeen(code, str(node["id"]), state, int(told.get("asyncUsageCount") or 0)))
    return found


def tell(admin: Admin, telling: Telling) -> None:
    """Set a customer's tags and metafields, only ours."""
    gid = GID[CUSTOMERS] + telling.external_id
    given = sorted(tag for tag, has in telling.tags.items() if has)
    taken = sorted(tag for tag, has in telling.tags.items() if not has)
    if given:
        admin.change(TAGS_ADD, {"id": gid, "tags": given}, "tagsAdd")
    if taken:
        admin.change(TAGS_REMOVE, {"id": gid, "tags": taken}, "tagsRemove")
    values = {name: value for name, value in telling.fields.items() if value is not None}
    gone = [name for name, value in telling.fields.items() if value is None]
    if values:
        fields = [
            {"ownerId": gid, "namespace": SPACE, "key": name, "type": "single_line_text_field", "value": value}
            for name, value in sorted(values.items())
        ]
        admin.change(FIELDS_SET, {"fields": fields}, "metafieldsSet")
    if gone:
        fields = [{"ownerId": gid, "namespace": SPACE, "key": name} for name in sorted(gone)]
        admin.change(FIELDS_DELETE, {"fields": fields}, "metafieldsDelete")


def _by_code(admin: Admin, code: str) -> dict[str, Any] | None:
    found = admin.ask(CODE_BY_CODE, {"code": code}).get("codeDiscountNodeByCode")
    return dict(found) if found else None


def _input(order: CodeOrder) -> dict[str, Any]:
    terms = order.terms
    if terms.percent_bps:
        value: dict[str, Any] = {"percentage": terms.percent_bps / 10_000}
    else:
        amount = decimal_text(terms.amount_minor, terms.currency)
        value = {"discountAmount": {"amount": amount, "appliesOnEachItem": False}}
    if not order.customer_external_id:
        raise Refused("store.no_account", "The customer has no account in this store", field="customer")
    needs: dict[str, Any] = {}
    if terms.minimum_minor:
        least = {"greaterThanOrEqualToSubtotal": decimal_text(terms.minimum_minor, terms.currency)}
        needs = {"minimumRequirement": {"subtotal": least}}
    return {
        "title": terms.title,
        "code": order.code,
        "startsAt": terms.starts_at.isoformat(),
        "endsAt": terms.ends_at.isoformat(),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "customerSelection": {"customers": {"add": [GID[CUSTOMERS] + order.customer_external_id]}},
        "customerGets": {"items": {"all": True}, "value": value},
        **needs,
    }
