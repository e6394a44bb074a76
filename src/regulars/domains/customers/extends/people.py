"""What customers add to screens of others: the search box, the contact panel, and words for their activity."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Hit, PanelContent, Said, Viewer
from regulars.base.saying import from_source, plain
from regulars.base.staff.rules import allows
from regulars.base.web.components import Fact, Facts
from regulars.base.web.formats import COUNT, DATE, show
from regulars.domains.customers import queries

CONTACT = "customers.contact"
FIELDS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("phone"),
    "country": gettext_lazy("country"),
    "city": gettext_lazy("city"),
    "language": gettext_lazy("language"),
    "tags": gettext_lazy("tags"),
}


class CustomerSearch:
    """Finds people by name, address, phone or id; by id alone for those who may not know names."""

    key, permission = "customers", "customers.read"

    def search(self, words: str, limit: int, viewer: Viewer) -> Sequence[Hit]:
        contact = allows(viewer.role, CONTACT)
        rows = {row.id: row for row in queries.find_customers(words, limit, contact=contact)}
        labels = queries.labels_of(rows, contact=contact)
        return [
            Hit(
                labels[key],
                reverse("customers:customer", args=[row.public_id]),
                _("Customers"),
                row.email if row.email != labels[key] else row.country,
                "user",
                2.0,
            )
            for key, row in rows.items()
        ]


class ContactPanel:
    """How to reach a person."""

    key, title, order, permission = "contact", gettext_lazy("Contact"), 10, CONTACT

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        row = queries.customer(customer, contact=True)
        given = [
            Fact(_("E-mail"), row.email),
            Fact(_("Phone"), row.phone),
            Fact(_("City"), row.city),
            Fact(_("Country"), row.country),
            Fact(_("Language"), row.language),
            Fact(_("Tags"), ", ".join(row.tags)),
        ]
        names = [name for name in queries.names_of(customer) if name != row.name]
        given += [Fact(_("Also ordered as"), ", ".join(names[:5]))] if names else []
        given = [fact for fact in given if fact.value]
        return PanelContent("customers/own_panel.html", {"facts": Facts(given)}, place="aside") if given else None


class OwnPanel:
    """What may be said of a person without naming them."""

    key, title, order, permission = "known", gettext_lazy("About"), 90, "customers.read"

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        row = queries.customer(customer, contact=False)
        facts = [Fact(_("Id"), row.public_id), Fact(_("Known since"), row.created_at, DATE)]
        facts += [] if allows(viewer.role, CONTACT) else [Fact(_("Country"), row.country or None)]
        return PanelContent("customers/own_panel.html", {"facts": Facts(facts)}, place="aside")


def _created(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("First recorded as a customer"), _source(fact), "user-plus", tone="accent")


def _changed(fact: ActivityRow, viewer: Viewer) -> Said:
    fields = [str(FIELDS.get(name, name)) for name in fact.data.get("fields", ())]
    return Said(_("Details changed: %(fields)s") % {"fields": ", ".join(fields)}, _source(fact), "user")


def _voided(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("Removed, because the import that brought this customer was undone"), "", "undo-2", tone="warning")


def _exported(fact: ActivityRow, viewer: Viewer) -> Said:
    rows = int(fact.data.get("rows", 0))
    words = ngettext("A list of %(rows)s customer was exported", "A list of %(rows)s customers was exported", rows)
    detail = _("with names and addresses") if fact.data.get("has_contact") else _("without names")
    url = f"{reverse('traits:customers')}?{fact.data.get('conditions', '')}"
    return Said(words % {"rows": show(rows, COUNT)}, detail, "download", url, "warning")


def _left_out(fact: ActivityRow, viewer: Viewer) -> Said:
    people = int(fact.data.get("people", 0))
    words = ngettext(
        "A source named %(people)s person who was erased; they were left out",
        "A source named %(people)s people who were erased; they were left out",
        people,
    )
    return Said(words % {"people": show(people, COUNT)}, _source(fact), "trash-2", tone="warning")


def _erased(fact: ActivityRow, viewer: Viewer) -> str:
    return _("A customer's name, addresses and ids were erased")


def _source(fact: ActivityRow) -> str:
    return from_source(fact.source)


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    extends.search.register(CustomerSearch())
    extends.panels.register(ContactPanel())
    extends.panels.register(OwnPanel())
    extends.sentences.register(plain("customer.created", "user-plus", _created))
    extends.sentences.register(plain("customer.changed", "user", _changed))
    extends.sentences.register(plain("customer.voided", "undo-2", _voided))
    extends.sentences.register(plain("customer_list.exported", "download", _exported))
    extends.sentences.register(plain("customer.left_out", "trash-2", _left_out))
    extends.sentences.register(plain("customer.erased", "trash-2", _erased))
