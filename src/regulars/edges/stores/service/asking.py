"""What people ask of the shop through their store: what is known of them, to be forgotten, the end of it all."""

from __future__ import annotations

from regulars.base.activity import record
from regulars.base.state import Act, verb
from regulars.domains.customers.queries.knowing import customer_known_as
from regulars.edges.privacy.service import ask_to_erase
from regulars.edges.stores.connector import Asked
from regulars.edges.stores.events import StoreDataRequested
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service.accounts import disconnect


@verb
def answer_asked(act: Act, account: AccountRow, asked: Asked) -> None:
    """Do what was asked: open an erasure, note a request for data, or let the store go."""
    if asked.what == "close":
        disconnect(act, account.id, "closed")
        return
    customer = customer_known_as(account.source, asked.external_id, asked.email)
    if customer is None:
        return
    if asked.what == "redact":
        ask_to_erase(act, customer)
    else:
        event = StoreDataRequested(account.id, account.name)
        record(act, event, customer=customer, subject=f"store:{account.id}")
