"""The shop's own fields on the customer page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.extends import PanelContent, Viewer
from regulars.base.web.components import Fact, Facts
from regulars.domains.customers import queries

SHOWN_MAX = 40


class FieldsPanel:
    """What the shop knows of a person in fields of its own."""

    key, title, order, permission = "fields", gettext_lazy("Own fields"), 20, "customers.contact"

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        words = {"yes": _("Yes"), "no": _("No")}
        found = queries.field_values_of(customer)[:SHOWN_MAX]
        facts = [
            Fact(field.label, words.get(value, value) if field.kind == "flag" else value.replace("T", " ", 1)
                 if field.kind == "date" else value)
            for field, value in found
        ]  # fmt: skip
        return PanelContent("customers/own_panel.html", {"facts": Facts(facts)}, place="aside") if facts else None


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    extends.panels.register(FieldsPanel())
