"""Verbs of requests: each step is kept in the transaction of its effect, so that a kill loses no count."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from regulars.base.activity import record
from regulars.base.jobs import enqueue
from regulars.base.privacy import Cleared, holdings
from regulars.base.shop.queries import shop
from regulars.base.state import Act, verb
from regulars.domains.customers.queries import everyone_who_is
from regulars.edges.privacy import walking
from regulars.edges.privacy.events import DataExported, ErasureFinished, ErasureStarted
from regulars.edges.privacy.models import Request
from regulars.kit.errors import NotFound

STEP_ROWS = 500
ERASE = "privacy.erase"
RETENTION = "privacy.retention"


@dataclass(frozen=True, slots=True)
class Asked:
    """An erasure under way: whom it is about, and what is done of it."""

    id: int
    customer: int
    customers: tuple[int, ...]
    is_done: bool
    steps: dict[str, Any]


def open_request(kind: str, customer: int) -> Request | None:
    """Return the open request of a person, under whichever of their keys it came."""
    theirs = Request.objects.filter(kind=kind, customer__in=everyone_who_is(customer), state="open")
    return theirs.order_by("id").first()


@verb
def record_export(act: Act, customer: int, rows: int) -> int:
    """Record that everything about a customer was handed out. Returns the request's key."""
    met = {"state": "done", "steps": {"rows": rows}, "finished_at": act.now}
    made = open_request("export", customer)
    if made is None:
        made = Request.objects.create(
            kind="export", customer=customer, customers=[customer], actor=act.actor, asked_at=act.now, **met
        )
    else:  # it was noted when it came
        Request.objects.filter(pk=made.pk).update(**met)
    record(act, DataExported(made.pk, rows), customer=customer, subject=f"privacy_request:{made.pk}")
    return int(made.pk)


@verb
def begin_erasure(act: Act, customer: int, words: str = "") -> int:
    """Open a request to erase a customer, or find the one that is open. Returns its key.

    Whatever else happens, it is carried through from here: its steps can be taken again, and `words`, by which the
    person was named, lead to it until it is done (`open_erasure_of`).
    """
    people = list(everyone_who_is(customer))
    known = open_request("erase", customer)
    if known is not None:  # it was noted when it came, or begun before; since then others may have been merged
        if added := [one for one in people if one not in known.customers]:
            steps = {step: {**told, "done": False} for step, told in known.steps.items()}
            Request.objects.filter(pk=known.pk).update(customers=[*known.customers, *added], steps=steps)
        return int(known.pk)
    made = Request.objects.create(
        kind="erase", customer=customer, customers=people, actor=act.actor, asked_at=act.now,
        words_print=_print_of(words) if words else None,
    )  # fmt: skip
    record(act, ErasureStarted(made.pk), subject=f"privacy_request:{made.pk}")
    return int(made.pk)


@verb
def ask_to_erase(act: Act, customer: int) -> int:
    """Open a request to erase a customer and queue the work. Returns the request's key."""
    request = begin_erasure(act, customer)
    job = enqueue(ERASE, {"request": request}, act=act, unique_key=f"{ERASE}:{request}", priority=5)
    Request.objects.filter(pk=request).update(job=job)
    return request


@verb
def begin_erasure_here(act: Act, customer: int, words: str) -> int:
    """Open a request that the caller carries through at once; should it be killed, a worker does so in an hour."""
    request = begin_erasure(act, customer, words)
    later = act.now + timedelta(hours=1)
    enqueue(ERASE, {"request": request}, act=act, unique_key=f"{ERASE}:{request}", run_after=later, priority=5)
    return request


def open_erasure_of(words: str) -> int | None:
    """Return the key of the erasure under way of whoever was named by these words, or none."""
    row = Request.objects.filter(kind="erase", state="open", words_print=_print_of(words)).order_by("pk").first()
    return row.pk if row else None


def _print_of(words: str) -> bytes:
    return hmac.digest(shop().id_key, b"asked\x1f" + words.strip().casefold().encode(), "sha256")[:16]


def asked(request: int) -> Asked:
    """Return an erasure as it stands.

    Raises:
        NotFound: there is none with this key.
    """
    row = Request.objects.filter(pk=request, kind="erase").first()
    if row is None:
        raise NotFound("privacy.no_request", "There is no such request", field="request", value=request)
    return Asked(row.pk, row.customer, tuple(row.customers), row.state == "done", dict(row.steps))


@verb
def empty_table(act: Act, request: int, table: str, customers: Sequence[int]) -> int:
    """Empty the next rows of a table; the step that finds none is the last, and counts what stays. Returns how many."""
    one = holdings()[table]
    gone = one.eraser(act, customers, STEP_ROWS) if one.eraser else walking.empty_some(one, customers, STEP_ROWS)
    step = {"emptied": gone, "found": gone}
    if not gone:
        step |= {"done": True, "stays": walking.rows_of(one, customers).count() if one.keeps else 0}
    _add(request, f"table:{table}", step)
    return gone


@verb
def clean_text(act: Act, request: int, table: str, numbers: Sequence[int], traces: Sequence[str]) -> int:
    """Take what names the person out of the free text of these rows. Returns how many had it."""
    one = holdings()[table]
    gone = sum(walking.take_out(one, number, traces) for number in numbers)
    _add(request, f"text:{table}", {"found": len(numbers), "emptied": gone})
    return gone


@verb
def keep_step(act: Act, request: int, step: str, cleared: Cleared | None = None) -> None:
    """Keep that a step is done and what came of it."""
    told: dict[str, Any] = {"done": True}
    if cleared is not None:
        told |= {"found": cleared.found, "emptied": cleared.emptied, "remains": list(cleared.remains)}
    _add(request, step, told)


@verb
def finish_erasure(act: Act, request: int) -> None:
    """Close a request whose every step is done."""
    row = Request.objects.get(pk=request)
    if row.state == "done":
        return
    row.state, row.finished_at, row.words_print = "done", act.now, None
    row.save(update_fields=["state", "finished_at", "words_print"])
    found, emptied = (sum(int(one.get(name, 0)) for one in row.steps.values()) for name in ("found", "emptied"))
    record(act, ErasureFinished(row.pk, found, emptied), subject=f"privacy_request:{row.pk}")


def _add(request: int, step: str, told: dict[str, Any]) -> None:
    row = Request.objects.get(pk=request)
    before = row.steps.get(step, {})
    for name in ("found", "emptied"):
        told[name] = int(before.get(name, 0)) + int(told.get(name, 0))
    row.steps[step] = {**before, **told}
    row.save(update_fields=["steps"])
