"""The shop itself: name, zone, currency, prices and year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regulars.base.shop.queries import ShopRow
from regulars.kit.currencies import ACTIVE


def zones() -> list[tuple[str, str]]:
    """Return time zones people can mean, by name."""
    named = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    )
    return [(name, name.replace("_", " ")) for name in ["UTC", *named]]


def currencies() -> list[tuple[str, str]]:
    """Return ISO 4217 codes with their name in the reader's language."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).currencies
    return [(code, f"{code} · {names[code]}" if code in names else code) for code in sorted(ACTIVE)]


class ShopForm(forms.Form):
    """What the shop is called and how its days, prices and years run."""

    name = forms.CharField(label=_("Name of the shop"), max_length=120)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones,
        help_text=_("Decides which day an order belongs to. Changing it builds all figures anew."),
    )
    reporting_currency = forms.ChoiceField(
        label=_("Reporting currency"),
        choices=currencies,
        help_text=_("Figures are shown in it. Orders in other currencies are converted by the rate of their day."),
    )
    prices_include_tax = forms.BooleanField(
        label=_("Prices contain tax"),
        required=False,
        help_text=_("Then the tax is taken off before net sales. An order that says otherwise is believed."),
    )
    margin = forms.DecimalField(
        label=_("Margin where unit costs are not known, in percent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("Used for products without a unit cost, and marked as estimated. Empty: their margin is left out."),
    )
    fiscal_start_month = forms.TypedChoiceField(
        label=_("First month of the fiscal year"), coerce=int, choices=lambda: list(MONTHS.items())
    )
    language = forms.ChoiceField(
        label=_("Language of the shop"),
        choices=lambda: list(settings.LANGUAGES),
        help_text=_("For reports that go out. Each member of staff chooses their own for the desk."),
    )

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Return the fields as the page groups them, each group with its title and what it is about."""
        groups = (
            (_("The shop"), _("The name stands on reports and shared pages."), ("name", "language")),
            (_("Days and years"), _("Where a day begins and ends, and a year."), ("zone", "fiscal_start_month")),
            (
                _("Money"),
                _("What figures are shown in, and what is left of a price."),
                ("reporting_currency", "prices_include_tax", "margin"),
            ),
        )
        return [
            {"title": title, "text": text, "fields": [self[name] for name in names]} for title, text, names in groups
        ]

    @staticmethod
    def values_of(shop: ShopRow) -> dict[str, Any]:
        """Return the shop as this form shows it."""
        return {
            "name": shop.name,
            "zone": shop.zone,
            "reporting_currency": shop.reporting_currency,
            "prices_include_tax": shop.prices_include_tax,
            "margin": None if shop.margin_rate_bps is None else Decimal(shop.margin_rate_bps) / 100,
            "fiscal_start_month": shop.fiscal_start_month,
            "language": shop.language,
        }

    def changes(self) -> dict[str, Any]:
        """Return the settings as `shop.service.change_shop` takes them."""
        values = dict(self.cleaned_data)
        margin = values.pop("margin")
        return {**values, "margin_rate_bps": None if margin is None else int(margin * 100)}
