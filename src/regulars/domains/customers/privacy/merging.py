"""What `customers` itself does when two people become one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.privacy import Union, add_merger
from regulars.base.state import Act
from regulars.domains.customers import queries


class OwnMerger:
    """Ids and consent follow by themselves: both are read through the merge. There is only something to tell."""

    key = "customers"

    def preview(self, union: Union) -> Sequence[str]:
        """Say what becomes of ids and consent."""
        ids = len(queries.identities_of(union.moved[0]))
        words = ngettext(
            "%(count)s more id leads to the person who stays.", "%(count)s more ids lead to the person who stays.", ids
        )
        told = [words % {"count": ids}] if ids else []
        both = [queries.case_of(union.moved[0]), queries.case_of(union.survivor)]
        if any(case.statements for case in both):
            told.append(_("Of what they allowed, the stricter counts: a no of either is a no of both."))
        if any(case.stops for case in both):
            told.append(_("Addresses that get no mail stay without it, and what they stand for counts for both."))
        return told

    def merge(self, act: Act, union: Union) -> None:
        """Leave rows alone: who may be written to is worked out anew by whoever merges."""

    def unmerge(self, act: Act, union: Union) -> None:
        """Leave rows alone, for the same reason."""


add_merger(OwnMerger())
