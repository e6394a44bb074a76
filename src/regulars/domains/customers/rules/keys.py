"""Whose order is it? Normal forms of ids, and which ids identify a person."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

import phonenumbers

STORE_ID, EMAIL, PHONE = "store_id", "email", "phone"
ADDRESS = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")
LENGTH_MAX = 254
SHARED_ORDERS_MORE_THAN = 50
SHARED_NAMES_MIN = 3
RELAY_DOMAINS = (
    "marketplace.amazon.com", "marketplace.amazon.de", "marketplace.amazon.co.uk", "marketplace.amazon.fr",
    "marketplace.amazon.it", "marketplace.amazon.es", "marketplace.amazon.nl", "members.ebay.com", "members.ebay.de",
    "members.ebay.co.uk", "privaterelay.appleid.com", "relay.walmart.com", "etsy.com", "customers.otto.de",
    "mail.kaufland.de", "relay.firefox.com", "mozmail.com", "relay.example",  # the last is the demo shop's
)  # fmt: skip

Key = tuple[str, str, str]


@lru_cache(maxsize=65_536)
def normal_email(text: str) -> str:
    """Return an address in the form people are told apart by: NFKC, trimmed, lower case; empty when it is none.

    Dots and plus parts stay: they are another mailbox at some providers (RFC 5321, 2.4 leaves the local part to them).
    """
    address = unicodedata.normalize("NFKC", text).strip().lower()
    return address if len(address) <= LENGTH_MAX and ADDRESS.fullmatch(address) else ""


@lru_cache(maxsize=65_536)
def normal_phone(text: str, country: str) -> str:
    """Return a phone number in E.164 (`+4930123456`), read as dialed in `country`; empty when it is none."""
    if not any(character.isdigit() for character in text):
        return ""
    region = country.upper() if len(country) == 2 else None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_relay(email: str) -> bool:
    """Say whether an address is a marketplace's or mail provider's alias that reaches the buyer only through it."""
    domain = email.rpartition("@")[2]
    return domain in RELAY_DOMAINS or domain.endswith(tuple("." + one for one in RELAY_DOMAINS))


def keys_of(source: str, external_id: str, email: str, phone: str) -> tuple[Key, ...]:
    """Return the keys `(kind, source, value)` that a person is looked up by, strongest first.

    `email` and `phone` are normal forms. A person without any key is unidentified.
    """
    found = []
    if external_id:
        found.append((STORE_ID, source, external_id))
    if email:
        found.append((EMAIL, "", email))
    if phone:
        found.append((PHONE, "", phone))
    return tuple(found)


def match(keys: tuple[Key, ...], known: dict[Key, int], store_ids: dict[int, set[Key]]) -> int | None:
    """Return whose `keys` these are, or none when they are nobody's yet.

    The store's own id decides. Without it, or when it is new, the e-mail does, and then the phone; but never onto a
    person whom the same store knows under another id: two accounts with one address stay two people.
    """
    own = next((key for key in keys if key[0] == STORE_ID), None)
    if own is not None and own in known:
        return known[own]
    for key in keys:
        customer = known.get(key)
        if customer is None or key is own:
            continue
        others = {one for one in store_ids.get(customer, ()) if own is not None and one[1] == own[1] and one != own}
        if not others:
            return customer
    return None


def stored_tags(stored: Any) -> list[str]:
    """Return tags as they come from plain SQL: text on SQLite, a list on PostgreSQL."""
    return list(json.loads(stored) if isinstance(stored, str) else stored or [])


def fingerprint(id_key: bytes, key: Key) -> bytes:
    """Return what is kept of an erased person's id: 16 bytes that only the shop's own key makes, of its normal form."""
    secret = hashlib.blake2b(b"suppressed", key=id_key[:64], digest_size=32).digest()
    return hmac.digest(secret, "\x1f".join(key).encode(), "sha256")[:16]
