"""What people choose on their page, and what staff offer them to choose from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from regulars.base import jobs
from regulars.base.activity import record
from regulars.base.state import Act, execute, fetchall, instant_value, verb
from regulars.domains.customers.events import PreferencesChanged, PrivacySignalReceived, TopicChanged, WordingAdded
from regulars.domains.customers.queries import families, interests, preference_of, topics
from regulars.domains.customers.rules.consent import CHANNELS, RECEIPTS
from regulars.domains.customers.service.reaching import hold_people, refresh
from regulars.domains.customers.types import PreferenceRow, TopicRow
from regulars.kit.errors import Conflict, Refused
from regulars.kit.text import gettext_noop as _

LINK_MAIL = "customers.send_link"
FREQUENCIES = ("", "weekly", "monthly")
PAUSE_MAX = timedelta(days=366)
DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SHARED_FIELDS = frozenset({"frequency", "paused_until"})  # kept for each of several merged customers
LANGUAGES = ("", "en", "de")


@verb
def change_preferences(act: Act, customer: int, changes: Mapping[str, Any]) -> list[str]:
    """Keep what a person chose: fields of `PreferenceRow` but `gpc_at`; return which are new.

    Raises:
        Refused: no such rhythm, language, day or interest, or a pause of more than a year.
    """
    _check(changes, act.now)
    hold_people([customer])
    before = preference_of(customer)
    fields = sorted(name for name, value in changes.items() if getattr(before, name) != value)
    if not fields:
        return []
    members = next(iter(families([customer]).values()))
    for number, member in enumerate(members):
        mine = {name: changes[name] for name in fields if number == 0 or name in SHARED_FIELDS}
        if mine:
            _keep(act, member, mine)
    record(act, PreferencesChanged(fields), customer=customer)
    if "paused_until" in fields:
        refresh(act, [customer])
    return fields


@verb
def record_signal(act: Act, customer: int) -> bool:
    """Keep that a person's browser sent `Sec-GPC: 1`; return whether that is new."""
    if preference_of(customer).gpc_at is not None:
        return False
    _keep(act, customer, {"gpc_at": act.now})
    record(act, PrivacySignalReceived(), customer=customer)
    return True


@verb
def ask_for_link(act: Act, customer: int) -> int:
    """Have a new link to their page sent to a person's own address, unless one is on its way; return the job."""
    return jobs.enqueue(LINK_MAIL, {"customer": customer}, act=act, unique_key=f"{LINK_MAIL}:{customer}")


@verb
def save_topic(act: Act, topic: TopicRow, *, is_new: bool = False) -> None:
    """Add a topic or change its names, channels and place.

    Raises:
        Refused: it has no name, or its key is taken or no plain word.
    """
    key = topic.key.strip().lower()
    if not key.replace("_", "").isalnum() or not key.isascii() or len(key) > 40 or key == RECEIPTS:
        raise Refused(
            "topic.bad_key", _("A topic's key is a plain word of letters and digits."), field="key", value=key
        )
    if not any(name.strip() for name in topic.names.values()):
        raise Refused("topic.nameless", _("A topic needs a name."), field="name_en")
    known = {one.key for one in topics(archived=True)}
    if is_new and key in known:
        raise Conflict("topic.taken", _("There is a topic with this key."), field="key", value=key)
    stored = [
        json.dumps(dict(topic.names)), json.dumps(dict(topic.descriptions)),
        json.dumps([one for one in CHANNELS if one in topic.channels]), topic.position,
    ]  # fmt: skip
    archived = instant_value(act.now) if topic.is_archived else None
    execute(
        "INSERT INTO customers_topic (key, names, descriptions, channels, position, created_at, archived_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO UPDATE SET names = excluded.names, "
        "descriptions = excluded.descriptions, channels = excluded.channels, position = excluded.position, "
        "archived_at = excluded.archived_at",
        [key, *stored, instant_value(act.now), archived],
    )
    record(act, TopicChanged(key), subject=f"topic:{key}")


@verb
def archive_topic(act: Act, key: str, *, is_archived: bool = True) -> None:
    """Ask nobody about a topic any more, or again; what was said of it stays."""
    found = next((one for one in topics(archived=True) if one.key == key), None)
    if found is None:
        raise Refused("consent.unknown_topic", _("There is no such topic."), field="topic", value=key)
    save_topic(act, replace(found, is_archived=is_archived))


@verb
def add_wording(act: Act, topic: str, channel: str, language: str, text: str) -> int:
    """Keep a new version of the words beside a box; return its key. The same words again are no new version.

    Raises:
        Refused: no words, or no such topic, channel or language.
    """
    words = text.strip()
    known = {one.key for one in topics(archived=True)}
    if not words or topic not in known or channel not in CHANNELS or language not in LANGUAGES[1:]:
        raise Refused("wording.incomplete", _("Words need a topic, a channel, a language and a text."), field="text")
    rows = fetchall(
        "SELECT id, version, text FROM customers_wording WHERE topic = %s AND channel = %s AND language = %s "
        "ORDER BY version DESC LIMIT 1",
        [topic, channel, language],
    )
    if rows and rows[0][2] == words:
        return int(rows[0][0])
    version = int(rows[0][1]) + 1 if rows else 1
    number = int(fetchall(
        "INSERT INTO customers_wording (topic, channel, language, version, text, created_at, created_by) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [topic, channel, language, version, words, instant_value(act.now), act.actor],
    )[0][0])  # fmt: skip
    record(act, WordingAdded(number), subject=f"wording:{number}")
    return number


@verb
def switch_channel(act: Act, channel: str, is_on: bool) -> None:
    """Say whether the shop writes by a channel; what people said about it stays."""
    if channel not in CHANNELS:
        raise Refused("consent.unknown_channel", _("There is no such channel."), field="channel", value=channel)
    execute(
        "INSERT INTO customers_channel (key, is_on) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET is_on = "
        "excluded.is_on",
        [channel, is_on],
    )


@verb
def save_interests(act: Act, names: Sequence[tuple[str, str]]) -> None:
    """Keep what people can declare to like, as pairs of an English and a German name, in this order."""
    execute("UPDATE customers_interest SET archived_at = %s WHERE archived_at IS NULL", [instant_value(act.now)])
    for place, (english, german) in enumerate(names):
        key = "_".join("".join(one if one.isalnum() else " " for one in english.lower()).split())[:40]
        if not key:
            raise Refused("interest.nameless", _("An interest needs a name."), field="interests", value=english)
        execute(
            "INSERT INTO customers_interest (key, names, position, archived_at) VALUES (%s, %s, %s, NULL) "
            "ON CONFLICT (key) DO UPDATE SET names = excluded.names, position = excluded.position, archived_at = NULL",
            [key, json.dumps({"en": english.strip(), "de": (german or english).strip()}), place],
        )


def _check(changes: Mapping[str, Any], now: datetime) -> None:
    month, day = changes.get("birthday_month"), changes.get("birthday_day")
    until = changes.get("paused_until")
    known = {key for key, _names, _old in interests(archived=True)}
    wrong = (
        ("frequency", changes.get("frequency", "") not in FREQUENCIES),
        ("language", changes.get("language", "") not in LANGUAGES),
        ("birthday_day", (month is None) != (day is None)),
        ("birthday_month", month is not None and not 1 <= month <= 12),
        ("birthday_day", bool(month and day and 1 <= month <= 12 and not 1 <= day <= DAYS_IN[month - 1])),
        ("paused_until", until is not None and until > now + PAUSE_MAX),
        ("interests", not set(changes.get("interests", ())) <= known),
        ("preference", bool(set(changes) - set(PreferenceRow.__dataclass_fields__) | ({"gpc_at"} & set(changes)))),
    )
    for field, applies in wrong:
        if applies:
            raise Refused("preference.impossible", _("This cannot be chosen."), field=field,
                          value=str(changes.get(field, "")), fix=_("Choose one of what is offered."))  # fmt: skip


def _keep(act: Act, customer: int, values: Mapping[str, Any]) -> None:
    stored = {name: _stored(value) for name, value in values.items()}
    execute(
        "INSERT INTO customers_preference (customer, language, frequency, interests, changed_at) "
        "VALUES (%s, '', '', '[]', %s) ON CONFLICT DO NOTHING",
        [customer, instant_value(act.now)],
    )
    named = ", ".join(f"{name} = %s" for name in stored)
    execute(
        f"UPDATE customers_preference SET {named}, changed_at = %s WHERE customer = %s",
        [*stored.values(), instant_value(act.now), customer],
    )


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_value(value)
    return json.dumps(list(value)) if isinstance(value, list | tuple) else value
