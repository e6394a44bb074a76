"""Recording what people allow: one door for every yes and no, whoever brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.base.activity import Fact, record_many
from regulars.base.shop.queries import shop
from regulars.base.state import Act, fetch_in, fetchall, insert_keyed, instant_value, verb
from regulars.domains.customers import rules
from regulars.domains.customers.events import ConsentGranted, ConsentRequested, ConsentWithdrawn
from regulars.domains.customers.queries import customers_at, families, print_of, topic_keys
from regulars.domains.customers.rules import consent
from regulars.domains.customers.rules.consent import ADDRESS_KIND, CHANNELS, EVERYTHING, GRANTED, PENDING, WITHDRAWN
from regulars.domains.customers.rules.suppression import UNSUBSCRIBED
from regulars.domains.customers.service.reaching import hold_people, refresh
from regulars.domains.customers.service.suppressing import lift_for, stop, stop_print
from regulars.domains.customers.types import ConsentFact, ConsentReport
from regulars.kit.errors import NotFound, Refused
from regulars.kit.text import gettext_noop as _

EVENTS: dict[str, type[Any]] = {GRANTED: ConsentGranted, PENDING: ConsentRequested, WITHDRAWN: ConsentWithdrawn}
TRUST = {"desk": "staff", "cli": "staff", "regulars": "system", "portal": "public"}
WHY = {
    "consent.unknown_words": (_("This is no state or method of consent."), ""),
    "consent.names_no_topic": (
        _("A yes is about one topic; only a no can be about everything."), _("Name a topic.")),
    "consent.receipts_need_none": (
        _("What a buyer must get needs no consent, and cannot be withdrawn."), _("Name another topic.")),
    "consent.public_cannot_grant": (
        _("What anybody can send is no consent."), _("Let the person confirm by mail, or use a server key.")),
    "consent.import_needs_date": (
        _("An imported yes needs the day it was given."), _("Name the column with the date.")),
    "consent.needs_evidence": (
        _("A yes needs to say where it comes from."), _("Say how the person asked for it, or which list it is from.")),
    "consent.in_the_future": (_("Nobody has said anything in the future."), _("Give the day it was said.")),
    "consent.unknown_channel": (_("There is no such channel."), ""),
    "consent.unknown_topic": (_("There is no such topic."), _("Add it in the settings first.")),
}  # fmt: skip
COLUMNS = (
    "customer", "origin", "channel", "topic", "state", "method", "trust", "source", "wording", "address",
    "address_print", "network_print", "evidence", "actor", "occurred_at", "recorded_at", "import_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says of the customers at hand."""

    families: dict[int, tuple[int, ...]]
    contacts: dict[int, tuple[str, str, str]]
    topics: set[str]
    id_key: bytes

    def members(self, customer: int) -> tuple[int, ...]:
        """Return everybody who is one person with a customer."""
        return next(members for members in self.families.values() if customer in members)


@verb
def record_consent(
    act: Act, facts: Sequence[ConsentFact], trust: str = "", import_id: int | None = None
) -> ConsentReport:
    """Record what people said, each statement a new row; whom one may write to follows in the same transaction.

    While customers are merged, a statement is kept for each of them: a no stays a no for both when they are parted, a
    yes stays with whoever gave it. Withdrawing everything on a channel also suppresses the address. A yes that is a
    fresh act of the person lifts what it can. `trust` is who says so; without it, it follows from the act's source.

    Raises:
        Refused: a statement names an unknown channel, topic or method, or claims what its bringer cannot know.
        NotFound: there is no such customer.
    """
    trust = trust or TRUST.get(act.source, "server")
    people = sorted({one.customer for one in facts})
    hold_people(people)
    known = _load(people)
    rows: list[tuple[object, ...]] = []
    said: list[Fact] = []
    for fact in facts:
        _check(act, fact, trust, known)
        rows += _rows(act, fact, trust, known, import_id)
    numbers = insert_keyed("customers_consent", COLUMNS, rows)
    own = [number for number, row in zip(numbers, rows, strict=True) if row[0] == row[1]]
    for fact, number in zip(facts, own, strict=True):
        _suppress_or_lift(act, fact, trust, known)
        event = EVENTS[fact.state](fact.channel, fact.topic, fact.method, number)
        said.append(Fact(event, fact.customer, f"consent:{number}", fact.occurred_at))
    record_many(act, said, trust=trust)
    refresh(act, people)
    return ConsentReport(tuple(own))


def withdraw(
    act: Act, customer: int, channel: str, topic: str = EVERYTHING, method: str = "staff", *, evidence: str = "",
    network: str = "", trust: str = "",
) -> ConsentReport:  # fmt: skip
    """Record a no, on every channel for `*`. Nothing keeps it from being recorded. Call it inside `write`."""
    wanted = CHANNELS if channel == "*" else (channel,)
    facts = [
        ConsentFact(customer, one, topic, WITHDRAWN, method, source=act.source, evidence=evidence, network=network)
        for one in wanted
    ]
    return record_consent(act, facts, trust=trust)


@verb
def unsubscribe_address(act: Act, channel: str, address: str, method: str = "one_click", trust: str = "public") -> int:
    """Stop marketing to an address, whoever has it now, erased people included; return how many customers have it."""
    normal = consent.normal_address(channel, address)
    stop(act, channel, normal, UNSUBSCRIBED, trust=trust)
    found = customers_at(channel, normal)
    if found:
        withdrawn = [
            ConsentFact(one, channel, EVERYTHING, WITHDRAWN, method, address=normal, source=act.source) for one in found
        ]
        record_consent(act, withdrawn, trust=trust)
    return len(found)


def _check(act: Act, fact: ConsentFact, trust: str, known: _Known) -> None:
    proof = fact.evidence if fact.method == "staff" else fact.evidence or fact.source
    code = consent.objection(fact.state, fact.method, trust, fact.topic, proof, fact.occurred_at, act.now)
    field, value = "consent", fact.state
    if fact.channel not in CHANNELS:
        code, field, value = "consent.unknown_channel", "channel", fact.channel
    elif fact.topic != EVERYTHING and fact.topic not in known.topics:
        code, field, value = "consent.unknown_topic", "topic", fact.topic
    if code:
        message, fix = WHY[code]
        raise Refused(code, message, field=field, value=value, fix=fix)
    if fact.customer not in known.contacts:
        raise NotFound("customer.unknown", _("There is no such customer"), field="customer", value=fact.customer)


def _rows(act: Act, fact: ConsentFact, trust: str, known: _Known, import_id: int | None) -> list[tuple[object, ...]]:
    address = _address(fact, known)
    at: datetime = fact.occurred_at or act.now
    proof = print_of(known.id_key, fact.channel, address) if address else None
    network = rules.fingerprint(known.id_key, ("network", "", fact.network)) if fact.network else None
    shared = (
        fact.channel, fact.topic, fact.state, fact.method, trust, (fact.source or act.source)[:60], fact.wording,
        address, proof, network, fact.evidence.strip()[:400], act.actor, instant_value(at), instant_value(act.now),
        import_id,
    )  # fmt: skip
    own = fact.customer
    others = [one for one in known.members(own) if one != own]
    return [(one, own, *shared) for one in (own, *others)]


def _suppress_or_lift(act: Act, fact: ConsentFact, trust: str, known: _Known) -> None:
    address = _address(fact, known)
    if not address:
        return
    if fact.state == WITHDRAWN and fact.topic == EVERYTHING:
        stop(act, fact.channel, address, UNSUBSCRIBED, trust=trust, occurred_at=fact.occurred_at, then_refresh=False)
    if fact.state == GRANTED and fact.method in consent.FRESH_ACTS:
        members = known.members(fact.customer)
        lift_for(act, fact.channel, members, address, fact.method, fact.occurred_at or act.now)


def _address(fact: ConsentFact, known: _Known) -> str:
    """Return the address a statement is about: the one given, else the one the customer uses now."""
    email, phone, country = known.contacts[fact.customer]
    if fact.address:
        return consent.normal_address(fact.channel, fact.address, country)
    kind = ADDRESS_KIND.get(fact.channel)
    return email if kind == rules.EMAIL else phone if kind == rules.PHONE else ""


def _load(people: Sequence[int]) -> _Known:
    found = families(people)
    everybody = [one for members in found.values() for one in members]
    contacts = {
        int(row[0]): (str(row[1]), str(row[2]), str(row[3]))
        for row in fetch_in("SELECT id, email, phone, country FROM customers_customer WHERE id IN ({in})", everybody)
    }
    return _Known(found, contacts, topic_keys(), shop().id_key)


@verb
def leave(
    act: Act, customer: int | None, channel: str, topic: str, proof: bytes, method: str, network: str = ""
) -> int:
    """Say no for whoever holds an address, by its fingerprint: for the person of the link and all who share it.

    Where nobody has the address (any more), it is suppressed all the same. Returns how many customers it was.
    """
    rows = fetchall("SELECT DISTINCT customer FROM customers_reachable WHERE address_print = %s", [proof])
    found = {int(row[0]) for row in rows}
    address = ""
    if customer is not None:
        found.add(customer)
        email, phone, _country = _load([customer]).contacts[customer]
        mine = email if ADDRESS_KIND.get(channel) == rules.EMAIL else phone
        is_it = bool(mine) and print_of(shop().id_key, channel, mine) == proof
        address = mine if is_it else ""
        found |= set(customers_at(channel, address)) if address else set()
    facts = [
        ConsentFact(one, channel, topic, WITHDRAWN, method, source=act.source, network=network) for one in sorted(found)
    ]
    if facts:
        record_consent(act, facts, trust="public")
    if topic == EVERYTHING or not found:
        stop_print(act, channel, proof, UNSUBSCRIBED, address)
        refresh(act, sorted(found))
    return len(found)
