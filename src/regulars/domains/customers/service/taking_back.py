"""Taking back what an import said in people's names."""

from __future__ import annotations

from regulars.base.state import Act, fetch_in, fetchall, verb
from regulars.domains.customers.rules.consent import GRANTED, WITHDRAWN
from regulars.domains.customers.service.consenting import record_consent
from regulars.domains.customers.types import ConsentFact


@verb
def withdraw_of_import(act: Act, import_id: int, after: int = 0, limit: int = 500) -> tuple[int, int]:
    """Withdraw up to `limit` yeses that rest on an undone import alone; return the last row seen and how many.

    What somebody said elsewhere as well stays, and a no that the import brought stays a no. The last row seen is 0 when
    there is nothing left.
    """
    rows = fetchall(
        "SELECT id, customer, channel, topic FROM customers_consent WHERE import_id = %s AND state = %s AND id > %s "
        "AND customer = origin ORDER BY id LIMIT %s",
        [import_id, GRANTED, after, limit],
    )
    if not rows:
        return 0, 0
    said = fetch_in(
        "SELECT customer, channel, topic, state, import_id FROM customers_consent WHERE customer IN ({in}) ORDER BY id",
        sorted({int(row[1]) for row in rows}),
    )
    elsewhere = {
        (int(who), channel, topic)
        for who, channel, topic, state, number in said
        if state == WITHDRAWN or (state == GRANTED and number != import_id)
    }
    wanted = {(int(row[1]), str(row[2]), str(row[3])) for row in rows} - elsewhere
    facts = [
        ConsentFact(who, channel, topic, WITHDRAWN, "import", source=act.source, evidence=f"import {import_id} undone")
        for who, channel, topic in sorted(wanted)
    ]
    if facts:
        record_consent(act, facts, trust="system", import_id=import_id)
    return int(rows[-1][0]), len(facts)
