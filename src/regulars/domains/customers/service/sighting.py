"""When a customer was first seen, whatever order statements come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.base.state import Act, change_seq, executemany, instant_value, verb


@verb
def see_earlier(act: Act, sightings: Sequence[tuple[int, datetime]]) -> None:
    """Move each customer's first sighting back to these instants, where they were known from later on."""
    seq = change_seq()
    rows = [(instant_value(at), seq, customer, instant_value(at)) for customer, at in sightings]
    executemany(
        "UPDATE customers_customer SET created_at = %s, changed_seq = %s WHERE id = %s AND created_at > %s", rows
    )
