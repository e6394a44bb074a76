"""Staff, and everybody's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regulars.base.staff.rules import ROLES

ROLE_NAMES = {
    "owner": _("Owner"),
    "marketer": _("Marketer"),
    "support": _("Support"),
    "analyst": _("Analyst"),
    "developer": _("Developer"),
}
ROLE_WORDS = {
    "owner": _("may do everything"),
    "marketer": _("sees reports and customers, imports, exports and acts"),
    "support": _("sees customers and orders, no reports"),
    "analyst": _("sees reports and orders, but never a name or an address"),
    "developer": _("imports and watches jobs, sees no customers"),
}


def roles() -> list[tuple[str, str]]:
    """Return roles with what they may do."""
    words = "<b>{}</b> <small>{}</small>"
    return [(role, format_html(words, ROLE_NAMES[role], ROLE_WORDS[role])) for role in ROLES]


def languages() -> list[tuple[str, Any]]:
    """Return the languages of the desk."""
    return list(settings.LANGUAGES)


class MemberForm(forms.Form):
    """Name, role and language of one member of staff."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=roles, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), choices=languages)


class InviteForm(MemberForm):
    """Somebody who is to log in."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("They log in with it; no mail is sent."))
    field_order = ("email", "name", "role", "language")


class AccountForm(forms.Form):
    """What everybody sets for themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=languages)


class NewPasswordForm(forms.Form):
    """A password twice."""

    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )
    again = forms.CharField(
        label=_("The same again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(str(one) for one in password_validators_help_texts())

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if self.cleaned_data.get("password") != again:
            raise forms.ValidationError(_now("The two are not the same."))
        return again


class ChangePasswordForm(NewPasswordForm):
    """A new password, for whoever knows the present one."""

    present = forms.CharField(
        label=_("Present password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )
    field_order = ("present", "password", "again")

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_present(self) -> str:
        present = str(self.cleaned_data["present"])
        if not self.user.check_password(present):
            raise forms.ValidationError(_now("This is not your present password."))
        return present
