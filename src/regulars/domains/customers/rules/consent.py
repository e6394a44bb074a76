"""May we write to this person? The fold of what they said, and what a statement can and cannot do.

Default is no. A ledger of statements, each about one channel and one topic, is folded in the order in which they were
made; at one instant the more restrictive is the last. Nothing lifts a withdrawal but a fresh act of the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.domains.customers.rules.keys import EMAIL, PHONE, normal_email, normal_phone

UNKNOWN, GRANTED, PENDING, WITHDRAWN = "unknown", "granted", "pending", "withdrawn"
STATES = (GRANTED, PENDING, WITHDRAWN)
RESTRICTION = {UNKNOWN: -1, GRANTED: 0, PENDING: 1, WITHDRAWN: 2}
CHANNELS = ("email", "sms", "whatsapp", "push")
ADDRESS_KIND = {"email": EMAIL, "sms": PHONE, "whatsapp": PHONE}
EVERYTHING = "*"  # all topics of a channel; can be withdrawn only
RECEIPTS = "receipts"  # what a buyer must get: orders, returns, passwords; needs no consent
NEWS = "news"
METHODS = (
    "form", "checkout", "double_opt_in", "import", "staff", "api", "store", "one_click", "preferences", "reply_stop",
    "cli",
)  # fmt: skip
# The person themselves, just now, or staff who wrote down that they asked. Files, stores and forms that anybody can
# fill in for somebody else do not undo a no.
FRESH_ACTS = frozenset({"double_opt_in", "preferences", "checkout", "staff"})
TRUSTED = frozenset({"server", "store", "staff", "system"})
NEEDS_EVIDENCE = frozenset({"staff", "import"})
CONFIRM_WITHIN = timedelta(days=7)
UNCONFIRMED_KEPT = timedelta(days=30)
CONFIRMATION_GAP = timedelta(minutes=10)
CONFIRMATIONS_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of the ledger. `customer` it is about; `origin` is the customer whose address or page it came from.

    They differ where two were one person when it was said: it is then kept for each of them.
    """

    number: int
    customer: int
    origin: int
    channel: str
    topic: str
    state: str
    method: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How consent to one topic stands, and the statement that decided it (none where nobody ever said anything)."""

    state: str = UNKNOWN
    by: Statement | None = None


def in_order(statements: Iterable[Statement]) -> list[Statement]:
    """Return statements as they take effect: by when they were made, the more restrictive last of one instant."""
    return sorted(statements, key=lambda one: (one.occurred_at, RESTRICTION[one.state], one.number))


def standing_of(statements: Iterable[Statement], channel: str, topic: str, joined: frozenset[int]) -> Standing:
    """Fold one customer's statements into how a topic stands.

    `joined` are the customers who are one person now. A yes that came from somebody who is not among them (any more)
    does not count; a no counts whoever it came from.
    """
    now = Standing()
    for one in in_order(statements):
        about = one.channel == channel and one.topic in (topic, EVERYTHING)
        if about and (one.state == WITHDRAWN or one.origin in joined) and _takes_effect(now, one):
            now = Standing(one.state, one)
    return now


def person_standing(
    members: Sequence[int], statements: Iterable[Statement], channel: str, topic: str
) -> tuple[Standing, Standing]:
    """Return how a topic stands for a person, and the standing of the member who said yes (else the same again).

    Of customers who were merged, the most restrictive counts; one who never said anything restricts nothing.
    """
    joined = frozenset(members)
    of: dict[int, list[Statement]] = {member: [] for member in members}
    for one in statements:
        if one.customer in of:
            of[one.customer].append(one)
    all_of_them = [standing_of(of[member], channel, topic, joined) for member in members]
    known = [one for one in all_of_them if one.state != UNKNOWN]
    if not known:
        return Standing(), Standing()
    strictest = max(known, key=lambda one: RESTRICTION[one.state])
    yes = [one for one in known if one.state == GRANTED and one.by is not None]
    latest = max(yes, key=lambda one: (one.by.occurred_at, one.by.number) if one.by else (one, 0), default=strictest)
    return strictest, latest


def normal_address(channel: str, text: str, country: str = "") -> str:
    """Return an address of a channel in its normal form; empty when it is none."""
    kind = ADDRESS_KIND.get(channel)
    if kind == EMAIL:
        return normal_email(text)
    return normal_phone(text, country) if kind == PHONE else text.strip()[:254]


def objection(state: str, method: str, trust: str, topic: str, evidence: str, occurred_at: datetime | None,
              now: datetime) -> str:  # fmt: skip
    """Return why a statement cannot be recorded, as a code; empty when it can."""
    is_yes = state != WITHDRAWN
    wrong = (
        ("consent.unknown_words", state not in STATES or method not in METHODS),
        ("consent.names_no_topic", is_yes and topic == EVERYTHING),
        ("consent.receipts_need_none", topic == RECEIPTS),
        ("consent.public_cannot_grant", is_yes and trust not in TRUSTED),
        ("consent.import_needs_date", is_yes and method == "import" and occurred_at is None),
        ("consent.needs_evidence", is_yes and method in NEEDS_EVIDENCE and not evidence.strip()),
        ("consent.in_the_future", occurred_at is not None and occurred_at > now),
    )
    return next((code for code, applies in wrong if applies), "")


def masked(address: str) -> str:
    """Return an address that its owner recognizes and nobody else can use: `a•••@e•••.com`, `•••••56`."""
    if "@" in address:
        local, _, domain = address.partition("@")
        name, _, top = domain.rpartition(".")
        return f"{local[:1]}•••@{name[:1]}•••.{top}"
    return "•••••" + address[-2:] if len(address) > 4 else "•••••"


def _takes_effect(now: Standing, one: Statement) -> bool:
    if one.state == GRANTED and now.state == WITHDRAWN:
        return one.method in FRESH_ACTS
    if one.state == PENDING:  # a request to confirm takes nothing away
        return now.state == UNKNOWN
    return True
