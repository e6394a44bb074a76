"""Whom one may write to about what: consent, suppression, an address and a pause put together, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.domains.customers.rules import suppression
from regulars.domains.customers.rules.consent import (
    GRANTED,
    PENDING,
    RECEIPTS,
    UNKNOWN,
    Statement,
    person_standing,
)

YES, NO_ADDRESS, PAUSED = "", "no_address", "paused"
# Why not, the strongest first: suppression by its own rank, then these.
REASONS = (*suppression.RANK, "withdrawn", NO_ADDRESS, PENDING, UNKNOWN, PAUSED)


@dataclass(frozen=True, slots=True)
class Address:
    """One address that a customer uses now: `print` is its keyed fingerprint, `is_current` the one mail goes to."""

    customer: int
    channel: str
    print: bytes
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Stop:
    """One suppression that holds: of an address, on a channel, for a reason."""

    channel: str
    print: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Reach:
    """The answer for one channel and topic. `customer` is whose current address to use, none when none may be.

    `state` is how consent alone stands, `by` the statement behind it. With `paused_until` it is yes from then on.
    """

    channel: str
    topic: str
    is_allowed: bool
    reason: str
    state: str
    customer: int | None = None
    print: bytes = b""
    by: Statement | None = None
    paused_until: datetime | None = None


def reach(
    members: Sequence[int],
    statements: Sequence[Statement],
    addresses: Sequence[Address],
    stops: Sequence[Stop],
    channel: str,
    topic: str,
    paused_until: datetime | None = None,
) -> Reach:
    """Decide for a person, who may be several customers that were merged (the one that lives on first).

    Mail goes to the current address of the member whose yes counts. Receipts need no consent, but an address that
    works.
    """
    if topic == RECEIPTS:
        return _receipts(members, addresses, stops, channel)
    standing, yes = person_standing(members, statements, channel, topic)
    giver = yes.by.origin if yes.by is not None and yes.state == GRANTED else None
    target = _address(members, addresses, channel, giver)
    reasons = _personal(members, addresses, stops, channel)
    if target is not None:
        reasons |= {one.reason for one in stops if one.print == target.print and one.channel == channel}
    reason = suppression.strongest(reasons)
    if not reason and standing.state != GRANTED:
        reason = standing.state
    if not reason and target is None:
        reason = NO_ADDRESS
    if reason or target is None:
        return Reach(channel, topic, False, reason, standing.state, by=standing.by)
    return Reach(channel, topic, True, YES, GRANTED, target.customer, target.print, yes.by, paused_until)


def _receipts(members: Sequence[int], addresses: Sequence[Address], stops: Sequence[Stop], channel: str) -> Reach:
    target = _address(members, addresses, channel, None)
    if target is None:
        return Reach(channel, RECEIPTS, False, NO_ADDRESS, UNKNOWN)
    bad = {one.reason for one in stops if one.print == target.print and one.channel == channel}
    reason = suppression.strongest(bad & suppression.STOPS_RECEIPTS)
    if reason:
        return Reach(channel, RECEIPTS, False, reason, UNKNOWN)
    return Reach(channel, RECEIPTS, True, YES, UNKNOWN, target.customer, target.print)


def _address(members: Sequence[int], addresses: Sequence[Address], channel: str, giver: int | None) -> Address | None:
    """Return where mail goes: to whoever said yes, else to the customer that lives on, else to a merged one."""
    usable = {one.customer: one for one in addresses if one.channel == channel and one.is_current}
    if giver is not None:
        return usable.get(giver)
    return next((usable[member] for member in members if member in usable), None)


def _personal(members: Sequence[int], addresses: Sequence[Address], stops: Sequence[Stop], channel: str) -> set[str]:
    """Return reasons that are about the person: united over all their addresses."""
    mine = {(one.channel, one.print) for one in addresses if one.customer in members}
    return {
        one.reason
        for one in stops
        if (one.channel, one.print) in mine
        and one.reason in suppression.OF_THE_PERSON
        and (one.channel == channel or one.reason in suppression.ON_ALL_CHANNELS)
    }
