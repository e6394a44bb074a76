"""Reads about requests: who asked for what, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from regulars.base.privacy import holdings
from regulars.base.shop.queries import shop
from regulars.edges.privacy.erasing import title_of
from regulars.edges.privacy.models import Request
from regulars.kit.errors import NotFound

WHOLE = {"place:lake"}  # counts tables that were written anew, not what they said of anybody


@dataclass(frozen=True, slots=True)
class StepRow:
    """What came of one table or place. `stays` are rows kept without the person, `why` the reasons."""

    step: str
    title: str
    found: int
    emptied: int
    stays: int
    why: tuple[str, ...]
    remains: tuple[str, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request; `customer` is a public id that stands for nobody once an erasure is done."""

    id: int
    kind: str
    customer: str
    state: str
    actor: str
    asked_at: datetime | None
    finished_at: datetime | None
    job: int | None
    rows: int
    steps: tuple[StepRow, ...]
    received_on: date | None = None
    due_on: date | None = None
    law: str = ""
    extended_because: str = ""

    @property
    def is_noted(self) -> bool:
        """Whether it waits for a person of the shop: nothing was begun about it."""
        return self.state == "open" and self.job is None and not self.steps

    def days_left(self, today: date) -> int | None:
        """Days until the last one on which it is met in time, that one included; negative when it is late."""
        return (self.due_on - today).days if self.due_on is not None and self.state == "open" else None

    @property
    def found(self) -> int:
        return sum(one.found for one in self.steps if one.step not in WHOLE)

    @property
    def emptied(self) -> int:
        return sum(one.emptied for one in self.steps if one.step not in WHOLE)

    @property
    def remains(self) -> list[str]:
        return [words for one in self.steps for words in one.remains]


def request_row(number: int) -> RequestRow:
    """Return one request.

    Raises:
        NotFound: there is none with this key.
    """
    row = Request.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("privacy.no_request", "There is no such request", field="request", value=number)
    return _row(row)


def list_requests(limit: int = 200) -> list[RequestRow]:
    """Return requests: those that wait for a person first, by the day they are due; then the latest, newest first."""
    waits = [_row(row) for row in Request.objects.filter(state="open", due_on__isnull=False).order_by("due_on", "pk")]
    known = {row.id for row in waits}
    rest = [_row(row) for row in Request.objects.order_by("-pk")[:limit] if row.pk not in known]
    return [*waits, *rest][:limit]


def requests_about(customer: int, limit: int = 20) -> list[RequestRow]:
    """Return the requests about one customer, newest first."""
    return [_row(row) for row in Request.objects.filter(customer=customer).order_by("-pk")[:limit]]


def as_report(row: RequestRow) -> dict[str, Any]:
    """Return a request in its stable form."""
    return {
        "request": row.id,
        "kind": row.kind,
        "customer": row.customer,
        "state": row.state,
        "by": row.actor,
        "asked_at": row.asked_at,
        "finished_at": row.finished_at,
        "received_on": row.received_on,
        "due_on": row.due_on,
        "law": row.law or None,
        "extended_because": row.extended_because or None,
        "found": row.found,
        "emptied": row.emptied,
        "steps": [
            {
                "step": one.step,
                "title": one.title,
                "found": one.found,
                "emptied": one.emptied,
                "stays": one.stays,
                "why": list(one.why),
            }
            for one in row.steps
        ],
        "remains": row.remains,
    }


def _row(row: Request) -> RequestRow:
    steps = {} if row.kind == "export" else row.steps
    return RequestRow(
        row.pk,
        row.kind,
        shop().public("cus", row.customer),
        row.state,
        row.actor,
        row.asked_at,
        row.finished_at,
        row.job,
        int(row.steps.get("rows", 0)) if row.kind == "export" else 0,
        tuple(_step(step, told) for step, told in steps.items()),
        row.received_on,
        row.due_on,
        row.law or "",
        row.extended_because or "",
    )


def _step(step: str, told: dict[str, Any]) -> StepRow:
    kind, _, key = step.partition(":")
    one = holdings().get(key) if kind == "table" else None
    stays = int(told.get("stays", 0))
    why = tuple(dict.fromkeys(str(words) for words in one.keeps.values())) if one and stays else ()
    found, emptied = int(told.get("found", 0)), int(told.get("emptied", 0))
    return StepRow(
        step, title_of(step), found, emptied, stays, why, tuple(told.get("remains", ())), bool(told.get("done"))
    )
