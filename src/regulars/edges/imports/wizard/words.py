"""What the wizard calls kinds, fields, states and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.edges.imports.layouts import BY_NAME
from regulars.edges.imports.notes import Note
from regulars.edges.imports.wording import SKIPPED, TEXTS, WORDS

KINDS: Mapping[str, Any] = {
    "orders": _("Orders"),
    "customers": _("Customers"),
    "products": _("Products"),
    "costs": _("Unit costs"),
    "spend": _("Ad spend"),
    "contacts": _("Contacts"),
}
MEANINGS: Mapping[str, Any] = {
    "counted": _("counts as sold"),
    "open": _("not paid yet: does not count"),
    "canceled": _("canceled: does not count"),
    "skipped": _("leave these orders out"),
}
DATE_ORDERS: Mapping[str, Any] = {
    "": _("as the file shows"),
    "day_first": _("day first: 31/12/2024"),
    "month_first": _("month first: 12/31/2024"),
}
FIELDS: Mapping[str, Any] = {
    "order_id": _("Order id"),
    "order_number": _("Order number"),
    "placed_at": _("Date of the order"),
    "placed_time": _("Time of the order"),
    "currency": _("Currency"),
    "status": _("Status"),
    "paid_at": _("Date of payment"),
    "canceled_at": _("Date of cancellation"),
    "store": _("Store"),
    "channel": _("Sales channel"),
    "acquisition": _("Where the buyer came from"),
    "campaign": _("Campaign"),
    "discount": _("Discount on the order"),
    "discount_codes": _("Discount codes"),
    "shipping": _("Shipping"),
    "fee": _("Fees of the order"),
    "tax": _("Tax of the order"),
    "subtotal": _("Subtotal"),
    "total": _("Total of the order"),
    "refunded": _("Amount refunded"),
    "payment_method": _("Payment method"),
    "tags": _("Tags"),
    "kind": _("Kind of order"),
    "row_type": _("Kind of row"),
    "attributes": _("Notes and attributes"),
    "refund_of": _("Order that is refunded"),
    "prices_include_tax": _("Prices include tax"),
    "customer_id": _("Customer id"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "country": _("Country"),
    "city": _("City"),
    "language": _("Language"),
    "product": _("Product"),
    "sku": _("SKU"),
    "product_id": _("Product id"),
    "variant": _("Variant"),
    "variant_id": _("Variant id"),
    "category": _("Category"),
    "vendor": _("Brand"),
    "line_id": _("Line id"),
    "line_refunded": _("Amount refunded of the line"),
    "line_refunded_quantity": _("Quantity refunded of the line"),
    "quantity": _("Quantity"),
    "unit_price": _("Price of one"),
    "line_total": _("Total of the line"),
    "line_discount": _("Discount on the line"),
    "line_tax": _("Tax of the line"),
    "line_subtotal": _("Line before discount"),
    "item_count": _("Number of items"),
    "items": _("All items in one cell"),
    "created_at": _("Customer since"),
    "product_type": _("Kind of product"),
    "parent": _("Parent product"),
    "option_1": _("First option"),
    "option_2": _("Second option"),
    "option_3": _("Third option"),
    "variant_image_url": _("Picture of the variant"),
    "handle": _("Handle"),
    "barcode": _("Barcode"),
    "image_url": _("Picture"),
    "price": _("Price"),
    "cost": _("Unit cost"),
    "starts_on": _("Cost applies from"),
    "spent_on": _("Day"),
    "amount": _("Amount spent"),
    "birthday": _("Birthday"),
    "email_consent": _("Yes to e-mail"),
    "email_consent_at": _("Yes to e-mail since"),
    "sms_consent": _("Yes to text messages"),
    "sms_consent_at": _("Yes to text messages since"),
    "consent_source": _("Where they said yes"),
    "consent_ip": _("Network address of the yes"),
    "optin_at": _("Asked for it"),
    "optin_ip": _("Network address of asking"),
    "confirm_at": _("Confirmed it"),
    "confirm_ip": _("Network address of confirming"),
    "suppressions": _("Suppressions"),
    "reason": _("Reason for a suppression"),
    "stopped_at": _("Suppressed since"),
    "unsubscribed_at": _("Unsubscribed"),
    "unsubscribed_for": _("Why they unsubscribed"),
    "unsubscribed_by": _("Letter they unsubscribed from"),
    "cleaned_at": _("Bounced"),
    "cleaned_by": _("Letter that bounced"),
}
STATES: Mapping[str, tuple[Any, str, str]] = {  # state of an import: (words, tone, icon)
    "running": (_("on its way in"), "note", "loader-circle"),
    "interrupted": (_("interrupted"), "warning", "triangle-alert"),
    "done": (_("imported"), "good", "circle-check"),
    "undoing": (_("being taken back"), "warning", "undo-2"),
    "undone": (_("taken back"), "", "undo-2"),
}
_CREATED: Mapping[str, Any] = {
    "orders": _("New orders"),
    "customers": _("New customers"),
    "products": _("New products"),
    "costs": _("New unit costs"),
    "spend": _("New days of spend"),
    "contacts": _("New customers"),
}
_DONE: tuple[tuple[str, Any], ...] = (  # what a report counts, in the order it is shown; the first is named by its kind
    ("updated", _("Changed")),
    ("changed", _("Changed")),
    ("unchanged", _("As before")),
    ("lines", _("Order lines")),
    ("refunds_created", _("New refunds")),
    ("refunds_updated", _("Changed refunds")),
    ("refunds_unchanged", _("Refunds as before")),
    ("customers_created", _("New customers")),
    ("unidentified", _("Orders without a known buyer")),
    ("missing", _("Product not found")),
    ("left_out", _("Left out, because they were erased")),
    ("granted", _("Yeses taken")),
    ("withdrawn", _("Noes taken")),
    ("said_before", _("Said before")),
    ("suppressed", _("Addresses suppressed")),
    ("stopped_already", _("Suppressed before")),
    ("unreadable_addresses", _("Addresses that cannot be read")),
    ("fields", _("Values in own fields")),
    ("birthdays", _("Birthdays")),
)
_HERE: Mapping[str, Any] = {  # said otherwise on a page than in a terminal
    "date_order_default": _(
        "%(field)s could be day first or month first (as in “%(example)s”) and nothing in the file decides; "
        "it was read %(order)s. Choose below if that is wrong."
    ),
    "date_order_given": _("%(field)s is read %(order)s, as you chose."),
}


def field_label(name: str) -> str:
    """What people call a field."""
    return str(FIELDS.get(name, name))


def say(what: Note) -> str:
    """A note as a sentence, its field by the name people know."""
    particulars = {
        name: field_label(str(value)) if name == "field" else WORDS.get(str(value), value)
        for name, value in what.params.items()
    }
    return str((_HERE.get(what.code) or TEXTS[what.code]) % particulars)


def brought(kind: str, done: Mapping[str, int]) -> list[tuple[str, int]]:
    """What an import did, counted, in words; what did not happen is left out, except that nothing was new."""
    found = [(str(_CREATED[kind]), done.get("created", 0))] if kind in _CREATED else []
    return found + [(str(words), done[name]) for name, words in _DONE if done.get(name)]


def stored_notes(stored: list[dict[str, Any]]) -> list[str]:
    """Notes of a report in the language of now; one of a later version keeps the words it was written with."""
    return [
        say(Note(str(one["code"]), dict(one["params"]))) if one["code"] in TEXTS else str(one["text"]) for one in stored
    ]


def skipped_reason(stored: Mapping[str, Any]) -> str:
    """Why rows were left out."""
    return str(SKIPPED.get(str(stored["code"]), stored["reason"]))


def layout_title(name: str) -> str:
    """What a layout is called."""
    found = BY_NAME.get(name)
    return str(found.title) if found else str(_("Columns chosen by hand"))
