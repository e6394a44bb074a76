"""What moving in asks for before marketing reaches anybody: those who said no come first."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base import extends
from regulars.base.extends import Condition
from regulars.domains.customers.queries import count_suppressed
from regulars.edges.imports import queries


class SuppressionsLoaded:
    """A list of people who must not be written to is in, or an owner confirmed in words that there is none."""

    key, title, order, url = "suppressions", gettext_lazy("People who said no are known"), 85, "imports:moving"
    always = False

    def look(self) -> Condition:
        if queries.suppressions_loaded():
            return Condition("good", _("%(count)s addresses are suppressed.") % {"count": _total()})
        if queries.said_none_exists() is not None:
            return Condition("good", _("An owner confirmed that no such list exists."))
        return Condition(
            "bad",
            _("No suppressions were loaded: nobody knows who unsubscribed, complained or bounced before."),
            _("Move in under Settings > Moving in, suppressions first; or confirm there that there are none."),
        )


def _total() -> int:
    return sum(count_suppressed().values())


def register() -> None:
    """Register the check; called once, from the app's ready()."""
    extends.golive.register(SuppressionsLoaded())
