"""Words for what operations do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Said, Viewer
from regulars.base.saying import plain


def _made(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("A backup was made: %(name)s") % {"name": fact.data.get("name", "")}
    detail = _("It holds the secret key.") if fact.data.get("with_secrets") else ""
    return Said(words, detail, "database", tone="warning" if detail else "")


def _rehearsed(fact: ActivityRow, viewer: Viewer) -> str:
    return _("A restore was rehearsed and succeeded: %(name)s") % {"name": fact.data.get("name", "")}


def _restored(fact: ActivityRow, viewer: Viewer) -> Said:
    words = _("The database was restored from a backup: %(name)s") % {"name": fact.data.get("name", "")}
    return Said(words, "", "database", tone="warning")


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for kind, icon, say in (
        ("backup.made", "database", _made),
        ("backup.rehearsed", "circle-check", _rehearsed),
        ("backup.restored", "database", _restored),
    ):
        extends.sentences.register(plain(kind, icon, say))
