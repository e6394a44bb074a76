"""A new API key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from regulars.base.staff.keyring import NAME_LENGTH_MAX
from regulars.base.staff.rules import KEY_PERMISSIONS
from regulars.base.web.access import may

PERMISSION_WORDS = {
    "advice.act": _("put advice aside and take it up again"),
    "audit.read": _("read what the checks of the records came to"),
    "audit.run": _("start those checks, and read the log anew"),
    "customers.contact": _("see names and addresses of customers"),
    "customers.export": _("take customers out as a file"),
    "customers.read": _("read customers, without names and addresses"),
    "goals.change": _("set and remove goals"),
    "imports.run": _("bring in orders, customers and products"),
    "jobs.read": _("read how the work in the background goes"),
    "orders.read": _("read orders"),
    "privacy.erase": _("erase a customer"),
    "privacy.export": _("take out what is known of a customer"),
    "privacy.read": _("read the privacy papers and requests"),
    "products.read": _("read products"),
    "reports.read": _("read reports"),
    "reports.share": _("give out links to reports"),
    "settings.read": _("read the settings"),
}
LIVES = (("30", _("30 days")), ("90", _("90 days")), ("365", _("A year")), ("0", _("Until it is revoked")))


class KeyForm(forms.Form):
    """What a key is for, what it may do, and how long. Nobody gives a key more than they may do themselves."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH_MAX, help_text=_("The program that will use it: “Warehouse sync”.")
    )
    permissions = forms.MultipleChoiceField(
        label=_("It may"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you may do yourself, and only what the program needs."),
    )
    days = forms.ChoiceField(label=_("It works for"), choices=LIVES, initial="365")
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, user: object, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "<b>{}</b> <small>{}</small>"
        self.fields["permissions"].choices = [  # type: ignore[attr-defined]
            (one, format_html(words, one, PERMISSION_WORDS.get(one, ""))) for one in KEY_PERMISSIONS if may(user, one)
        ]

    def expires_at(self, now: datetime) -> datetime | None:
        """When the key ends by what was chosen, or none."""
        days = int(self.cleaned_data["days"])
        return now + timedelta(days=days) if days else None
