"""What privacy adds to the page of a customer, to the settings and to the log's words."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import PanelContent, Said, Viewer
from regulars.base.saying import plain
from regulars.base.shop.queries import shop
from regulars.base.web import nav
from regulars.base.web.components import Action, Badge
from regulars.domains.customers.queries import erased_at


class PrivacyPanel:
    """The way to a person's copy and erasure; or that they were erased."""

    key, title, order, permission = "privacy", gettext_lazy("Privacy"), 95, "privacy.export"

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        url = reverse("privacy:customer", args=[shop().public("cus", customer)])
        at = erased_at(customer)
        context = {
            "badge": Badge(_("The person was erased"), "note", "trash-2") if at else None,
            "at": at,
            "action": Action(_("What is left") if at else _("Copy or erasure"), url, "lock"),
        }
        return PanelContent("privacy/panel.html", context, place="aside")


def _request(fact: ActivityRow, words: str, icon: str, tone: str = "") -> Said:
    number = int(fact.data.get("request", 0))
    return Said(words, "", icon, reverse("privacy:request", args=[number]) if number else "", tone)


def _exported(fact: ActivityRow, viewer: Viewer) -> Said:
    return _request(fact, _("Everything kept about a customer was handed out to them"), "download", "warning")


def _started(fact: ActivityRow, viewer: Viewer) -> Said:
    return _request(fact, _("Somebody began to erase a customer"), "trash-2", "warning")


def _finished(fact: ActivityRow, viewer: Viewer) -> Said:
    return _request(fact, _("A customer was erased; the report says where, and what stays"), "trash-2")


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    words = "gdpr dsgvo erase erasure export record processing retention notice papers request"
    nav.add(nav.NavItem("settings", gettext_lazy("Privacy"), "privacy:papers", "privacy.read", 60, words))
    extends.panels.register(PrivacyPanel())
    extends.sentences.register(plain("privacy_request.exported", "download", _exported))
    extends.sentences.register(plain("privacy_request.started", "trash-2", _started))
    extends.sentences.register(plain("privacy_request.finished", "trash-2", _finished))
