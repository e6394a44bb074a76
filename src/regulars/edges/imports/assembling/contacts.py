"""Rows of an e-mail tool: who it is, what they said yes and no to, what stops mail to them, what is known of them.

Unknown is no. A yes counts with a day and a source; a no counts without either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from regulars.domains.customers.types import PersonFacts
from regulars.edges.imports.assembling.converting import Converter
from regulars.edges.imports.assembling.people import PersonMaker
from regulars.edges.imports.assembling.portions import BadRow, Portion
from regulars.edges.imports.columns import open_columns
from regulars.edges.imports.layouts.contacts import CLEANED, STOPPING, SUBSCRIBED, SUPPRESSED, UNSUBSCRIBED
from regulars.edges.imports.layouts.fields import CONTACTS, FIELDS, OWN
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.values.countries import code_of
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.edges.imports.values.words import FALSE, TRUE
from regulars.kit import clock

WINDOW_ROWS = 10_000
EMAIL, SMS, ALL = "email", "sms", "*"
GRANTED, WITHDRAWN = "granted", "withdrawn"
YES = TRUE | {
    "subscribed",
    "subscribe",
    "granted",
    "opted in",
    "optin",
    "opt in",
    "angemeldet",
    "accepted",
    "confirmed",
}
NO = frozenset({"unsubscribed", "unsubscribe", "opted out", "optout", "opt out", "withdrawn", "abgemeldet", "revoked"})
SILENT = FALSE | {"never subscribed", "not subscribed", "none", "unknown", "pending", "nonsubscribed", "transactional"}
ADDRESS = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+\.[^@\s,;<>\"'.]+")
REASONS = (  # the first that is found in the words of a tool
    ("complaint", ("spam", "complaint", "abuse")),
    ("hard_bounce", ("hard", "bounce", "cleaned")),
    ("invalid", ("invalid",)),
    ("unsubscribed", ("unsub", "opt out", "optout", "abgemeldet")),
)
EMPTY_LISTS = frozenset({"", "[]", "{}", "none", "no", "false", "0", "null"})
BIRTHDAY = re.compile(r"^(?:\d{4}[-/.])?(\d{1,2})\s*([-/.])\s*(\d{1,2})\.?(?:[-/. ]+\d{2,4})?$")
DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LEEWAY = timedelta(days=1)  # a zone that the file does not name
VALUE_MAX = 500
_NOTHING = {"list": (), "moment": None}
ABSENT: Mapping[str, Any] = {name: _NOTHING.get(one.value, "") for name, one in FIELDS[CONTACTS].items()}


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said about a channel; `topic` `*` is all of it. `at` none: the file does not say when."""

    channel: str
    topic: str
    state: str
    at: datetime | None
    evidence: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """An address that must get no marketing, and why."""

    channel: str
    address: str
    reason: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One row. `person` none makes nobody known: the address is stopped, and that is all.

    `own` are fields of the shop's own: label, kind (text, number, flag or date) and value.
    """

    person: PersonFacts | None
    said: tuple[Said, ...] = ()
    stopped: tuple[Stopped, ...] = ()
    own: tuple[tuple[str, str, str], ...] = ()
    birthday: tuple[int, int] | None = None


def contacts_of(staged: Staged, plan: Plan) -> Iterator[Portion]:
    """Every row of the file as one fact, a window at a time."""
    maker, converter = ContactMaker(plan, staged.file_name), Converter(plan)
    with open_columns(staged, plan.mapping) as columns:
        names = ", ".join(["_line", "_part", *columns.fields])
        for batch in columns.reader(f"SELECT {names} FROM staged ORDER BY _row", WINDOW_ROWS):
            window = converter.window(batch)
            portion = Portion(rows=window.rows)
            fields = list(window.columns)
            for row, cells in enumerate(zip(*window.columns.values(), strict=True)):
                if row in window.bad:
                    portion.bad.append(BadRow(int(window.lines[row]), tuple(window.bad[row])))
                    continue
                found = maker.of({**ABSENT, **dict(zip(fields, cells, strict=True))}, portion.remarks)
                if isinstance(found, Unreadable):
                    portion.bad.append(BadRow(int(window.lines[row]), ((str(found.params["field"]), found),)))
                    continue
                portion.statements.append(found)
                portion.sizes.append(1)
            yield portion


class ContactMaker:
    """Makes the facts of one plan."""

    def __init__(self, plan: Plan, file_name: str) -> None:
        said = plan.said
        self._group = said.get("group", "")
        self._topic = said.get("topic", "news")
        self._month_first = said.get("birthday_order", "month_first") == "month_first"
        self._file = f"{plan.layout.title}, {file_name}" if plan.layout_name != "mapped" else file_name
        self._is_tool = plan.layout_name != "mapped"
        self._for_all = (_instant(said.get("consent_at", "")), said.get("consent_source", ""))
        self._tags = tuple(one for one in (said.get("list", ""),) if one)
        self._own = [(name, plan.mapping[name][0], said.get(name, "text")) for name in plan.mapping if OWN in name[:4]]
        self._latest = clock.now() + LEEWAY
        self._people = PersonMaker()

    def of(self, cells: Mapping[str, Any], remarks: Counter[str]) -> ContactFacts | Unreadable:
        """Read a row."""
        email, phone = cells["email"].strip("\"'<> ").removeprefix("mailto:"), cells["phone"]
        if not (email or phone or (cells["customer_id"] and self._group != SUPPRESSED)):
            return Unreadable("no_identity", "", {"field": "email"})
        if email and not ADDRESS.fullmatch(email):
            return Unreadable("not_an_address", email, {"field": "email"})
        stopped = self._stopped(cells, email)
        if self._group == SUPPRESSED:
            by_phone = Stopped(SMS, phone, "manual", _day(cells["stopped_at"]), _note(self._file, cells["reason"]))
            return ContactFacts(None, stopped=stopped or (by_phone,))
        said = [*self._email(cells, email, stopped, remarks), *self._sms(cells, phone, remarks)]
        person = self._people.of({**cells, "email": email, "country": code_of(cells["country"])})
        assert person is not None
        tags = (*(one.strip("\"' ") for one in cells["tags"]), *self._tags)
        created = cells["created_at"] if isinstance(cells["created_at"], datetime) else None
        person = replace(person, tags=tuple(one for one in tags if one), created_at=created)
        birthday = _birthday(cells["birthday"], month_first=self._month_first)
        if cells["birthday"] and birthday is None:
            remarks["birthday_unread"] += 1
        return ContactFacts(person, tuple(said), stopped, self._values(cells), birthday)

    def _stopped(self, cells: Mapping[str, Any], email: str) -> tuple[Stopped, ...]:
        if not email:
            return ()
        found: dict[str, Stopped] = {}
        at, why = _day(cells["stopped_at"]), cells["reason"]
        if self._group == SUPPRESSED:
            at = at or _day(cells["unsubscribed_at"]) or _day(cells["cleaned_at"])
            words = why or cells["suppressions"]
            for reason in _reasons(words) or ("manual",):
                found[reason] = Stopped(EMAIL, email, reason, at, _note(self._file, words))
        elif cells["suppressions"]:
            for reason in _reasons(cells["suppressions"]):
                found[reason] = Stopped(EMAIL, email, reason, at, _note(self._file, cells["suppressions"]))
        if self._group == CLEANED or (cells["cleaned_at"] and self._group != SUPPRESSED):
            note = _note(self._file, cells["cleaned_by"])
            found["hard_bounce"] = Stopped(EMAIL, email, "hard_bounce", _day(cells["cleaned_at"]), note)
        left = _reasons(cells["unsubscribed_for"]) if cells["unsubscribed_for"] else ()
        for reason in set(left) & {"complaint", "hard_bounce"}:
            note = _note(self._file, cells["unsubscribed_for"])
            found[reason] = Stopped(EMAIL, email, reason, _day(cells["unsubscribed_at"]), note)
        return tuple(found.values())

    def _email(
        self, cells: Mapping[str, Any], email: str, stopped: tuple[Stopped, ...], remarks: Counter[str]
    ) -> list[Said]:
        if not email:
            return []
        word, left_at = _folded(cells["email_consent"]), cells["unsubscribed_at"]
        if self._group == UNSUBSCRIBED or left_at or word in NO or any(one.reason == "unsubscribed" for one in stopped):
            day = _day(left_at) or (_day(cells["email_consent_at"]) if word in NO else None)
            why = " ".join(part for part in (cells["unsubscribed_for"], cells["unsubscribed_by"]) if part)
            return [Said(EMAIL, ALL, WITHDRAWN, day, _note(self._file, why))]
        is_yes = word in YES or (not word and self._group == SUBSCRIBED)
        if not is_yes:
            if word and word not in SILENT:
                remarks["consent_word_unknown"] += 1
            return []
        if stopped or self._group in STOPPING:
            remarks["yes_overruled"] += 1
            return []
        at, how, network = _optin(cells)
        return self._yes(EMAIL, at, " ".join([how, cells["consent_source"]]).strip(), network, remarks)

    def _sms(self, cells: Mapping[str, Any], phone: str, remarks: Counter[str]) -> list[Said]:
        word = _folded(cells["sms_consent"])
        if not phone or not word or word in SILENT:
            return []
        if word in NO:
            return [Said(SMS, ALL, WITHDRAWN, _day(cells["sms_consent_at"]), _note(self._file, ""))]
        if word not in YES:
            remarks["consent_word_unknown"] += 1
            return []
        return self._yes(SMS, _day(cells["sms_consent_at"]), cells["consent_source"], cells["consent_ip"], remarks)

    def _yes(self, channel: str, at: datetime | None, source: str, network: str, remarks: Counter[str]) -> list[Said]:
        """Take a yes that has a day and a source, or for which staff gave one day and one source."""
        day_for_all, source_for_all = self._for_all
        words = source if self._is_tool or source else ""
        if not self._is_tool and not words and not source_for_all:
            remarks["yes_unsourced"] += 1
            return []
        evidence = _note(self._file, words or source_for_all)
        if at is None and day_for_all is not None and source_for_all:
            at, evidence = day_for_all, _note(self._file, f"{words} [{source_for_all}]".strip())
            remarks["yes_dated_by_staff"] += 1
        if at is None:
            remarks["yes_undated"] += 1
            return []
        if at > self._latest:
            remarks["yes_in_the_future"] += 1
            return []
        remarks[f"yes_{channel}"] += 1
        return [Said(channel, self._topic, GRANTED, at, evidence, network)]

    def _values(self, cells: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (label, kind, value)
            for name, label, kind in self._own
            if cells[name] and (value := stored(kind, cells[name]))
        )


def stored(kind: str, text: str) -> str:
    """Return a value of a field as it is kept: numbers with a point, days as 2024-03-31, yes and no in English."""
    text = text.strip()[:VALUE_MAX]
    if kind == "flag":
        return "yes" if text.lower() in TRUE else "no"
    return text.replace(" ", "T", 1) if kind == "date" else text


def _optin(cells: Mapping[str, Any]) -> tuple[datetime | None, str, str]:
    """When they said yes, how, and from where. Confirmed at another time or place than asked: double opt-in."""
    asked, confirmed = _day(cells["optin_at"]), _day(cells["confirm_at"])
    if confirmed is not None:
        places = (cells["optin_ip"], cells["confirm_ip"])
        is_double = (asked is not None and asked != confirmed) or (all(places) and places[0] != places[1])
        how = "double opt-in" if is_double else "opt-in"
        when = f", asked {asked:%Y-%m-%d %H:%M} UTC" if is_double and asked else ""
        return confirmed, f"{how}{when}, confirmed {confirmed:%Y-%m-%d %H:%M} UTC", places[1] or places[0]
    at = asked or _day(cells["email_consent_at"])
    return at, "", cells["optin_ip"] or cells["consent_ip"]


def _reasons(words: str) -> tuple[str, ...]:
    """Read one reason or a printed list of them; words nobody knows are somebody's decision."""
    if words.strip().lower() in EMPTY_LISTS:
        return ()
    found = []
    for part in re.split(r"[,;|]", words):
        said = _folded(part)
        found.append(next((reason for reason, signs in REASONS if any(one in said for one in signs)), "manual"))
    return tuple(dict.fromkeys(found))


def _folded(word: str) -> str:
    return " ".join(re.sub(r"[^\w]|_", " ", word).lower().split())


def _day(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _note(file: str, words: str) -> str:
    return f"{file}: {words}"[:400] if words else file[:400]


def _birthday(text: str, *, month_first: bool) -> tuple[int, int] | None:
    """Month and day of a birthday; the year is nobody's business."""
    try:
        whole = date.fromisoformat(text[:10])
        return whole.month, whole.day
    except ValueError:
        pass
    match = BIRTHDAY.match(text.strip())
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    month, day = (second, first) if match[2] == "." or not month_first or first > 12 else (first, second)
    return (month, day) if 1 <= month <= 12 and 1 <= day <= DAYS_IN[month - 1] else None
