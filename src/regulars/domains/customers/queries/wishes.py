"""Reads of topics, words, channels and choices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from regulars.base.state import as_instant, fetch_in, fetchall
from regulars.domains.customers.queries.people import ids_of, survivor_of
from regulars.domains.customers.rules.consent import CHANNELS, NEWS, RECEIPTS
from regulars.domains.customers.types import PreferenceRow, TopicRow, WordingRow

# What a shop has before it names topics of its own; a stored topic with the key takes its place.
FIRST_TOPIC = TopicRow(
    NEWS,
    {"en": "News and offers", "de": "Neuigkeiten und Angebote"},
    {"en": "What is new, and offers now and then.", "de": "Was es Neues gibt, und ab und zu ein Angebot."},
    (),
    10,
)
ON_AT_FIRST = ("email",)
RARENESS = {"": 0, "weekly": 1, "monthly": 2}


def topics(*, archived: bool = False) -> list[TopicRow]:
    """Return the topics people can say yes to, in the shop's order; `archived` ones too where asked for."""
    rows = fetchall("SELECT key, names, descriptions, channels, position, archived_at IS NOT NULL FROM customers_topic")
    found = [TopicRow(row[0], _json(row[1]), _json(row[2]), tuple(_json(row[3])), row[4], bool(row[5])) for row in rows]
    if NEWS not in {one.key for one in found}:
        found.append(FIRST_TOPIC)
    return sorted((one for one in found if archived or not one.is_archived), key=lambda one: (one.position, one.key))


def topic_keys() -> set[str]:
    """Return every topic that a statement may name, archived ones too: what was said of them stays true."""
    return {one.key for one in topics(archived=True)} | {RECEIPTS}


def channels() -> tuple[str, ...]:
    """Return the channels the shop writes by."""
    rows: dict[str, bool] = dict(fetchall("SELECT key, is_on FROM customers_channel"))
    return tuple(one for one in CHANNELS if rows.get(one, one in ON_AT_FIRST))


def wordings(*, newest_only: bool = False) -> list[WordingRow]:
    """Return the words beside boxes, newest version first."""
    rows = fetchall(
        "SELECT id, topic, channel, language, version, text, created_at, created_by FROM customers_wording "
        "ORDER BY topic, channel, language, version DESC"
    )
    found = [_wording(row) for row in rows]
    if not newest_only:
        return found
    newest: dict[tuple[str, str, str], WordingRow] = {}
    for one in found:
        newest.setdefault((one.topic, one.channel, one.language), one)
    return list(newest.values())


def wording_for(topic: str, channel: str, language: str) -> WordingRow | None:
    """Return the words in force for a topic and channel in a language; none where nobody wrote them in it."""
    wanted = (topic, channel, language[:2])
    return next((one for one in wordings(newest_only=True) if (one.topic, one.channel, one.language) == wanted), None)


def wordings_by_id(numbers: Sequence[int]) -> dict[int, WordingRow]:
    """Return versions of words by key."""
    rows = fetch_in(
        "SELECT id, topic, channel, language, version, text, created_at, created_by FROM customers_wording "
        "WHERE id IN ({in})",
        sorted(set(numbers)),
    )
    return {int(row[0]): _wording(row) for row in rows}


def interests(*, archived: bool = False) -> list[tuple[str, dict[str, str], bool]]:
    """Return what people can declare to like: key, names by language, whether it is archived."""
    rows = fetchall("SELECT key, names, archived_at IS NOT NULL FROM customers_interest ORDER BY position, key")
    return [(row[0], _json(row[1]), bool(row[2])) for row in rows if archived or not row[2]]


def preference_of(customer: int) -> PreferenceRow:
    """Return what a person chose: of merged customers the rarest rhythm and the longest pause, else who lives on."""
    members = ids_of(survivor_of(customer))
    rows = fetch_in(
        "SELECT customer, language, frequency, paused_until, birthday_month, birthday_day, interests, gpc_at "
        "FROM customers_preference WHERE customer IN ({in})",
        list(members),
    )
    of = {int(row[0]): row for row in rows}
    mine = [of[one] for one in members if one in of]
    if not mine:
        return PreferenceRow()
    pauses = [until for row in mine if (until := as_instant(row[3])) is not None]
    signals = [at for row in mine if (at := as_instant(row[7])) is not None]
    born = next((row for row in mine if row[4] and row[5]), None)
    return PreferenceRow(
        language=next((row[1] for row in mine if row[1]), ""),
        frequency=max((row[2] for row in mine), key=lambda one: RARENESS.get(one, 0)),
        paused_until=max(pauses, default=None),
        birthday_month=born[4] if born else None,
        birthday_day=born[5] if born else None,
        interests=tuple(next((found for row in mine if (found := _json(row[6]))), [])),
        gpc_at=min(signals, default=None),
    )


def language_of(customer: int, otherwise: str) -> str:
    """Return the language a person chose, else the one a source stated, else `otherwise`."""
    chosen = preference_of(customer).language
    if chosen:
        return chosen
    rows = fetch_in(
        "SELECT id, language FROM customers_customer WHERE language <> '' AND id IN ({in})",
        list(ids_of(survivor_of(customer))),
    )
    return str(sorted(rows)[0][1]) if rows else otherwise


def may_be_shared(customer: int) -> bool:
    """Say whether what a person does may be handed to third parties: not once their browser said no (Sec-GPC)."""
    return preference_of(customer).gpc_at is None


def _wording(row: Sequence[Any]) -> WordingRow:
    at = as_instant(row[6])
    assert at is not None
    return WordingRow(int(row[0]), row[1], row[2], row[3], int(row[4]), row[5], at, row[7])


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored
