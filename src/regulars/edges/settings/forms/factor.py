"""Forms of the second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regulars.base.staff.passwords import LENGTH_MAX
from regulars.edges.settings.forms.staff import roles


class PresentForm(forms.Form):
    """The present password, before something that a stranger at an unlocked screen must not do."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=LENGTH_MAX,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_present(self) -> str:
        present = str(self.cleaned_data["present"])
        if not self.user.check_password(present):
            raise forms.ValidationError(_now("This is not your present password."))
        return present


class ConfirmForm(forms.Form):
    """The first code of an app that was just told the secret."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class DemandForm(forms.Form):
    """Which roles cannot work without a second factor."""

    roles = forms.MultipleChoiceField(
        label=_("Who needs a second factor"),
        choices=roles,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has none yet is asked to set it up at once, and sees nothing else before."),
    )
