"""Everything that is kept about a person, as they may have it: a JSON document, and a page that reads well."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from regulars.base.privacy import Person, holdings
from regulars.base.shop.queries import shop
from regulars.base.state import Act, write
from regulars.base.web.standalone import self_contained
from regulars.domains.customers.queries import everyone_who_is, people_named
from regulars.edges.privacy import service, walking
from regulars.kit.errors import Conflict, NotFound
from regulars.kit.money import minor_digits

FORMAT = "regulars.person/1"


def customer_named(words: str) -> int:
    """Return whom a request names: `cus_...`, an e-mail, a phone in international form, or a store's customer number.

    Raises:
        NotFound: nobody is known by it.
        Conflict: several people are; their ids are told.
    """
    found = people_named(words)
    if not found:
        raise NotFound(
            "customer.unknown",
            _("Nobody is known by this"),
            field="customer",
            fix=_("Give an id (cus_...), an e-mail, a phone number with its country code, or a customer number."),
        )
    if len(found) > 1:
        ids = ", ".join(shop().public("cus", one) for one in found)
        raise Conflict(
            "customer.several",
            _("Several customers are known by this: %(ids)s"),
            field="customer",
            params={"ids": ids},
            fix=_("Say which one by its id."),
        )
    return found[0]


def export_person(act: Act, customer: int) -> dict[str, Any]:
    """Return the document about a customer, and record that it was handed out."""
    document = document_about(customer, act.now)
    rows = sum(len(one["rows"]) for one in document["holdings"])
    return {**document, "request": write(service.record_export, act, customer, rows)}


def document_about(customer: int, now: datetime) -> dict[str, Any]:
    """Return everything that is kept about a customer, by table."""
    found = walking.export(Person(everyone_who_is(customer)))
    return {
        "format": FORMAT,
        "customer": shop().public("cus", customer),
        "shop": shop().name,
        "made_at": now.isoformat(),
        "holdings": [
            {"table": table, "title": str(holdings()[table].title), "rows": rows} for table, rows in found.items()
        ],
    }


def as_page(document: dict[str, Any]) -> str:
    """Return a document as one HTML file that needs nothing else; amounts are written as people write them."""
    orders: list[dict[str, Any]] = next(
        (one["rows"] for one in document["holdings"] if one["table"] == "orders.Order"), []
    )
    currencies = {row["id"]: row["currency"] for row in orders}
    sections = [
        {"title": one["title"], "rows": [_told(row, currencies) for row in one["rows"]]} for one in document["holdings"]
    ]
    html = render_to_string("privacy/person_file.html", {"document": document, "sections": sections})
    return self_contained(html)


def _told(row: dict[str, Any], currencies: dict[int, str]) -> list[tuple[str, str]]:
    currency = row.get("currency") or currencies.get(row.get("order_id", 0), "")
    shown = {name: value for name, value in row.items() if name != "id" and value not in (None, "", [], {})}
    return [_line(name, value, currency) for name, value in shown.items()]


def _line(name: str, value: Any, currency: str) -> tuple[str, str]:
    base, _sep, unit = name.rpartition("_")
    if isinstance(value, int) and unit == "minor" and currency:
        return base.replace("_", " "), f"{Decimal(value).scaleb(-minor_digits(currency))} {currency}"
    if isinstance(value, int) and unit in {"micros", "milli"}:
        number = Decimal(value).scaleb(-6 if unit == "micros" else -3).normalize()
        return base.replace("_", " "), f"{number:f}"
    return name.replace("_", " "), _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)
