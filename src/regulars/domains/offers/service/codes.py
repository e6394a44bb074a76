"""Issuing codes, following how they stand in the store, matching them to the orders that used them.

A code is written here first, made in the store by a job after the commit, and shown only once the store has it. A
lost answer is harmless: the store is asked for the code before another is made, and the code is the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from regulars.base.activity import Event, record
from regulars.base.jobs import enqueue
from regulars.base.state import Act, fetch_in, verb
from regulars.domains.offers import rules
from regulars.domains.offers.events import CodeDisabled, CodeFailed, CodeIssued, CodeLive, CodeUsed
from regulars.domains.offers.models import Code
from regulars.domains.offers.types import CodeSeen, CodeTerms
from regulars.kit.errors import Conflict, NotFound, Refused
from regulars.kit.money import minor_digits

PUSH = "offers.push_codes"
TRIES = 5


@verb
def issue_code(act: Act, customer: int, terms: CodeTerms, source: str, prefix: str = "") -> int:
    """Make a single-use code for one customer and queue its creation in the store; return its key.

    Raises:
        Refused: the terms are worth nothing, end before they begin, or name no currency.
    """
    _check(terms)
    made = None
    for _try in range(TRIES):
        text = rules.new_code(prefix.strip().upper()[:20], secrets.choice)
        if not Code.objects.filter(code=text).exists():
            made = Code.objects.create(
                code=text, customer_id=customer, source=source, title=terms.title[:120], starts_at=terms.starts_at,
                ends_at=terms.ends_at, percent_bps=terms.percent_bps, amount_minor=terms.amount_minor,
                currency=terms.currency, minimum_minor=terms.minimum_minor, issued_at=act.now, changed_at=act.now,
            )  # fmt: skip
            break
    if made is None:
        raise Conflict("offers.no_code", "No free code was found")
    record(act, CodeIssued(made.pk), customer=customer, subject=f"code:{made.pk}")
    enqueue(PUSH, {}, act=act, unique_key=PUSH, priority=3)
    return int(made.pk)


@verb
def retract_code(act: Act, number: int) -> None:
    """Take a code back: it is shown no more from now on, and the store is told.

    Raises:
        NotFound: there is none with this key.
        Conflict: it was used.
    """
    row = Code.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("offers.unknown_code", "There is no such code", field="code", value=number)
    if row.state in {rules.RETRACTING, rules.DISABLED, rules.FAILED}:
        return
    if row.state == rules.USED:
        raise Conflict("offers.code_used", "The code was used already", field="code", value=number)
    _become(act, row, rules.RETRACTING)
    enqueue(PUSH, {}, act=act, unique_key=PUSH, priority=3)


@verb
def settle_code(act: Act, number: int, state: str, external_id: str = "", problem: str = "") -> bool:
    """Keep what became of a code in the store; False when it went another way meanwhile (it was retracted)."""
    row = Code.objects.select_for_update().filter(pk=number).first()
    if row is None or not rules.may_become(row.state, state):
        if row is not None and external_id and not row.external_id:
            Code.objects.filter(pk=number).update(external_id=external_id[:120])
        return False
    row.external_id, row.problem = external_id[:120] or row.external_id, problem[:80]
    _become(act, row, state)
    return True


@verb
def note_seen(act: Act, seen: Sequence[CodeSeen]) -> int:
    """Bring codes up to what their store says of them; return how many were otherwise. One that is missing there is
    ordered anew, one that is off there is off here."""
    changed = 0
    rows = {one.code.lower(): one for one in Code.objects.filter(code__in=[one.code for one in seen])}
    for one in seen:
        row = rows.get(one.code.lower())
        if row is None or row.state != rules.LIVE or one.state == "live":
            continue
        if one.state == "missing":
            Code.objects.filter(pk=row.pk).update(state=rules.ORDERED, external_id="", changed_at=act.now)
            enqueue(PUSH, {}, act=act, unique_key=PUSH, priority=3)
        else:
            _become(act, row, rules.EXPIRED if row.ends_at and row.ends_at <= act.now else rules.DISABLED)
        changed += 1
    return changed


@verb
def match_orders(act: Act, orders: Sequence[int]) -> int:
    """Note which of our codes these orders used; each code once. Returns how many were matched.

    An order by somebody else than the holder is matched too, and said to be: the store let it through.
    """
    used = fetch_in(
        "SELECT o.id, o.customer_id, upper(d.code) FROM orders_order o JOIN orders_discount d ON d.order_id = o.id "
        "WHERE o.voided_at IS NULL AND o.id IN ({in}) ORDER BY o.id",
        list(orders),
    )
    rows = {one.code: one for one in Code.objects.filter(code__in=[text for _order, _who, text in used])}
    matched = 0
    for order, customer, text in used:
        row = rows.get(text)
        if row is None or not rules.may_become(row.state, rules.USED):
            continue
        row.used_order_id = int(order)
        _become(act, row, rules.USED, was_other=customer != row.customer_id)
        matched += 1
    return matched


def _become(act: Act, row: Code, state: str, *, was_other: bool = False) -> None:
    row.state, row.changed_at = state, act.now
    row.save(update_fields=["state", "changed_at", "external_id", "problem", "used_order"])
    events: dict[str, Callable[[], Event]] = {
        rules.LIVE: lambda: CodeLive(row.pk),
        rules.DISABLED: lambda: CodeDisabled(row.pk),
        rules.FAILED: lambda: CodeFailed(row.pk, row.problem),
        rules.USED: lambda: CodeUsed(row.pk, int(row.used_order_id or 0), was_other),
    }
    if state in events:
        record(act, events[state](), customer=row.customer_id, subject=f"code:{row.pk}")


def _check(terms: CodeTerms) -> None:
    if bool(terms.percent_bps) == bool(terms.amount_minor) or not 0 <= terms.percent_bps <= 10_000:
        raise Refused("offers.no_worth", "A code is worth a share or an amount", field="percent_bps")
    if terms.amount_minor < 0 or terms.minimum_minor < 0:
        raise Refused("offers.no_worth", "An amount is above zero", field="amount_minor", value=terms.amount_minor)
    if terms.amount_minor or terms.minimum_minor:
        minor_digits(terms.currency)
    if terms.ends_at <= terms.starts_at:
        raise Refused("offers.ends_early", "A code ends after it begins", field="ends_at")
