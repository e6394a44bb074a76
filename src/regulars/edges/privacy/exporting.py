"""Everything that is kept about a person, as they may have it: a JSON document, and a page that reads well."""

from __future__ import annotations

from datetime import datetime
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
    """Return a document as one HTML file that needs nothing else."""
    sections = [{"title": one["title"], "rows": [_told(row) for row in one["rows"]]} for one in document["holdings"]]
    html = render_to_string("privacy/person_file.html", {"document": document, "sections": sections})
    return self_contained(html)


def _told(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name.replace("_", " "), _words(value)) for name, value in row.items() if value not in (None, "", [], {})]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {_words(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)
