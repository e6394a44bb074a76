"""Values as stores write them: instants, amounts, addresses of arrival, statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from regulars.edges.imports.layouts.statuses import CANCELED, COUNTED, SKIPPED, meaning_of
from regulars.kit.money import parse_decimal_minor, parse_micros
from regulars.kit.rounding import half_even

Json = Mapping[str, Any]
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")


def instant(text: object) -> datetime | None:
    """Return an instant; one without a zone is UTC, as in fields called `_gmt`."""
    if not text:
        return None
    words = _LONG_FRACTION.sub(r"\1", str(text).strip().replace("Z", "+00:00"))
    found = datetime.fromisoformat(words)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def must(text: object) -> datetime:
    """Return an instant that has to be there.

    Raises:
        ValueError: it is not.
    """
    found = instant(text)
    if found is None:
        raise ValueError("an instant is missing")
    return found


def minor(value: object, currency: str) -> int:
    """Return an amount in minor units; stores write money as text, or as numbers; nothing is 0."""
    return parse_decimal_minor(plain(value), currency) if value not in (None, "") else 0


def micros(value: object) -> int:
    """Return a unit price in millionths of a major unit."""
    return parse_micros(plain(value)) if value not in (None, "") else 0


def unit_micros(total: object, quantity: int) -> int:
    """Return what one of several cost, from what all cost."""
    whole = micros(total)
    return half_even(whole, quantity) if quantity > 0 else whole


def money_back(whole: int, total_tax: int, total: int) -> tuple[int, int]:
    """Split money given back that names no lines into (goods, tax), by the share of tax that the order has."""
    tax = half_even(whole * total_tax, total) if total else 0
    return whole - tax, tax


def plain(value: object) -> str:
    """Return a number as plain digits; floats by their shortest form."""
    return format(Decimal(str(value)), "f")


def text(value: object) -> str:
    """Return text; ids come as numbers, and nothing as null."""
    return "" if value is None else str(value)


def is_counted(status: str) -> bool:
    """Say whether an order in this status counts in figures."""
    return meaning_of(status, {}) == COUNTED


def is_canceled(status: str) -> bool:
    """Say whether a status calls an order off."""
    return meaning_of(status, {}) == CANCELED


def is_no_order(status: str) -> bool:
    """Say whether a status says that this is no order (a draft, trash)."""
    return meaning_of(status, {}) == SKIPPED


def origin(source: str, medium: str, campaign: str, landing: str, referrer: str) -> tuple[str, str]:
    """`(acquisition, campaign)` of the first touch: "source / medium", else the host that referred."""
    query = parse_qs(urlsplit(landing).query) if landing else {}

    def first(given: str, name: str) -> str:
        return given or (query.get(name) or [""])[0]

    source, medium = first(source, "utm_source"), first(medium, "utm_medium")
    by_link = f"{source} / {medium}" if source and medium else source
    host = (urlsplit(referrer if "//" in referrer else f"//{referrer}").hostname or "") if referrer else ""
    return by_link or host.removeprefix("www."), first(campaign, "utm_campaign")
