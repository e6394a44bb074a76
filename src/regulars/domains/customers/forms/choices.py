"""What a person can choose on their own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regulars.domains.customers import queries
from regulars.domains.customers.rules.consent import ADDRESS_KIND, GRANTED, WITHDRAWN
from regulars.domains.customers.types import ConsentFact
from regulars.kit import clock

PAUSES = {"30": timedelta(days=30), "90": timedelta(days=90)}
STOPPED = ("complaint", "hard_bounce", "invalid", "manual", "erased")


@dataclass(frozen=True, slots=True)
class Box:
    """One box to tick: a topic by a channel, whether it is ticked, and the words beside it."""

    channel: str
    topic: str
    title: str
    text: str
    is_on: bool
    is_stopped: bool
    wording: int | None

    @property
    def name(self) -> str:
        """What the box is called in the form."""
        return f"{self.channel}:{self.topic}"


def boxes_of(customer: int, given: QueryDict | None = None) -> list[Box]:
    """Return the boxes of a person: every topic by every channel of theirs. `given` keeps what they just ticked."""
    row, spoken = queries.customer(customer, contact=True), get_language() or "en"
    topics = queries.topics()
    found = []
    for channel in queries.channels():
        kind = ADDRESS_KIND.get(channel)
        if not (row.email if kind == "email" else row.phone if kind == "phone" else ""):
            continue
        keys = [one.key for one in topics]
        answers = {one.topic: one for one in queries.explain(customer, keys, [channel], clock.now())}
        for one in topics:
            if one.channels and channel not in one.channels:
                continue
            words = queries.wording_for(one.key, channel, spoken)
            answer = answers[one.key]
            is_on = answer.is_allowed or answer.reason == "paused"
            if given is not None:
                is_on = f"{channel}:{one.key}" in given.getlist("yes")
            found.append(
                Box(
                    channel, one.key, one.name_in(spoken), words.text if words else one.description_in(spoken), is_on,
                    answer.reason in STOPPED, words.id if words else None,
                )
            )  # fmt: skip
    return found


def chosen_of(given: QueryDict, customer: int, network: str) -> list[ConsentFact]:
    """Return what a person said by what they changed: boxes as they were shown, against boxes as they came back.

    What the page did not show, or showed as it came back, is not touched: an old page in another tab takes back no no.
    """
    shown: Mapping[str, str] = {one.rpartition("=")[0]: one.rpartition("=")[2] for one in given.getlist("shown")}
    ticked = set(given.getlist("yes"))
    facts = []
    for box in boxes_of(customer):
        if box.name not in shown or (box.name in ticked) == (shown[box.name] == "1"):
            continue
        state = GRANTED if box.name in ticked else WITHDRAWN
        words = box.wording if state == GRANTED else None
        facts.append(
            ConsentFact(
                customer, box.channel, box.topic, state, "preferences", wording=words, source="portal", network=network,
                evidence="preferences",
            )
        )  # fmt: skip
    return facts


class ChoicesForm(forms.Form):
    """How often, a pause, a language, interests and a birthday without a year."""

    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=[("", _("As it comes")), ("weekly", _("At most once a week")), ("monthly", _("At most once a month"))],
        required=False,
        widget=forms.RadioSelect,
    )
    pause = forms.ChoiceField(
        label=_("Pause"),
        choices=[("keep", _("No change")), ("none", _("No pause")), ("30", _("For 30 days")), ("90", _("For 90 days"))],
        required=False,
    )
    interests = forms.MultipleChoiceField(label=_("What you like"), required=False, widget=forms.CheckboxSelectMultiple)
    birthday_day = forms.TypedChoiceField(
        label=_("Day"),
        choices=lambda: [("", "–"), *((one, one) for one in range(1, 32))],
        coerce=int,
        required=False,
        empty_value=None,
    )
    birthday_month = forms.TypedChoiceField(
        label=_("Month"), choices=lambda: [("", "–"), *MONTHS.items()], coerce=int, required=False, empty_value=None
    )
    forget_birthday = forms.BooleanField(label=_("Forget my birthday"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", "–"), ("en", "English"), ("de", "Deutsch")], required=False
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        spoken = (get_language() or "en")[:2]
        self.fields["interests"].choices = [  # type: ignore[attr-defined]
            (key, names.get(spoken) or names.get("en") or key) for key, names, _old in queries.interests()
        ]

    @classmethod
    def of(cls, customer: int) -> ChoicesForm:
        """Return the form as a person left it; never with their birthday, which a forwarded link would show."""
        chosen = queries.preference_of(customer)
        return cls(
            initial={
                "frequency": chosen.frequency, "pause": "keep", "interests": list(chosen.interests),
                "language": chosen.language,
            }
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse half a birthday."""
        given: dict[str, Any] = super().clean() or {}
        if (given.get("birthday_day") is None) != (given.get("birthday_month") is None):
            self.add_error("birthday_day", _("A birthday needs a day and a month."))
        return given

    def changes(self) -> dict[str, Any]:
        """Return what is to be kept, as `service.change_preferences` takes it."""
        given = self.cleaned_data
        found: dict[str, Any] = {
            "frequency": given["frequency"], "interests": tuple(given["interests"]), "language": given["language"],
        }  # fmt: skip
        if given["pause"] in PAUSES:
            found["paused_until"] = clock.now() + PAUSES[given["pause"]]
        elif given["pause"] == "none":
            found["paused_until"] = None
        if given["forget_birthday"]:
            found |= {"birthday_day": None, "birthday_month": None}
        elif given.get("birthday_day") and given.get("birthday_month"):
            found |= {"birthday_day": given["birthday_day"], "birthday_month": given["birthday_month"]}
        return found
