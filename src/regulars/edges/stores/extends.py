"""What stores add to the log's words and to the rail."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import plain
from regulars.base.web import nav
from regulars.base.web.formats import COUNT, show


def _named(fact: ActivityRow) -> dict[str, object]:
    return {"name": fact.data.get("name", "")}


def _connected(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("The store %(name)s was connected") % _named(fact), "", "circle-check", tone="good")


def _disconnected(fact: ActivityRow, viewer: Viewer) -> Said:
    if fact.data.get("reason") == "closed":
        words = _("The store %(name)s took its connection away")
    else:
        words = _("The store %(name)s was disconnected")
    return Said(words % _named(fact), "", "circle-x", tone="warning")


def _filled(fact: ActivityRow, viewer: Viewer) -> Said:
    count = {"count": show(int(fact.data.get("objects", 0)), COUNT)}
    return Said(
        _("Everything the store %(name)s had is here") % _named(fact), _("%(count)s objects") % count, "database"
    )


def _mode(fact: ActivityRow, viewer: Viewer) -> Said:
    if fact.data.get("mode") == "webhooks":
        words = _("The store %(name)s announces its changes from now on")
    else:
        words = _("The store %(name)s is asked for its changes from now on")
    return Said(words % _named(fact), "", "refresh-cw")


def _failing(fact: ActivityRow, viewer: Viewer) -> Said:
    return Said(_("The store %(name)s cannot be read") % _named(fact), "", "circle-alert", tone="warning")


def _data_requested(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("They asked the store %(name)s for everything that is known of them")
    return Said(words % _named(fact), _("Send it within 30 days."), "user", tone="warning")


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    words = "shopify woocommerce connect integration webhook sync api store shop checkout"
    nav.add(nav.NavItem("settings", gettext_lazy("Stores"), "stores:stores", "settings.read", 7, words))
    for kind, icon, say in (
        ("store.connected", "circle-check", _connected),
        ("store.disconnected", "circle-x", _disconnected),
        ("store.filled", "database", _filled),
        ("store.mode_changed", "refresh-cw", _mode),
        ("store.failing", "circle-alert", _failing),
        ("store.data_requested", "user", _data_requested),
    ):
        extends.sentences.register(plain(kind, icon, say))
