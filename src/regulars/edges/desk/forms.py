"""The form that makes a link to the brief."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

DAYS = (7, 30, 90, 365)


def _days() -> list[tuple[int, str]]:
    """Said when the form is shown: a plural said with its number while loading would stay English."""
    return [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS]


class LinkForm(forms.Form):
    """How long a link may be read, and a note on whom it is for."""

    days = forms.TypedChoiceField(
        label=_("It can be read for"),
        coerce=int,
        initial=30,
        choices=_days,
    )
    note = forms.CharField(
        label=_("For whom"), max_length=120, required=False, help_text=_("A note for yourself; readers do not see it.")
    )
