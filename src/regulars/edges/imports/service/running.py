"""From a plan to facts in the shop: in chunks, resumable after a kill at any instant, the same file once."""

from __future__ import annotations

import fcntl
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from regulars.base.state import Act, is_shared, write
from regulars.domains.orders import service as orders
from regulars.edges.imports import queries, staging
from regulars.edges.imports.assembling.contacts import contacts_of
from regulars.edges.imports.assembling.grouping import orders_of
from regulars.edges.imports.assembling.listing import rows_of
from regulars.edges.imports.assembling.portions import Portion
from regulars.edges.imports.assembling.totals import Months
from regulars.edges.imports.layouts import CONTACTS, ORDERS
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.rejects import RejectsFile
from regulars.edges.imports.service import verbs
from regulars.edges.imports.service.inspecting import staged_of
from regulars.edges.imports.service.pipeline import ahead
from regulars.edges.imports.service.reporting import Account, report_of
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.types import ImportRow, Outcome
from regulars.kit import clock
from regulars.kit.errors import Conflict

CHUNK_ROWS = 500  # the most that one hold of the writer takes
SHARED_ROWS = 100  # while others write too: their turn comes within some milliseconds
CONTACT_SHARE = 4  # what a contact says costs so many times what a row of an order does
GC_THRESHOLD = 200_000
SWITCH_SECONDS = 0.0002
LOOKS, LOOK_SECONDS = 5, 0.02

Progress = Callable[[int, int, str], None]
Take = Callable[[list[Any], int], None]


def count(path: Path, plan: Plan, progress: Progress | None = None) -> Outcome:
    """Read the whole file under a plan and say what is in it, without asking or changing the shop."""
    staged = staged_of(path, progress)
    return _read(staged, plan, "counted", lambda facts, after: None, progress, f"count-{staged.sha256[:12]}")


def try_out(path: Path, plan: Plan, act: Act, progress: Progress | None = None) -> Outcome:
    """Run a file through the shop and take every chunk back: what would be new, changed and unchanged."""
    staged = staged_of(path, progress)
    tried: dict[str, int] = {}
    act = replace(act, dry_run=True, backfill=True)

    def take(facts: list[Any], after: int) -> None:
        told = write(verbs.record_facts, act, plan, facts, None)
        for name, value in told.items():
            tried[name] = tried.get(name, 0) + value

    outcome = _read(staged, plan, "dry_run", take, progress, f"dry-run-{staged.sha256[:12]}")
    staging.clear(staged)
    tried.pop("customers_created", None)  # chunk by chunk the same newcomer is new again
    return Outcome({**outcome.report, "done": tried}, outcome.rejects_file)


def run(path: Path, plan: Plan, act: Act, progress: Progress | None = None) -> Outcome:
    """Import a file. The same file under the same plan changes nothing; an interrupted run goes on where it was.

    Raises:
        Conflict: the same file is being imported right now.
    """
    act = replace(act, backfill=True)
    staged = staged_of(path, progress)
    known = queries.same_file(staged.sha256, plan)
    if known is not None and known.state == "done":
        return Outcome(_already(staged, plan, known), None)
    with _alone(staged), _calm_runtime():
        if known is None:
            number = write(verbs.begin_import, act, plan, staging.file_name(path), staged.sha256, staged.size)
            known = queries.import_by_number(number)
        outcome = _run(staged, plan, act, known, progress)
    staging.clear(staged)
    return outcome


def _run(staged: Staged, plan: Plan, act: Act, known: ImportRow, progress: Progress | None) -> Outcome:
    position, counts, memory = known.position, dict(known.counts), orders.Memory()
    began = clock.monotonic()

    def take(facts: list[Any], after: int) -> None:
        nonlocal position, counts
        if after <= position:
            return  # committed before the interruption
        facts = facts[position - after :]  # chunks are not cut alike in each run
        counts = write(
            verbs.record_chunk, act, known.id, known.generation, position, after, plan, facts, counts, memory
        )
        memory.keep()
        position = after

    outcome = _read(staged, plan, "done", take, progress, known.public_id)
    elapsed = clock.monotonic() - began
    report = {
        "import": known.public_id,
        **outcome.report,
        "done": counts,
        "resumed_at": known.position,
        "elapsed_ms": round(elapsed * 1_000),
    }
    write(verbs.finish_import, act, known.id, known.generation, report)
    return Outcome(report, outcome.rejects_file)


def _read(staged: Staged, plan: Plan, state: str, take: Take, progress: Progress | None, name: str) -> Outcome:
    """Read every row, hand facts on in chunks, and account for all."""
    account, months = Account.of(staged), Months(plan.zone)
    position = done = 0
    with RejectsFile(name, plan) as rejects:
        rejects.add_flaws(staged.flaws)
        with closing(ahead(_portions(staged, plan, months))) as portions:
            for portion in portions:
                account.add(portion)
                rejects.add_rows(portion.bad)
                for facts, rows in _chunks(portion, CONTACT_SHARE if plan.kind == CONTACTS else 1):
                    position += len(facts)
                    take(facts, position)
                    done += rows
                    if progress is not None:
                        progress(done, staged.rows, "")
    report = report_of(staged, plan, account, months, {}, state)
    path = rejects.path if rejects.count else None
    report["rejects_file"] = str(path) if path else None
    return Outcome(report, path)


def _portions(staged: Staged, plan: Plan, months: Months) -> Iterator[Portion]:
    if not staged.rows:
        return iter(())
    if plan.kind == CONTACTS:
        return contacts_of(staged, plan)
    return orders_of(staged, plan, months) if plan.kind == ORDERS else rows_of(staged, plan)


def _chunks(portion: Portion, share: int = 1) -> Iterator[tuple[list[Any], int]]:
    """Facts whose rows, each order's own among them, are as many as one hold may take; a larger order is alone."""
    facts: list[Any] = []
    held = rows = 0
    for fact, size in zip(portion.statements, portion.sizes, strict=True):
        if facts and held + size + 1 > (SHARED_ROWS if is_shared() else CHUNK_ROWS) // share:
            yield facts, rows
            facts, held, rows = [], 0, 0
        facts.append(fact)
        held += size + 1
        rows += size
    if facts:
        yield facts, rows


def _already(staged: Staged, plan: Plan, known: ImportRow) -> dict[str, Any]:
    account = Account.of(staged)
    account.skipped["already_imported"] = account.accepted
    report = report_of(staged, plan, account, Months(plan.zone), {}, "already_imported")
    staging.clear(staged)
    return {"import": known.public_id, **report, "imported_at": known.created_at.isoformat()}


@contextmanager
def _alone(staged: Staged) -> Iterator[None]:
    """Hold the staged file; the lock goes with the process, so a killed run leaves none."""
    file = os.open(staged.folder / staging.LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not _taken(file):
            raise Conflict(
                "import.running", "This file is being imported right now", field="file", value=staged.file_name,
                fix="Wait for it, or look at `regulars imports list`.",
            )  # fmt: skip
        yield
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    """Take the lock; one who only looks whether it is held has it for a moment too, so one refusal says nothing."""
    for _look in range(LOOKS):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            threading.Event().wait(LOOK_SECONDS)
        else:
            return True
    return False


@contextmanager
def _calm_runtime() -> Iterator[None]:
    """Millions of short-lived rows make no cycles: looking for them takes a quarter of the time.

    And a thread that reads ahead must not keep the one that holds the writer's lock waiting after each statement.
    """
    before, interval = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(GC_THRESHOLD, before[1], before[2])
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*before)
