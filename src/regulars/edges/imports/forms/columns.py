"""Which column of the file is which field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.edges.imports.layouts import FIELDS
from regulars.edges.imports.service.inspecting import NEEDED
from regulars.edges.imports.types import Proposal
from regulars.edges.imports.wizard.words import DATE_ORDERS, KINDS, field_label

PREFIX = "field_"
SAMPLES = 3
SAMPLE_LENGTH = 28


@dataclass(frozen=True, slots=True)
class Line:
    """One field as the page shows it: its select, and what stands in the column chosen."""

    bound: BoundField
    label: str
    needed: bool
    samples: tuple[str, ...]
    note: str


class ColumnsForm(forms.Form):
    """Kind of file, order of dates, and a column for each field. A column is named by its place in the header."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the file"))
    date_order = forms.ChoiceField(label=gettext_lazy("Dates are written"), required=False)

    def __init__(self, proposal: Proposal, kinds: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self._choice("kind").choices = [(kind, KINDS[kind]) for kind in kinds]
        self._choice("date_order").choices = list(DATE_ORDERS.items())
        for name in FIELDS[proposal.kind]:
            self.fields[PREFIX + name] = forms.ChoiceField(
                choices=self._columns(name), required=False, label=field_label(name)
            )

    @staticmethod
    def values_of(proposal: Proposal, date_order: str) -> dict[str, str]:
        """The proposal as this form shows it."""
        found = {PREFIX + name: _places(proposal, names) for name, names in proposal.plan.mapping.items()}
        return {"kind": proposal.kind, "date_order": date_order, **found}

    def mapping(self) -> dict[str, tuple[str, ...]]:
        """What was chosen, for every field of the kind; nothing where there is no column."""
        header = self.proposal.staged.header
        return {
            name: tuple(header[int(place)] for place in self.cleaned_data.get(PREFIX + name, "").split(",") if place)
            for name in FIELDS[self.proposal.kind]
        }

    def needed(self) -> list[Line]:
        """The fields without which nothing can come of a file, where the choice is between several the first filled."""
        return [line for line in self._lines() if line.needed]

    def found(self) -> list[Line]:
        """Other fields that have a column."""
        return [line for line in self._lines() if not line.needed and line.bound.value()]

    def others(self) -> list[Line]:
        """Fields without a column."""
        return [line for line in self._lines() if not line.needed and not line.bound.value()]

    def unused(self) -> list[str]:
        """Columns of the file that nothing is read from."""
        used = {name for names in self.proposal.plan.mapping.values() for name in names}
        return [name for name in self.proposal.staged.header if name not in used]

    def _lines(self) -> Iterator[Line]:
        mapping = self.proposal.plan.mapping
        needed = _needed(self.proposal)
        for name in FIELDS[self.proposal.kind]:
            bound = self[PREFIX + name]
            columns = mapping.get(name, ())
            samples = _samples(self.proposal, columns)
            note = _("in %(columns)s, the first that is filled") % {"columns": " / ".join(columns)}
            yield Line(bound, field_label(name), name in needed, samples, note if len(columns) > 1 else "")

    def _columns(self, name: str) -> list[tuple[str, str]]:
        header = self.proposal.staged.header
        choices = [("", _("not in this file")), *((str(place), column) for place, column in enumerate(header))]
        several = _places(self.proposal, self.proposal.plan.mapping.get(name, ()))
        if "," in several:
            words = _("%(first)s, else %(count)s more")
            first, *more = several.split(",")
            choices.insert(1, (several, words % {"first": header[int(first)], "count": len(more)}))
        return choices

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field


def _needed(proposal: Proposal) -> set[str]:
    """Of each group of needed fields those that have a column, else the first."""
    found: set[str] = set()
    for group in NEEDED[proposal.kind]:
        found |= {name for name in group if name in proposal.plan.mapping} or {group[0]}
    return found


def _places(proposal: Proposal, names: tuple[str, ...]) -> str:
    return ",".join(str(proposal.staged.header.index(name)) for name in names)


def _samples(proposal: Proposal, columns: tuple[str, ...]) -> tuple[str, ...]:
    """A few different values of the first column."""
    values: Mapping[str, None] = dict.fromkeys(
        value for column in columns[:1] for value in proposal.sample.get(column, ()) if value.strip()
    )
    return tuple(
        value if len(value) <= SAMPLE_LENGTH else value[: SAMPLE_LENGTH - 1] + "…" for value in list(values)[:SAMPLES]
    )
