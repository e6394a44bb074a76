"""Verbs on imports. A chunk of facts and the position behind it are one transaction, so a kill costs nothing."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from regulars.base.activity import record
from regulars.base.shop.service import ensure_source
from regulars.base.state import Act, execute, fetchall, verb
from regulars.domains.catalog import service as catalog
from regulars.domains.customers import service as customers
from regulars.domains.insights import service as insights
from regulars.domains.orders import service as orders
from regulars.edges.imports.events import ImportFinished, ImportUndone, SuppressionsDeclaredNone
from regulars.edges.imports.layouts import CONTACTS, COSTS, CUSTOMERS, ORDERS, PRODUCTS, SPEND
from regulars.edges.imports.models import Declaration, Import, SavedMapping
from regulars.edges.imports.plan import Plan, header_fingerprint
from regulars.edges.imports.service.contacts import record_contacts
from regulars.kit.errors import Conflict, NotFound

Counts = dict[str, int]
RECORDERS: Mapping[str, Callable[..., Any]] = {
    ORDERS: orders.record_orders,
    CUSTOMERS: customers.record_people,
    PRODUCTS: catalog.record_products,
    COSTS: catalog.record_costs,
    SPEND: insights.record_spend,
    CONTACTS: record_contacts,
}


@verb
def begin_import(act: Act, plan: Plan, file_name: str, sha256: str, size_bytes: int) -> int:
    """Open an import and return its key."""
    ensure_source(act, plan.source)
    made = Import.objects.create(
        kind=plan.kind,
        file_name=file_name[:255],
        sha256=sha256,
        size_bytes=size_bytes,
        layout=plan.layout_name,
        source=plan.source,
        plan=plan.as_json(),
        plan_fingerprint=plan.fingerprint(),
        actor=act.actor,
        created_at=act.now,
    )
    return int(made.pk)


@verb
def record_chunk(
    act: Act, number: int, generation: int, before: int, after: int, plan: Plan, facts: Sequence[Any], counts: Counts,
    memory: orders.Memory | None = None,
) -> Counts:  # fmt: skip
    """Record a chunk of facts and move the import from position `before` to `after`; return the counts so far.

    `memory` is what the chunks before it learned; an undo since then makes it worthless.

    Raises:
        Conflict: another run moved it, or it was undone meanwhile; nothing is written.
    """
    if memory is not None:
        _mind_undos(memory)
    told = record_facts(act, plan, facts, number, memory)
    so_far = dict(Counter(counts) + Counter(told))
    moved = execute(
        "UPDATE imports_import SET position = %s, counts = %s "
        "WHERE id = %s AND generation = %s AND position = %s AND state = %s",
        [after, json.dumps(so_far), number, generation, before, Import.RUNNING],
    )
    if not moved:
        raise Conflict(
            "import.moved_on",
            "The import went on elsewhere or was undone",
            field="import",
            value=number,
            fix="Look at `regulars imports show`, then run it again if it is to go on.",
        )
    return so_far


def _mind_undos(memory: orders.Memory) -> None:
    """An undo voids products; what was learned before it, or while it goes on, may name one of those."""
    begun, going_on = fetchall(
        "SELECT coalesce(sum(generation), 0), count(CASE WHEN state = %s THEN 1 END) FROM imports_import",
        [Import.UNDOING],
    )[0]
    if going_on or memory.undos != begun:
        memory.forget()
    memory.undos = int(begun)


@verb
def record_facts(
    act: Act, plan: Plan, facts: Sequence[Any], number: int | None, memory: orders.Memory | None = None
) -> Counts:
    """Hand facts to the domain they belong to and return what it did with them, by name."""
    kept = {"memory": memory} if plan.kind == ORDERS else {}
    report = RECORDERS[plan.kind](act, plan.source, facts, number, **kept)
    told: Counts = {}
    for field in dataclasses.fields(report):
        value = getattr(report, field.name)
        if isinstance(value, int):
            told[field.name] = value
        elif field.name == "missing":
            told["missing"] = len(value)
    return told


@verb
def finish_import(act: Act, number: int, generation: int, report: Mapping[str, Any]) -> None:
    """Close an import with its report."""
    closed = Import.objects.filter(pk=number, generation=generation, state=Import.RUNNING).update(
        state=Import.DONE, report=dict(report), finished_at=act.now
    )
    if not closed:
        raise Conflict("import.moved_on", "The import was closed elsewhere", field="import", value=number)
    rows = report["rows"]
    event = ImportFinished(number, report["kind"], report["layout"], rows["accepted"], rows["rejected"])
    record(act, event, subject=f"import:{number}")


@verb
def begin_undo(act: Act, number: int) -> int:
    """Mark an import as being taken back, raise its generation and return it; one begun earlier goes on.

    Raises:
        NotFound: there is no such import.
        Conflict: it was taken back already.
    """
    one = Import.objects.filter(pk=number).first()
    if one is None:
        raise NotFound("import.unknown", "There is no such import", field="import", value=number)
    if one.state == Import.UNDONE:
        raise Conflict("import.undone_already", "The import was undone already", field="import", value=number)
    if one.state != Import.UNDOING:
        one.state, one.generation = Import.UNDOING, one.generation + 1
        one.save(update_fields=["state", "generation"])
    return int(one.generation)


@verb
def finish_undo(act: Act, number: int, generation: int) -> None:
    """Close an undo."""
    closed = Import.objects.filter(pk=number, generation=generation, state=Import.UNDOING).update(
        state=Import.UNDONE, finished_at=act.now
    )
    if closed:
        record(act, ImportUndone(number, generation), subject=f"import:{number}")


@verb
def save_mapping(act: Act, plan: Plan, decisions: Mapping[str, Any]) -> None:
    """Keep how files with this header are read, for the next one."""
    SavedMapping.objects.update_or_create(
        fingerprint=header_fingerprint(plan.kind, plan.header),
        defaults={
            "kind": plan.kind,
            "layout": plan.layout_name,
            "mapping": {name: list(columns) for name, columns in plan.mapping.items()},
            "decisions": dict(decisions),
            "saved_at": act.now,
        },
    )


@verb
def declare_no_suppressions(act: Act, words: str) -> bool:
    """Keep who said, in these words, that there is nobody who must not be written to; return whether that is new."""
    if Declaration.objects.exists():
        return False
    made = Declaration.objects.create(words=words.strip()[:200], actor=act.actor, declared_at=act.now)
    record(act, SuppressionsDeclaredNone(), subject=f"declaration:{made.pk}")
    return True
