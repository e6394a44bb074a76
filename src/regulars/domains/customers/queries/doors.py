"""Links of customers: the page of their choices, the way out in every mail, and whom each opens for.

A link names a customer and the fingerprint of the address it was sent to. Whoever holds the mailbox can use it; once
the address is not the customer's any more, it can still stop mail to that address, and shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.base.links import signed
from regulars.base.shop.queries import shop
from regulars.base.state import fetchall
from regulars.domains.customers.queries.consent import addresses_of, print_of
from regulars.domains.customers.queries.people import ids_of, survivor_of
from regulars.kit import clock
from regulars.kit.errors import NotFound

PREFERENCES, UNSUBSCRIBE = "preferences", "unsubscribe"
CHOICES_FOR = timedelta(days=90)  # then the page sends a new link; the way out works for good


@dataclass(frozen=True, slots=True)
class Door:
    """Whom a link is for. `customer` is none where the person was erased or the address is somebody else's by now."""

    customer: int | None
    channel: str
    topic: str
    proof: bytes
    is_fresh: bool


def preferences_path(customer: int, channel: str, address: str, now: datetime) -> str:
    """Return the path of a person's own page, for a letter to this address."""
    return f"/my/preferences/{_token(PREFERENCES, customer, channel, address, '', now)}"


def unsubscribe_path(customer: int, channel: str, address: str, topic: str, now: datetime) -> str:
    """Return the path that ends mail about a topic by one POST (RFC 8058), for a letter to this address."""
    return f"/my/unsubscribe/{_token(UNSUBSCRIBE, customer, channel, address, topic, now)}"


def open_door(purpose: str, token: str) -> Door:
    """Return whom a token is for.

    Raises:
        NotFound: it was not made here.
    """
    read = signed.read(purpose, token)
    if len(read.values) != 4:
        raise NotFound("link.closed", "This link opens nothing, or nothing any more")
    public_id, channel, topic, proof = read.values
    number = shop().number("cus", public_id)
    mine = bytes.fromhex(proof)
    is_fresh = clock.now() - read.issued <= CHOICES_FOR
    there = fetchall(
        "SELECT 1 FROM customers_customer WHERE id = %s AND voided_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM customers_erased WHERE customer = %s)",
        [number, number],
    )
    known = {one.print for one in addresses_of(ids_of(survivor_of(number)))} if there else set()
    is_theirs = mine in known
    return Door(number if is_theirs else None, channel, topic, mine, is_fresh)


def _token(purpose: str, customer: int, channel: str, address: str, topic: str, now: datetime) -> str:
    ours = shop()
    proof = print_of(ours.id_key, channel, address).hex()
    return signed.sign(purpose, (ours.public("cus", customer), channel, topic, proof), now)
