"""What is asked once: the shop's name, its zone, currency and prices, and which orders count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.shop.queries import ShopRow
from regulars.edges.imports.notes import Note
from regulars.edges.imports.types import Proposal
from regulars.edges.imports.wizard.drafts import Draft
from regulars.edges.imports.wizard.words import MEANINGS, say
from regulars.edges.settings.forms.shop import currencies, zones

STATUS = "status_"
TAX_ADDED = ("USD", "CAD", "MXN")  # where prices are usually shown without the sales tax
TAX = (("included", gettext_lazy("with tax")), ("added", gettext_lazy("without tax; tax is added")))


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A status word of the file, how many rows have it, and whether its meaning is known."""

    word: str
    rows: int
    known: bool
    bound: BoundField


class AnswersForm(forms.Form):
    """Proposed from the file with what speaks for it; what is chosen here is asked once."""

    name = forms.CharField(label=gettext_lazy("Name of the shop"), max_length=120)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    currency = forms.ChoiceField(label=gettext_lazy("Reporting currency"), choices=currencies)
    tax = forms.ChoiceField(label=gettext_lazy("Prices in the file are"), choices=TAX)
    drop_duplicate_lines = forms.BooleanField(
        label=gettext_lazy("Keep one of identical lines inside an order"),
        required=False,
        help_text=gettext_lazy("Off: identical lines count, because a product can be scanned twice."),
    )

    def __init__(self, proposal: Proposal, shop: ShopRow | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        if shop is not None:
            del self.fields["name"]
            self.fields["currency"].label = _("Currency of amounts that name none")
            self.fields["zone"].label = _("Time zone of times that name none")
        for name, words in self._help(shop).items():
            if name in self.fields:
                self.fields[name].help_text = words
        if proposal.kind != "orders":
            del self.fields["drop_duplicate_lines"]
        if not _asks_tax(proposal, shop):
            del self.fields["tax"]
        self._words = [(word, count, known) for word, count, _meaning, known in proposal.decided.statuses]
        for place, (word, _count, _meaning, _known) in enumerate(proposal.decided.statuses):
            self.fields[f"{STATUS}{place}"] = forms.ChoiceField(label=word, choices=list(MEANINGS.items()))

    @staticmethod
    def values_of(proposal: Proposal, shop: ShopRow | None, draft: Draft) -> dict[str, Any]:
        """The proposal, or what was answered before, as this form shows it."""
        currency = proposal.plan.currency or (shop.reporting_currency if shop else "EUR")
        values: dict[str, Any] = {
            "name": draft.answers.get("name", ""),
            "zone": proposal.plan.zone or (shop.zone if shop else "UTC"),
            "currency": currency,
            "drop_duplicate_lines": proposal.plan.drop_duplicate_lines,
            "tax": _tax_of(proposal, shop, currency, draft),
        }
        for place, (_word, _count, meaning, _known) in enumerate(_statuses(proposal)):
            values[f"{STATUS}{place}"] = meaning
        return values

    def statuses(self) -> list[StatusLine]:
        """The file's status words with their selects."""
        return [
            StatusLine(word, count, known, self[f"{STATUS}{place}"])
            for place, (word, count, known) in enumerate(self._words)
        ]

    def plain_fields(self) -> Iterator[BoundField]:
        """The fields that are not statuses."""
        for bound in self:
            if not bound.name.startswith(STATUS):
                yield bound

    def choices(self) -> dict[str, Any]:
        """The answers as the import's choices."""
        data = self.cleaned_data
        found: dict[str, Any] = {
            "zone": data["zone"],
            "currency": data["currency"],
            "drop_duplicate_lines": bool(data.get("drop_duplicate_lines")),
            "statuses": {word: data[f"{STATUS}{place}"] for place, (word, _count, _known) in enumerate(self._words)},
        }
        if "tax" in data:
            found["prices_include_tax"] = data["tax"] == "included"
        return found

    def _help(self, shop: ShopRow | None) -> dict[str, str]:
        decided = self.proposal.decided
        zone = _("Decides which day an order belongs to.")
        currency = _("Figures are shown in it. Orders in other currencies are converted by the rate of their day.")
        if shop is not None:
            zone, currency = _("The shop's own unless the file says otherwise."), ""
        return {
            "name": _("It stands in the corner of the desk and on the brief."),
            "zone": _with(decided.zone.note, zone, _nothing(decided.zone.value, shop, "zone")),
            "currency": _with(decided.currency.note, currency, _nothing(decided.currency.value, shop, "currency")),
            "tax": _with(
                decided.tax.note, _("Tax inside prices is taken off before net sales."), self._tax_words(shop)
            ),
        }

    def _tax_words(self, shop: ShopRow | None) -> str:
        if shop is not None or self.proposal.decided.tax.value:
            return ""
        currency = self.proposal.plan.currency
        if not currency:
            return _("The file does not tell it: please choose.")
        return _("The file does not tell it; this is usual for shops that sell in %(currency)s.") % {
            "currency": currency
        }


def _statuses(proposal: Proposal) -> list[tuple[str, int, str, bool]]:
    """The file's statuses in an order that is the same each time, for fields are named by their place."""
    return sorted(proposal.decided.statuses, key=lambda one: (-one[1], one[0]))


def _asks_tax(proposal: Proposal, shop: ShopRow | None) -> bool:
    """Not where the layout fixes it, nor for lists without prices once the shop is set up."""
    if proposal.kind == "orders":
        return not proposal.plan.layout.rules.lines_exclude_tax
    return shop is None


def _tax_of(proposal: Proposal, shop: ShopRow | None, currency: str, draft: Draft) -> str:
    value = proposal.decided.tax.value
    if value:
        return "included" if value == "yes" else "added"
    if shop is not None:
        return "included" if shop.prices_include_tax else "added"
    return "added" if currency in TAX_ADDED else "included"


def _nothing(value: str, shop: ShopRow | None, name: str) -> str:
    if value or shop is not None:
        return ""
    return _("The file does not tell it: please choose.")


def _with(evidence: Note | None, meaning: str, otherwise: str) -> str:
    return " ".join(part for part in (say(evidence) if evidence else otherwise, meaning) if part)
