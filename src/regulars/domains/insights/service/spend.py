"""Recording ad spend, and taking an import of it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from regulars.base.activity import record
from regulars.base.state import Act, change_seq, day_value, execute, fetchall, instant_value, verb
from regulars.domains.insights.events import SpendRecorded
from regulars.domains.insights.types.spend import SpendFacts, SpendReport

Key = tuple[date, str, str, str]
_SAME = "spent_on = %s AND channel = %s AND campaign = %s AND currency = %s AND source = %s"
_LIVE = "voided_at IS NULL AND superseded_by IS NULL"


@verb
def record_spend(act: Act, source: str, spend: Sequence[SpendFacts], import_id: int | None = None) -> SpendReport:
    """Add what an import says was spent. It replaces what earlier imports said of the same day and campaign."""
    created = replaced = 0
    number, seq = import_id or 0, change_seq()
    for (day, channel, campaign, currency), amount in _summed(spend).items():
        same = [day_value(day), channel, campaign, currency, source]
        added = execute(
            f"UPDATE insights_spend SET amount_minor = amount_minor + %s, changed_seq = %s "
            f"WHERE {_SAME} AND import_id = %s AND {_LIVE}",
            [amount, seq, *same, number],
        )
        if added:
            continue
        replaced += execute(
            f"UPDATE insights_spend SET superseded_by = %s, changed_seq = %s "
            f"WHERE {_SAME} AND import_id <> %s AND {_LIVE}",
            [number, seq, *same, number],
        )
        execute(
            "INSERT INTO insights_spend "
            "(spent_on, channel, campaign, currency, source, import_id, amount_minor, changed_seq) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [*same, number, amount, seq],
        )
        created += 1
    if spend:
        record(act, SpendRecorded(len(spend), import_id))
    return SpendReport(created - replaced, replaced)


@verb
def void_spend(act: Act, import_id: int) -> int:
    """Take back what an import brought; what it had replaced counts again. Answers how many facts were voided."""
    seq = change_seq()
    gone = execute(
        "UPDATE insights_spend SET voided_at = %s, changed_seq = %s WHERE import_id = %s AND voided_at IS NULL",
        [instant_value(act.now), seq, import_id],
    )
    # Whoever replaced this import stays; whom this import replaced passes to the one that replaced it, or lives again.
    later = fetchall(
        "SELECT spent_on, channel, campaign, currency, source, superseded_by FROM insights_spend "
        "WHERE import_id = %s AND superseded_by IS NOT NULL",
        [import_id],
    )
    for *same, by in later:
        execute(
            f"UPDATE insights_spend SET superseded_by = %s, changed_seq = %s WHERE {_SAME} AND superseded_by = %s",
            [by, seq, *same, import_id],
        )
    execute(
        "UPDATE insights_spend SET superseded_by = NULL, changed_seq = %s WHERE superseded_by = %s", [seq, import_id]
    )
    if gone:
        record(act, SpendRecorded(-gone, import_id))
    return gone


def _summed(spend: Sequence[SpendFacts]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for fact in spend:
        key = (fact.spent_on, fact.channel[:120], fact.campaign[:300], fact.currency)
        sums[key] = sums.get(key, 0) + fact.amount_minor
    return sums
