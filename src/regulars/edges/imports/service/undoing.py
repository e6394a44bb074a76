"""Taking back what an import brought, in small holds; an interrupted undo goes on."""

from __future__ import annotations

from dataclasses import replace

from regulars.base.state import Act, write
from regulars.domains.catalog import service as catalog
from regulars.domains.customers import service as customers
from regulars.domains.insights import service as insights
from regulars.domains.orders import service as orders
from regulars.edges.imports import queries
from regulars.edges.imports.service import verbs
from regulars.edges.imports.service.running import Progress
from regulars.edges.imports.types import ImportRow


def undo(public_id: str, act: Act, progress: Progress | None = None) -> tuple[ImportRow, int]:
    """Void everything an import brought that nothing else states; return the import and how many facts were voided.

    Raises:
        NotFound: there is no such import.
        Conflict: it was undone already.
    """
    act = replace(act, backfill=True)
    number = queries.find_import(public_id).id
    generation = write(verbs.begin_undo, act, number)
    voided = write(catalog.void_costs, act, number) + write(insights.void_spend, act, number)
    while step := write(customers.drop_fields_of_import, act, number):
        voided += step
    after = 0
    while True:
        after, withdrawn = write(customers.withdraw_of_import, act, number, after)
        voided += withdrawn
        if not after:
            break
    while step := write(orders.void_import, act, number):
        voided += step
        if progress is not None:
            progress(voided, 0, "")
    write(verbs.finish_undo, act, number, generation)
    return queries.import_by_number(number), voided
