"""Words for what operations do."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import plain
from regulars.base.web import nav


def _made(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("A backup was made: %(name)s") % {"name": fact.data.get("name", "")}
    detail = _("It holds the secret key.") if fact.data.get("with_secrets") else ""
    return Said(words, detail, "database", tone="warning" if detail else "")


def _rehearsed(fact: ActivityRow, viewer: Viewer) -> str:
    return _("A restore was rehearsed and succeeded: %(name)s") % {"name": fact.data.get("name", "")}


def _restored(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("The database was restored from a backup: %(name)s") % {"name": fact.data.get("name", "")}
    return Said(words, "", "database", tone="warning")


def _titled(fact: ActivityRow) -> str:
    check = extends.golive.get(str(fact.data.get("check", "")))
    return str(check.title) if check else str(fact.data.get("check", ""))


def _waived(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("A risk was taken before going live: %(check)s") % {"check": _titled(fact)}
    return Said(words, "", "circle-alert", reverse("operations:golive"), "warning")


def _reinstated(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("A risk is not taken any more: %(check)s") % {"check": _titled(fact)}
    return Said(words, "", "circle-check", reverse("operations:golive"))


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    nav.add(
        nav.NavItem(
            "settings",
            gettext_lazy("Go live"),
            "operations:golive",
            "settings.read",
            5,
            "launch checklist ready production marketing locked backup",
        )
    )
    for kind, icon, say in (
        ("backup.made", "database", _made),
        ("backup.rehearsed", "circle-check", _rehearsed),
        ("backup.restored", "database", _restored),
        ("go_live_check.waived", "circle-alert", _waived),
        ("go_live_check.reinstated", "circle-check", _reinstated),
    ):
        extends.sentences.register(plain(kind, icon, say))
