"""What a person allows, on their page: the answer for each topic and channel, and why."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.extends import PanelContent, Viewer
from regulars.base.shop.queries import shop
from regulars.base.staff.rules import allows
from regulars.base.web.components import Fact, Facts
from regulars.base.web.formats import DATE
from regulars.domains.customers import queries
from regulars.domains.customers.forms.answers import reach_table

CONTACT = "customers.contact"
RHYTHM = {"weekly": gettext_lazy("at most once a week"), "monthly": gettext_lazy("at most once a month")}


class ConsentPanel:
    """May we write to this person, and why (not)."""

    key, title, order, permission = "consent", gettext_lazy("May we write?"), 40, "customers.read"

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        context = {"table": reach_table(customer), "facts": Facts(_choices(customer))}
        if allows(viewer.role, CONTACT):
            context["url"] = reverse("customers:consent", args=[shop().public("cus", customer)])
        return PanelContent("customers/consent_panel.html", context)


def _choices(customer: int) -> list[Fact]:
    chosen = queries.preference_of(customer)
    facts = [
        Fact(_("How often"), str(RHYTHM.get(chosen.frequency, ""))),
        Fact(_("Paused until"), chosen.paused_until, DATE),
        Fact(_("Language they chose"), chosen.language),
        Fact(_("Interests"), ", ".join(_interests(chosen.interests))),
        Fact(_("Global Privacy Control"), _("asked for; nothing is shared") if chosen.gpc_at else ""),
    ]
    return [fact for fact in facts if fact.value]


def _interests(keys: tuple[str, ...]) -> list[str]:
    names = {key: found for key, found, _old in queries.interests(archived=True)}
    language = (get_language() or "en")[:2]
    return [names.get(key, {}).get(language) or key for key in keys]


def register() -> None:
    """Register the panel; called once, from the app's ready()."""
    extends.panels.register(ConsentPanel())
