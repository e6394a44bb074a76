"""What privacy adds to the page of a customer, to the settings and to the log's words."""

from __future__ import annotations

from datetime import date

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
from regulars.base.web.formats import day
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


def _noted(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("A customer asked for a copy or for erasure; to be met by %(day)s")
    return _request(fact, words % {"day": _day(fact)}, "inbox")


def _extended(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("More time was taken for a customer's request: to be met by %(day)s")
    return _request(fact, words % {"day": _day(fact)}, "clock", "warning")


def _day(fact: ActivityRow) -> str:
    try:
        return day(date.fromisoformat(str(fact.data.get("due_on", ""))))
    except ValueError:  # its data was erased, or is not ours
        return "?"


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    words = "gdpr dsgvo erase erasure export record processing retention notice papers request"
    nav.add(nav.NavItem("settings", gettext_lazy("Privacy"), "privacy:papers", "privacy.read", 60, words))
    extends.panels.register(PrivacyPanel())
    extends.sentences.register(plain("privacy_request.noted", "inbox", _noted))
    extends.sentences.register(plain("privacy_request.extended", "clock", _extended))
    extends.sentences.register(plain("privacy_request.exported", "download", _exported))
    extends.sentences.register(plain("privacy_request.started", "trash-2", _started))
    extends.sentences.register(plain("privacy_request.finished", "trash-2", _finished))
