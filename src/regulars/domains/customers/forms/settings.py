"""Topics, words beside boxes, channels and interests, as the shop names them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from regulars.domains.customers import queries
from regulars.domains.customers.forms.consent import CHANNEL_NAMES
from regulars.domains.customers.types import TopicRow

LANGUAGES = [("en", _("English")), ("de", _("German"))]


class TopicForm(forms.Form):
    """One topic: its names, what it is about, and the channels it goes by."""

    what = forms.CharField(initial="topic", widget=forms.HiddenInput)
    key = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("One plain word; stands in files and addresses and never changes."),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_de = forms.CharField(label=_("Name in German"), max_length=80, required=False)
    description_en = forms.CharField(label=_("What it is about, in English"), max_length=200, required=False)
    description_de = forms.CharField(label=_("What it is about, in German"), max_length=200, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Goes by"),
        choices=list(CHANNEL_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: by every channel the shop uses."),
    )

    def topic(self) -> TopicRow:
        """Return the topic as the form has it; new ones stand last."""
        given = self.cleaned_data
        names = {"en": given["name_en"].strip(), "de": given["name_de"].strip() or given["name_en"].strip()}
        about = {"en": given["description_en"].strip(), "de": given["description_de"].strip()}
        place = max((one.position for one in queries.topics(archived=True)), default=0) + 10
        key = given["key"].strip().lower().replace("-", "_")
        return TopicRow(key, names, {one: text for one, text in about.items() if text}, tuple(given["channels"]), place)


class WordingForm(forms.Form):
    """A new version of the words beside a box."""

    what = forms.CharField(initial="wording", widget=forms.HiddenInput)
    topic = forms.ChoiceField(label=_("Topic"))
    channel = forms.ChoiceField(
        label=pgettext_lazy("consent", "Channel"),
        choices=lambda: [(one, CHANNEL_NAMES[one]) for one in queries.channels()],
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    text = forms.CharField(
        label=_("Words beside the box"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who writes, about what, how often, and that they can say no at any time. Have them checked."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = get_language() or "en"
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            (one.key, one.name_in(language)) for one in queries.topics()
        ]


class ChannelsForm(forms.Form):
    """The channels the shop writes by."""

    what = forms.CharField(initial="channels", widget=forms.HiddenInput)
    channels = forms.MultipleChoiceField(
        label=pgettext_lazy("consent", "Channels"),
        choices=list(CHANNEL_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class InterestsForm(forms.Form):
    """What people can say they like, on their page."""

    what = forms.CharField(initial="interests", widget=forms.HiddenInput)
    interests = forms.CharField(
        label=_("Interests"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, English and German with a slash between: Green tea / Grüner Tee"),
    )

    def pairs(self) -> list[tuple[str, str]]:
        """Return each line as its two names."""
        lines = [one.strip() for one in self.cleaned_data["interests"].splitlines() if one.strip()]
        return [(one.partition("/")[0].strip(), one.partition("/")[2].strip()) for one in lines][:30]
