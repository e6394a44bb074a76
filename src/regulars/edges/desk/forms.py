"""The form that makes a link to the brief."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class LinkForm(forms.Form):
    """How long a link may be read, and a note on whom it is for."""

    DAYS: ClassVar[tuple[int, ...]] = (7, 30, 90, 365)

    days = forms.TypedChoiceField(
        label=_("It can be read for"),
        coerce=int,
        initial=30,
        choices=[(days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS],
    )
    note = forms.CharField(
        label=_("For whom"), max_length=120, required=False, help_text=_("A note for yourself; readers do not see it.")
    )
