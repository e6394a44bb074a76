"""What auditing adds to the rail and to the log's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Viewer
from regulars.base.saying import plain
from regulars.base.web import nav
from regulars.base.web.formats import COUNT, show


def _completed(fact: ActivityRow, viewer: Viewer) -> str:
    broken, checked = int(fact.data.get("broken", 0)), int(fact.data.get("checked", 0))
    if not broken:
        return _("Everything stored was checked and is in order: %(count)s checks") % {"count": show(checked, COUNT)}
    words = ngettext("A check found %(count)s breach", "A check found %(count)s breaches", broken)
    return words % {"count": show(broken, COUNT)}


def _archived(fact: ActivityRow, viewer: Viewer) -> str:
    rows = int(fact.data.get("rows", 0))
    words = ngettext("%(count)s old entry moved to the archive", "%(count)s old entries moved to the archive", rows)
    return words % {"count": show(rows, COUNT)}


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    words = "verify invariants chain integrity proof"
    nav.add(nav.NavItem("settings", gettext_lazy("Audit"), "audit:audit", "audit.read", 95, words))
    extends.sentences.register(plain("activity.archived", "inbox", _archived))
    extends.sentences.register(plain("audit.completed", "circle-check", _completed))
