"""Forgetting a person in the log: what the rows said of them goes, that something happened stays."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.state import Act, change_seq, executemany, fetch_in, instant_value, verb


@verb
def forget_customers(act: Act, customers: Sequence[int], limit: int = 500) -> int:
    """Erase up to `limit` rows about these customers, their salts with them; call it again until it returns 0.

    The hash chain goes on to hold: it binds the personal part by a commitment that without its salt says nothing. The
    rows get a new change number, so that the lake takes them in again without the person.
    """
    found = fetch_in(
        f"SELECT id FROM activity_log WHERE erased_at IS NULL AND customer IN ({{in}}) ORDER BY id LIMIT {int(limit)}",
        list(customers),
    )
    numbers = [int(row[0]) for row in found][:limit]
    _forget(act, numbers)
    return len(numbers)


def _forget(act: Act, numbers: Sequence[int]) -> None:
    executemany(
        "UPDATE activity_log SET customer = NULL, visitor = '', subject = '', data = %s, erased_at = %s, "
        "changed_seq = %s WHERE id = %s",
        [("{}", instant_value(act.now), change_seq(), number) for number in numbers],
    )
    executemany("UPDATE activity_seal SET salt = NULL WHERE activity = %s", [(number,) for number in numbers])
