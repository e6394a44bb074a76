"""What figures count: kinds of orders, statuses, and the cuts of the three scores."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regulars.base.shop.queries import ShopRow
from regulars.kit.money import minor_digits

SCORES = ("r", "f", "m")
CUTS = 4


class KindsForm(forms.Form):
    """Which kinds of orders count unless a report says otherwise."""

    include_renewals = forms.BooleanField(
        label=_("Renewals of subscriptions count"),
        required=False,
        help_text=_("A renewal is an order nobody decided on again; leaving them out shows free choice only."),
    )
    include_wholesale = forms.BooleanField(
        label=_("Wholesale orders count"),
        required=False,
        help_text=_("A few large orders of resellers can hide what shoppers do."),
    )


class StatusesForm(forms.Form):
    """Which statuses of the store mean that an order counts."""

    statuses = forms.MultipleChoiceField(
        label=_("Orders count when the store says"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, seen: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statuses"].choices = seen  # type: ignore[attr-defined]


class CutsForm(forms.Form):
    """Own cuts of recency, frequency and monetary value: four each, rising."""

    r = forms.CharField(
        label=_("Recency, in days since the last order"),
        help_text=_("Four numbers, rising: up to the first is score 5, beyond the last is score 1."),
    )
    f = forms.CharField(
        label=_("Frequency, in days with an order"),
        help_text=_("Four numbers, rising: from the last on is score 5, below the first is score 1."),
    )
    m = forms.CharField(
        label=_("Money"),
        help_text=_("Four amounts, rising: from the last on is score 5, below the first is score 1."),
    )

    def __init__(self, shop: ShopRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        self.fields["m"].label = _now("Money spent, in %(currency)s") % {"currency": shop.reporting_currency}

    def clean_r(self) -> list[int]:
        return self._cuts("r", Decimal(1))

    def clean_f(self) -> list[int]:
        return self._cuts("f", Decimal(1))

    def clean_m(self) -> list[int]:
        return self._cuts("m", Decimal(10 ** minor_digits(self.shop.reporting_currency)))

    def cuts(self) -> dict[str, list[int]]:
        """Return the cuts as the shop keeps them: days, days, minor units."""
        return {score: self.cleaned_data[score] for score in SCORES}

    def _cuts(self, name: str, factor: Decimal) -> list[int]:
        words = self.cleaned_data[name].replace(";", " ").split()
        found = []
        for word in words:
            try:
                value = Decimal(word.replace(",", "."))
            except ArithmeticError:
                raise forms.ValidationError(_now("“%(word)s” is no number.") % {"word": word}) from None
            if not value.is_finite() or value * factor != int(value * factor):
                raise forms.ValidationError(_now("“%(word)s” is too exact.") % {"word": word})
            found.append(int(value * factor))
        if len(found) != CUTS:
            raise forms.ValidationError(_now("Give four numbers; these are %(count)s.") % {"count": len(found)})
        if found != sorted(set(found)) or found[0] <= 0:
            raise forms.ValidationError(_now("The numbers must rise, from above zero."))
        return found


def shown(cuts: dict[str, list[int]], currency: str) -> dict[str, str]:
    """Return cuts as the form shows them, amounts in major units."""
    digits = minor_digits(currency)

    def text(score: str, value: int) -> str:
        return str(value) if score != "m" else f"{Decimal(value).scaleb(-digits):f}"

    return {score: "  ".join(text(score, value) for value in cuts[score]) for score in SCORES}
