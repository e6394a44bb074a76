"""What is kept of stores and of what they deliver: raw webhooks name people and stay a week at most."""

from django.utils.translation import gettext_lazy as _

from regulars.base.privacy import (
    NONE,
    OPERATION,
    PERSONAL,
    PROOF,
    PSEUDONYMOUS,
    Recipient,
    Retention,
    Unmoved,
    add_merger,
    add_recipient,
    holds,
    register,
)
from regulars.edges.stores.service.inbox import forget_for

register(
    "stores.Account",
    dict.fromkeys(
        (
            "id", "provider", "name", "site", "title", "source", "mode", "state", "sealed", "scopes",
            "connected_at", "disconnected_at", "tested_at", "synced_at", "reconciled_at", "delivered_at",
            "failing_since", "failure",
        ),
        NONE,
    ),
)  # fmt: skip
register(
    "stores.Stream",
    dict.fromkeys(("id", "account", "kind", "is_filled", "place", "done", "total", "moved_at"), NONE),
)
register(
    "stores.ObjectVersion",
    dict.fromkeys(("id", "account", "kind", "version", "told_at", "digest", "is_gone", "created_on"), NONE)
    | {"external_id": PSEUDONYMOUS, "flags": PSEUDONYMOUS},
)
register(
    "stores.Delivery",
    dict.fromkeys(
        (
            "id", "account", "delivery_id", "topic", "told_at", "received_at", "state", "attempts", "error",
            "finished_at",
        ),
        NONE,
    )
    | {"body": PERSONAL},
)  # fmt: skip
register(
    "stores.Errand",
    dict.fromkeys(("id", "account", "number", "state", "attempts", "error", "asked_at", "done_at"), NONE)
    | dict.fromkeys(("customer", "tags", "fields"), PSEUDONYMOUS),
)

holds(
    "stores.ObjectVersion",
    title=_("Versions of a store's objects"),
    purpose=PROOF,
    find="kind = 'customers' AND external_id IN (SELECT value FROM customers_identity WHERE kind = 'store_id' "
    "AND customer_id IN ({in}))",
    empty={"flags": []},
    keeps={"external_id": _("The store's own number, so that an old message brings nobody back.")},
    not_exported=_("Numbers of the store and the days of its changes; what they say is under customers and orders."),
    retention=(Retention(None, _("As long as the objects themselves; a version names nobody.")),),
)
holds(
    "stores.Delivery",
    title=_("Messages of stores, as they came"),
    purpose=OPERATION,
    reason=_("A message may name anybody; worked off, it is emptied for everyone when one person is erased."),
    eraser=forget_for,
    not_exported=_("Copies of what is under customers and orders, for a week at most."),
    retention=(Retention(7, _("Days after a message was worked off its text goes.")),),
)
holds(
    "stores.Errand",
    title=_("What stores are told of customers"),
    purpose=OPERATION,
    find="customer IN ({in})",
    delete=True,
    retention=(Retention(None, _("The latest word only; replaced by the next.")),),
)
add_recipient(
    Recipient(
        name=_("Your own store"),
        gets=_("Discount codes for its customers; tags and fields such as segment, points and tier"),
        why=_("So that codes work at your checkout and your team sees them there"),
    )
)

add_merger(
    Unmoved("stores", "A store knows its own accounts: what it said, and is told, of each stays with that account.")
)
