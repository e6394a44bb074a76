"""What an address asks a report for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from regulars.domains.insights.types import FILTER_KEYS, Filters
from regulars.kit.errors import Problem

_CHECKED_TOGETHER = ("dates", "from", "to")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address; `unread` says what was left out because it makes no sense."""

    filters: Filters
    unread: tuple[str, ...]
    query: QueryDict

    def text(self, name: str, allowed: tuple[str, ...] | list[str], default: str = "") -> str:
        """One further parameter of the page, the default where it is none of those allowed."""
        found = self.query.get(name, "")
        return found if found in allowed else default

    def address(self, **changes: str) -> str:
        """This address with other parameters; an empty value takes one away."""
        query = self.query.copy()
        query.pop("csv", None)
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        return f"?{query.urlencode()}"


def read(given: QueryDict) -> Asked:
    """Read an address; what cannot be read is left out and said, and the rest still counts."""
    values: dict[str, object] = {name: given.getlist(name) for name in FILTER_KEYS if name in given}
    unread: list[str] = []
    while True:
        try:
            return Asked(Filters.parse(values), tuple(unread), given)
        except Problem as problem:
            unread.append(f"{problem.message_in(_)} {problem.fix_in(_)}".strip())
            at_fault = _CHECKED_TOGETHER if problem.field not in values else (problem.field,)
            if not any(name in values for name in at_fault):
                return Asked(Filters(), tuple(unread), given)
            for name in at_fault:
                values.pop(name, None)
