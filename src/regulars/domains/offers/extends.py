"""Words for what codes do. The code itself is never said: whoever reads it could use it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import plain


def _said(words: str, tone: str = "", icon: str = "percent") -> Said:
    return Said(words, "", icon, tone=tone)


def _issued(fact: ActivityRow, viewer: Viewer) -> Said:
    return _said(_("A discount code was made for them"))


def _live(fact: ActivityRow, viewer: Viewer) -> Said:
    return _said(_("Their discount code works at the checkout"), "good")


def _disabled(fact: ActivityRow, viewer: Viewer) -> Said:
    return _said(_("Their discount code was ended"), "warning")


def _used(fact: ActivityRow, viewer: Viewer) -> Said:
    if fact.data.get("was_other"):
        return _said(_("Somebody else used their discount code"), "warning")
    return _said(_("They used their discount code"), "good")


def _failed(fact: ActivityRow, viewer: Viewer) -> Said:
    return _said(_("The store would not take a discount code for them"), "bad", "circle-alert")


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for kind, say in (
        ("code.issued", _issued),
        ("code.live", _live),
        ("code.disabled", _disabled),
        ("code.used", _used),
        ("code.failed", _failed),
    ):
        extends.sentences.register(plain(kind, "percent", say))
