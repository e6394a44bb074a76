"""Double opt-in: an address says yes by a button on a page that only its mailbox can open."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.base import jobs
from regulars.base.activity import record
from regulars.base.shop.queries import shop
from regulars.base.state import Act, as_instant, execute, fetchall, instant_value, verb
from regulars.domains.customers import rules
from regulars.domains.customers.events import IdentityProven
from regulars.domains.customers.models import OptIn
from regulars.domains.customers.queries import language_of, print_of, wording_for
from regulars.domains.customers.rules import consent
from regulars.domains.customers.rules.consent import GRANTED, PENDING
from regulars.domains.customers.service.consenting import record_consent
from regulars.domains.customers.types import ConsentFact
from regulars.kit import clock
from regulars.kit.errors import LimitReached, NotFound, Refused
from regulars.kit.text import gettext_noop as _

CONFIRMATION_MAIL = "customers.send_confirmation"
TOKEN_BYTES = 20


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that waits for its button: what would be said yes to, by whom, until when."""

    id: int
    customer: int
    channel: str
    topics: tuple[str, ...]
    address: str
    language: str
    is_confirmed: bool


@verb
def request_opt_in(
    act: Act, customer: int, topics: Sequence[str], *, method: str = "form", network: str = "", trust: str = "",
    language: str = "", evidence: str = "",
) -> int:  # fmt: skip
    """Ask an address of the person to confirm topics by mail; return the request.

    One mail for each request, after the commit, at most three a day for an address and ten minutes apart.

    Raises:
        Refused: the person has no e-mail, or no topic was named.
        LimitReached: this address has just been asked.
    """
    contact = fetchall("SELECT email FROM customers_customer WHERE id = %s AND voided_at IS NULL", [customer])
    address = str(contact[0][0]) if contact else ""
    if not address or not topics:
        raise Refused("opt_in.no_address", _("There is no e-mail to confirm."), field="email",
                      fix=_("Record an e-mail of this person first."))  # fmt: skip
    proof = print_of(shop().id_key, "email", address)
    _brake(act, proof)
    spoken = language or language_of(customer, shop().language)
    words = {one: found.id for one in topics if (found := wording_for(one, "email", spoken)) is not None}
    row = OptIn.objects.create(
        token_hash=_hash(secrets.token_urlsafe(TOKEN_BYTES)),  # nobody has this one: the job makes the token it sends
        customer=customer,
        channel="email",
        topics=list(topics),
        address=address,
        address_print=proof,
        language=spoken,
        wordings=words,
        source=act.source[:60],
        requested_at=act.now,
        expires_at=act.now + consent.CONFIRM_WITHIN,
    )
    facts = [
        ConsentFact(customer, "email", one, PENDING, method, address, words.get(one), act.source, network,
                    evidence or f"opt-in {row.pk}")
        for one in topics
    ]  # fmt: skip
    record_consent(act, facts, trust="system" if trust in ("", "public") else trust)
    jobs.enqueue(CONFIRMATION_MAIL, {"request": row.pk}, act=act, unique_key=f"{CONFIRMATION_MAIL}:{row.pk}")
    return row.pk


@verb
def take_token(act: Act, request: int) -> tuple[str, OpenRequest] | None:
    """Make the token that the mail carries, and keep its hash; none when there is nothing to send any more."""
    row = OptIn.objects.filter(pk=request, confirmed_at__isnull=True, expires_at__gt=act.now).first()
    if row is None:
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row.token_hash = _hash(token)
    row.save(update_fields=["token_hash"])
    return token, _row(row)


@verb
def confirm_opt_in(act: Act, token: str, network: str = "") -> OpenRequest:
    """Take the yes that waits behind a token: the address is proven, and the topics are granted. Works once.

    Raises:
        NotFound: the token opens nothing, or nothing any more.
    """
    opened = open_request(token)
    if opened.is_confirmed:
        return opened
    if not OptIn.objects.filter(pk=opened.id, confirmed_at__isnull=True).update(confirmed_at=act.now):
        return opened
    row = OptIn.objects.get(pk=opened.id)
    facts = [
        ConsentFact(opened.customer, opened.channel, one, GRANTED, "double_opt_in", opened.address,
                    row.wordings.get(one), row.source, network, f"opt-in {row.pk}")
        for one in opened.topics
    ]  # fmt: skip
    _prove(act, opened.customer, opened.address)
    record_consent(act, facts, trust="system")
    return opened


@verb
def forget_unconfirmed(act: Act, before: datetime, limit: int = 500) -> int:
    """Drop up to `limit` requests from before an instant that nobody confirmed."""
    return execute(
        "DELETE FROM customers_opt_in WHERE id IN (SELECT id FROM customers_opt_in WHERE confirmed_at IS NULL "
        "AND requested_at < %s ORDER BY id LIMIT %s)",
        [instant_value(before), limit],
    )


def open_request(token: str) -> OpenRequest:
    """Return what a token would confirm, or confirmed. Unknown and expired look the same from outside.

    Raises:
        NotFound: it opens nothing (any more).
    """
    row = OptIn.objects.filter(token_hash=_hash(token)).first()
    if row is None or (row.confirmed_at is None and (row.expires_at or clock.now()) <= clock.now()):
        raise NotFound("opt_in.closed", _("This link opens nothing, or nothing any more."))
    return _row(row)


def _brake(act: Act, proof: bytes) -> None:
    rows = fetchall(
        "SELECT requested_at FROM customers_opt_in WHERE address_print = %s AND requested_at > %s",
        [proof, instant_value(act.now - timedelta(days=1))],
    )
    last = max((at for row in rows if (at := as_instant(row[0])) is not None), default=None)
    if len(rows) >= consent.CONFIRMATIONS_A_DAY or (last and act.now - last < consent.CONFIRMATION_GAP):
        raise LimitReached("opt_in.too_often", _("This address was asked to confirm just now."), field="email",
                           fix=_("Wait for the mail, or try again later."))  # fmt: skip


def _prove(act: Act, customer: int, address: str) -> None:
    proven = execute(
        "UPDATE customers_identity SET proven_at = %s WHERE customer_id = %s AND kind = %s AND value = %s "
        "AND proven_at IS NULL",
        [instant_value(act.now), customer, rules.EMAIL, address],
    )
    if proven:
        record(act, IdentityProven(rules.EMAIL), customer=customer)


def _row(row: OptIn) -> OpenRequest:
    return OpenRequest(
        row.pk, row.customer, row.channel, tuple(row.topics), row.address, row.language, row.confirmed_at is not None
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
