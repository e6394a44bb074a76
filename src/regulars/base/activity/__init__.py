"""The one append-only log: outbox, audit trail, customer timeline, analytics source and trigger in one.

@event
@dataclass(frozen=True)
class OrderPaid:
    kind: ClassVar[str] = "order.paid"
    version: ClassVar[int] = 1
    order: int

record(act, OrderPaid(order=7), customer=42, subject="order:7", dedup="shopify:order:7:paid")
"""

from regulars.base.activity.log import Fact, record, record_many
from regulars.base.activity.reading import ActivityRow, list_activity, of_subject, read_after, timeline
from regulars.kit.events import Event, event, kinds

__all__ = [
    "ActivityRow",
    "Event",
    "Fact",
    "event",
    "kinds",
    "list_activity",
    "of_subject",
    "read_after",
    "record",
    "record_many",
    "timeline",
]
