"""Settings > Consent: topics, the words beside boxes, channels, interests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge, Cell, Column, Empty, Row, Table
from regulars.base.web.desk import act_of
from regulars.base.web.formats import COUNT, DATE, show
from regulars.domains.customers import queries, service
from regulars.domains.customers.forms.consent import CHANNEL_NAMES
from regulars.domains.customers.forms.settings import ChannelsForm, InterestsForm, TopicForm, WordingForm
from regulars.domains.customers.forms.words import CHANNELS, REASONS, SETTINGS, topic_name
from regulars.domains.customers.rules.consent import CHANNELS as ALL_CHANNELS
from regulars.kit.errors import Problem


@access("settings.read", privacy="none")
def consent_settings(request: HttpRequest) -> HttpResponse:
    """Show what people can say yes to, and in which words; change it."""
    if request.method == "POST":
        return _change(request)
    return _page(request, {})


@access("settings.change", privacy="none")
def _change(request: HttpRequest) -> HttpResponse:
    what = request.POST.get("what", "")
    if what in ("archive", "restore"):
        return _done(request, lambda: _archive(request, is_archived=what == "archive"), {})
    form_of: dict[str, type[forms.Form]] = {
        "topic": TopicForm, "wording": WordingForm, "channels": ChannelsForm, "interests": InterestsForm,
    }  # fmt: skip
    form: Any = form_of.get(what, TopicForm)(request.POST)
    if not form.is_valid():
        return _page(request, {what: form}, status=422)
    return _done(request, lambda: _save(request, what, form), {what: form})


def _done(request: HttpRequest, call: Any, forms_: dict[str, Any]) -> HttpResponse:
    try:
        call()
    except Problem as problem:
        words = f"{problem.message_in(_)} {problem.fix_in(_)}".strip()
        for form in forms_.values():
            form.add_error(problem.field if problem.field in form.fields else None, words)
        if not forms_:
            messages.error(request, words)
        return _page(request, forms_, status=422)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("customers:consent_settings"))


def _save(request: HttpRequest, what: str, form: Any) -> None:
    act, given = act_of(request), form.cleaned_data
    if what == "topic":
        write(service.save_topic, act, form.topic(), is_new=True)
    elif what == "wording":
        write(service.add_wording, act, given["topic"], given["channel"], given["language"], given["text"])
    elif what == "interests":
        write(service.save_interests, act, form.pairs())
    else:
        for channel in ALL_CHANNELS:
            write(service.switch_channel, act, channel, channel in given["channels"])


def _archive(request: HttpRequest, *, is_archived: bool) -> None:
    write(service.archive_topic, act_of(request), request.POST.get("key", ""), is_archived=is_archived)


def _page(request: HttpRequest, refused: dict[str, Any], status: int = 200) -> HttpResponse:
    able = may(request.user, "settings.change")
    lines = "\n".join(f"{names.get('en', key)} / {names.get('de', '')}" for key, names, _old in queries.interests())
    context = {
        "heading": SETTINGS,
        "finding": _finding(),
        "topics": _topics(able),
        "words": _words(),
        "stops": _stops(),
        "able": able,
        "topic_form": refused.get("topic") or TopicForm(),
        "wording_form": refused.get("wording") or WordingForm(),
        "channels_form": refused.get("channels") or ChannelsForm(initial={"channels": queries.channels()}),
        "interests_form": refused.get("interests") or InterestsForm(initial={"interests": lines}),
    }
    return render(request, "customers/consent_settings.html", context, status=status)


def _finding() -> str:
    reached = sum(queries.count_reachable("email").values())
    words = ngettext(
        "%(count)s yes by e-mail holds today. Nothing here sends anything; it says what people can say yes to.",
        "%(count)s times yes by e-mail holds today. Nothing here sends anything; it says what people can say yes to.",
        reached,
    )
    return words % {"count": show(reached, COUNT)}


def _topics(able: bool) -> Table:
    channels = queries.channels()
    counts = {channel: queries.count_reachable(channel) for channel in channels}
    columns = [Column("name", _("Topic"), wide=True)]
    columns += [Column(one, _("Yes by %(channel)s") % {"channel": CHANNELS[one]}, COUNT) for one in channels]
    columns += [Column("state", "")]
    language, rows = get_language() or "en", []
    for one in queries.topics(archived=True):
        by = ", ".join(str(CHANNEL_NAMES[name]) for name in one.channels)
        note = " · ".join(text for text in (one.key, one.description_in(language), by) if text)
        state = Badge(_("Archived"), "", "x") if one.is_archived else Badge(_("Asked"), "good", "circle-check")
        rows.append(
            Row([Cell(one.name_in(language), note=note), *(counts[c].get(one.key, 0) for c in channels), state])
        )
    tools = [_switch(one.key, one.name_in(language), one.is_archived) for one in queries.topics(archived=True)]
    return Table("topics", columns, rows, caption=_("Topics"), tools=tools if able and len(rows) > 1 else ())


def _switch(key: str, name: str, is_archived: bool) -> Action:
    words = _("Ask about “%(name)s” again") if is_archived else _("Archive “%(name)s”")
    what = "restore" if is_archived else "archive"
    confirm = "" if is_archived else _("Nobody is asked about it any more. What people said stays.")
    url = reverse("customers:consent_settings")
    return Action(words % {"name": name}, url, post=True, confirm=confirm, fields=(("what", what), ("key", key)))


def _words() -> Table:
    columns = [
        Column("topic", _("Topic")),
        Column("language", _("Language")),
        Column("version", _("Version"), COUNT),
        Column("since", _("Since"), DATE),
        Column("text", _("Words"), wide=True),
    ]
    newest = {one.id for one in queries.wordings(newest_only=True)}
    rows = [
        Row(
            [
                Cell(topic_name(one.topic), note=str(CHANNELS[one.channel])),
                one.language,
                one.version,
                one.created_at,
                Cell(one.text, badge=Badge(_("In force"), "good") if one.id in newest else None),
            ]
        )
        for one in queries.wordings()
    ]
    empty = Empty(
        _("No words yet"),
        _("Write down what stands beside the box people tick. Each yes then says which version they saw."),
    )
    return Table("words", columns, rows, caption=_("Words beside boxes, every version"), empty=empty)


def _stops() -> Table | None:
    found = sorted(queries.count_suppressed().items(), key=lambda one: -one[1])
    columns = [Column("reason", _("Why"), wide=True), Column("addresses", _("Addresses"), COUNT)]
    rows = [Row([str(REASONS.get(reason, reason)), count]) for reason, count in found]
    return Table("stops", columns, rows, caption=_("Addresses that get no marketing")) if rows else None
