"""Stopping mail to an address whatever consent says, and letting it go again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.base.activity import record
from regulars.base.shop.queries import shop
from regulars.base.state import Act, execute, instant_value, verb
from regulars.domains.customers.events import SuppressionAdded, SuppressionLifted
from regulars.domains.customers.queries import addresses_of, customers_at, print_of, stops_on
from regulars.domains.customers.rules import consent, suppression
from regulars.domains.customers.service.reaching import hold_addresses, hold_people, refresh
from regulars.kit.errors import NotFound, Refused
from regulars.kit.text import gettext_noop as _


@verb
def suppress_address(
    act: Act, channel: str, address: str, reason: str, note: str = "", occurred_at: datetime | None = None,
    trust: str = "",
) -> bool:  # fmt: skip
    """Stop marketing to an address for a reason; return whether that is new. Nobody has to be known by it.

    Raises:
        Refused: this is no address of the channel, or no reason.
    """
    normal = consent.normal_address(channel, address) if channel in consent.CHANNELS else ""
    if not normal:
        raise Refused("suppression.no_address", _("This is no address of this channel."), field="address",
                      value=address, fix=_("Give an e-mail, or a phone number with its country code."))  # fmt: skip
    if reason not in suppression.RANK:
        raise Refused("suppression.unknown_reason", _("This is no reason we know."), field="reason", value=reason)
    return stop(act, channel, normal, reason, note=note, occurred_at=occurred_at, trust=trust)


@verb
def lift_suppression(act: Act, channel: str, address: str, because: str) -> int:
    """Let mail go to an address again, by staff who say why; return how many suppressions ended.

    It makes nobody reachable who has not said yes.

    Raises:
        Refused: somebody complained or was erased (only their own confirmed yes ends that), or no reason is given.
        NotFound: nothing stops mail to this address.
    """
    normal = consent.normal_address(channel, address) if channel in consent.CHANNELS else ""
    proof = print_of(shop().id_key, channel, normal)
    held = {one.reason for one in stops_on({proof}) if one.channel == channel}
    if not held:
        raise NotFound("suppression.none", _("Nothing stops mail to this address."), field="address", value=address)
    if not because.strip():
        raise Refused("suppression.say_why", _("Say why mail may go there again."), field="because")
    if final := sorted(held - suppression.BY_STAFF):
        raise Refused("suppression.final", _("Only the person can end this, by confirming an address themselves."),
                      field="address", value=", ".join(final),
                      fix=_("Send them a confirmation when they ask for it."))  # fmt: skip
    people = customers_at(channel, normal)
    hold_people(people)
    ended = _close(act, channel, {proof}, held, because)
    refresh(act, people)
    return ended


def stop(
    act: Act, channel: str, normal: str, reason: str, *, note: str = "", occurred_at: datetime | None = None,
    trust: str = "", then_refresh: bool = True,
) -> bool:  # fmt: skip
    """Suppress a normal address, inside a verb; return whether that is new."""
    proof = print_of(shop().id_key, channel, normal)
    hold_addresses({proof})
    people = customers_at(channel, normal) if then_refresh else []
    owner = people[0] if len(people) == 1 else None
    added = stop_print(
        act, channel, proof, reason, normal, note=note, occurred_at=occurred_at, trust=trust, owner=owner
    )
    if added and people:
        refresh(act, people)
    return added


def stop_print(
    act: Act, channel: str, proof: bytes, reason: str, normal: str = "", *, note: str = "",
    occurred_at: datetime | None = None, trust: str = "", owner: int | None = None,
) -> bool:  # fmt: skip
    """Suppress an address by its fingerprint, inside a verb; the caller has the answers worked out anew."""
    added = execute(
        "INSERT INTO customers_suppression (channel, address, address_print, reason, source, actor, note, "
        "occurred_at, recorded_at, lifted_by, lifted_because) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '', '') "
        "ON CONFLICT DO NOTHING",
        [channel, normal, proof, reason, act.source[:60], act.actor, note.strip()[:400],
         instant_value(occurred_at or act.at), instant_value(act.now)],
    )  # fmt: skip
    if added:
        record(act, SuppressionAdded(channel, reason), customer=owner, trust=trust or None)
    return bool(added)


def lift_for(act: Act, channel: str, members: Sequence[int], address: str, method: str, given_at: datetime) -> int:
    """End what a fresh yes of the person ends: about them on any address of theirs, about the address on that one.

    A yes from before the suppression ends nothing.
    """
    given = print_of(shop().id_key, channel, address)
    mine = {(one.channel, one.print) for one in addresses_of(members)} | {(channel, given)}
    ended = 0
    for one in stops_on({proof for _channel, proof in mine}):
        if (one.channel, one.print) not in mine or not suppression.is_lifted_by(one.reason, method, consent.FRESH_ACTS):
            continue
        about_them = one.reason in suppression.OF_THE_PERSON
        if (about_them and (one.channel == channel or one.reason in suppression.ON_ALL_CHANNELS)) or (
            one.channel == channel and one.print == given
        ):
            ended += _close(act, one.channel, {one.print}, {one.reason}, method, given_at)
    return ended


def _close(
    act: Act, channel: str, prints: set[bytes], reasons: set[str], because: str, given_at: datetime | None = None
) -> int:
    ended = 0
    for proof in sorted(prints):
        for reason in sorted(reasons):
            closed = execute(
                "UPDATE customers_suppression SET lifted_at = %s, lifted_by = %s, lifted_because = %s WHERE "
                "address_print = %s AND channel = %s AND reason = %s AND lifted_at IS NULL AND occurred_at <= %s",
                [instant_value(act.now), act.actor, because.strip()[:400], proof, channel, reason,
                 instant_value(given_at or act.now)],
            )  # fmt: skip
            if closed:
                record(act, SuppressionLifted(channel, reason))
            ended += closed
    return ended


def erase_suppressed(act: Act, prints: dict[str, set[bytes]]) -> None:
    """Suppress the addresses of somebody who is erased: by fingerprint, no address is kept."""
    for channel, proofs in sorted(prints.items()):
        for proof in sorted(proofs):
            stop_print(act, channel, proof, suppression.ERASED)
