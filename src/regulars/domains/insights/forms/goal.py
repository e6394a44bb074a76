"""A goal as somebody types it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regulars.domains.insights.queries import definition, definitions
from regulars.kit.money import minor_digits


def _metrics() -> list[tuple[str, Any]]:
    return [(one.name, one.label) for one in definitions()]


class GoalForm(forms.Form):
    """One number for a metric by a day. Money is typed in the reporting currency, shares in percent."""

    metric = forms.ChoiceField(label=_("Metric"), choices=_metrics)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    target = forms.DecimalField(
        label=_("Goal"),
        localize=True,
        min_value=Decimal(0),
        max_digits=15,
        decimal_places=4,
        help_text=_("Money in the reporting currency, shares in percent, anything else as it is counted."),
    )

    def __init__(self, currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _now("The last day lies before the first."))
        if found.get("target") == 0:
            self.add_error("target", _now("A goal needs a number above 0."))
        return found

    def target_value(self) -> float:
        """The target as `service.set_goal` takes it: minor units, a ratio, or the number itself."""
        number: Decimal = self.cleaned_data["target"]
        unit = definition(self.cleaned_data["metric"]).unit
        if unit == "money":
            number = number.scaleb(minor_digits(self.currency)) if self.currency else number
        elif unit == "share":
            number /= 100
        return float(number)
