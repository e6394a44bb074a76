"""Verbs on codes, and the port to the stores where they work."""

from regulars.domains.offers.service.codes import issue_code, match_orders, note_seen, retract_code, settle_code
from regulars.domains.offers.service.port import register_store, store_for

__all__ = [
    "issue_code",
    "match_orders",
    "note_seen",
    "register_store",
    "retract_code",
    "settle_code",
    "store_for",
]
