"""What codes do when orders arrive or change: the code that was used is matched to the order."""

from __future__ import annotations

from regulars.base.activity import ActivityRow, readers
from regulars.base.activity.readers import Reader
from regulars.base.state import Act
from regulars.domains.offers.service import codes

KINDS = ("order.placed", "order.paid", "order.changed")


def match(act: Act, row: ActivityRow) -> None:
    """Match one order; a code is used once, so that hearing of an order again changes nothing."""
    order = row.data.get("order")
    if order is not None:
        codes.match_orders(act, [int(order)])


def register() -> None:
    """Begin to listen; called once, from the app's ready()."""
    readers.register(Reader("offers", match, KINDS, takes_backfill=True))
