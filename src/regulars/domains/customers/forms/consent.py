"""Staff writing down what a person said, and stopping or freeing an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from regulars.domains.customers import queries
from regulars.domains.customers.rules.consent import EVERYTHING, GRANTED, WITHDRAWN
from regulars.domains.customers.rules.suppression import BY_STAFF, COMPLAINT

CHANNEL_NAMES = {
    "email": _("E-mail"), "sms": _("Text message"), "whatsapp": _("WhatsApp"), "push": _("Push message"),
}  # fmt: skip
REASON_NAMES = {
    "manual": _("We decided to stop"),
    "complaint": _("They called our mail spam"),
    "hard_bounce": _("Mail comes back for good"),
    "invalid": _("The address does not work"),
    "unsubscribed": _("They unsubscribed from everything"),
    "sunset": _("They have not opened anything for very long"),
}


def _channels() -> list[tuple[str, Any]]:
    return [(one, CHANNEL_NAMES[one]) for one in queries.channels()]


def _topics() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(one.key, one.name_in(language)) for one in queries.topics()]


class SaidForm(forms.Form):
    """What a person said to staff: yes or no, about what, and how."""

    what = forms.CharField(initial="said", widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("They said"), choices=[(WITHDRAWN, _("No")), (GRANTED, _("Yes"))], widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(label=_("By"), choices=_channels)
    topic = forms.ChoiceField(label=_("About"), choices=lambda: [(EVERYTHING, _("Everything (only a no)")), *_topics()])
    evidence = forms.CharField(
        label=_("How they said so"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Needed for a yes: on the phone, in a mail of what day, on a card at the till."),
    )


class StopForm(forms.Form):
    """An address of the person that shall get no marketing."""

    what = forms.CharField(initial="stop", widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=pgettext_lazy("consent", "Channel"), choices=_channels)
    reason = forms.ChoiceField(
        label=_("Why"), choices=[(one, REASON_NAMES[one]) for one in REASON_NAMES if one in {*BY_STAFF, COMPLAINT}]
    )
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class AskForm(forms.Form):
    """Topics that an address is to confirm by mail."""

    what = forms.CharField(initial="ask", widget=forms.HiddenInput)
    topics = forms.MultipleChoiceField(label=_("Topics"), choices=_topics, widget=forms.CheckboxSelectMultiple)
    evidence = forms.CharField(label=_("How they asked for it"), max_length=400, required=False)


class LiftForm(forms.Form):
    """Why mail may go to an address again."""

    what = forms.CharField(initial="lift", widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=pgettext_lazy("consent", "Channel"), choices=_channels)
    because = forms.CharField(label=_("Why mail may go there again"), max_length=400)
