"""Verbs on orders."""

from regulars.domains.orders.service.exporting import record_export
from regulars.domains.orders.service.memory import Memory
from regulars.domains.orders.service.merging import count_anew
from regulars.domains.orders.service.recording import record_orders
from regulars.domains.orders.service.recounting import recount_status
from regulars.domains.orders.service.undoing import flag_shared_addresses, void_import

__all__ = [
    "Memory",
    "count_anew",
    "flag_shared_addresses",
    "record_export",
    "record_orders",
    "recount_status",
    "void_import",
]
