"""What imports add to screens of others: words for what they record."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import plain
from regulars.base.shop.queries import find_shop
from regulars.base.web.formats import COUNT, show
from regulars.edges.imports.queries import PREFIX

FINISHED = {
    "orders": gettext_lazy("A file of orders was imported"),
    "customers": gettext_lazy("A file of customers was imported"),
    "products": gettext_lazy("A file of products was imported"),
    "costs": gettext_lazy("A file of unit costs was imported"),
    "spend": gettext_lazy("A file of ad spend was imported"),
    "contacts": gettext_lazy("A file of contacts was imported"),
}


def _finished(fact: ActivityRow, viewer: Viewer) -> Said:
    title = FINISHED.get(str(fact.data.get("file_kind")), _("A file was imported"))
    accepted, rejected = int(fact.data.get("accepted") or 0), int(fact.data.get("rejected") or 0)
    words = ngettext("%(rows)s row went in", "%(rows)s rows went in", accepted) % {"rows": show(accepted, COUNT)}
    if rejected:
        words = _("%(went_in)s, %(rejected)s could not be read") % {
            "went_in": words,
            "rejected": show(rejected, COUNT),
        }
    return Said(str(title), words, "upload", _address(fact), "good")


def _undone(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("An import was taken back"), "", "undo-2", _address(fact), "warning")


def _declared(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("Somebody confirmed that no list of suppressions exists"), "", "circle-alert", tone="warning")


def _address(fact: ActivityRow) -> str:
    shop, number = find_shop(), int(fact.data.get("number") or 0)
    return reverse("imports:show", args=[shop.public(PREFIX, number)]) if shop and number else ""


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    extends.sentences.register(plain("import.finished", "upload", _finished))
    extends.sentences.register(plain("suppressions.declared_none", "circle-alert", _declared))
    extends.sentences.register(plain("import.undone", "undo-2", _undone))
