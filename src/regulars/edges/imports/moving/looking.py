"""What the files of an e-mail tool hold, and how each would be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from regulars.base.shop.queries import find_shop
from regulars.domains.customers.queries import topic_keys
from regulars.edges.imports import queries
from regulars.edges.imports.assembling.contacts import contacts_of
from regulars.edges.imports.columns import open_columns
from regulars.edges.imports.deciding import Choices
from regulars.edges.imports.layouts import CONTACTS, OWN, Mapped
from regulars.edges.imports.layouts.contacts import GROUPS, LEFT, STOPPING, SYSTEMS, group_of
from regulars.edges.imports.layouts.proposer import propose
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.reading import fold
from regulars.edges.imports.service import inspect
from regulars.edges.imports.staging import Staged
from regulars.edges.imports.types import Proposal
from regulars.kit import clock
from regulars.kit.errors import Refused

OWN_MAX = 200
NUMBER, FLAG, DAY = r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?", r"(?i)true|false|yes|no|ja|nein", (
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:?\d{2}|Z)?)?"
)  # fmt: skip

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What staff say beforehand. `consent_on` and `consent_source` go together: the word of staff for yeses without
    a date. `list_name` becomes a tag of everybody in the files.
    """

    consent_on: date | None = None
    consent_source: str = ""
    list_name: str = ""
    topic: str = "news"
    zone: str = ""
    mapping: Mapped = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """One table: which part of the audience it holds (empty: each row says for itself) and the plan to read it.

    `own` are columns that become fields of the shop's own, with their kinds; `left` are not taken.
    """

    path: Path
    proposal: Proposal
    plan: Plan
    group: str
    own: tuple[tuple[str, str], ...]
    left: tuple[str, ...]

    @property
    def is_stopping(self) -> bool:
        """Whether it holds nobody but people who must not be written to."""
        return self.group in STOPPING


@dataclass(frozen=True, slots=True)
class Census:
    """What is in a table, row by row, before anything is written: nobody is asked whether they are known already."""

    rows: int
    people: int
    noes: int
    suppressed: Mapping[str, int]
    remarks: Mapping[str, int]
    rejected: int


def look(system: str, paths: Sequence[Path], wishes: Wishes, progress: Progress | None = None) -> list[Piece]:
    """Find out what each file is, and return them with those first who must not be written to.

    Raises:
        NotFound, Refused: a file cannot be read, has no addresses, or a wish cannot be.
    """
    _check(wishes)
    pieces = [_piece(system, path, wishes, progress) for path in paths]
    return sorted(pieces, key=lambda one: GROUPS.index(one.group) if one.is_stopping else len(GROUPS))


def require_suppressions_first(pieces: Sequence[Piece], *, none_exist: bool) -> None:
    """Let no yes in before those are in who said no.

    Raises:
        Refused: neither these files nor earlier ones hold suppressions, and nobody said that there are none.
    """
    if none_exist or all(one.is_stopping for one in pieces) or any(one.is_stopping for one in pieces):
        return
    if queries.suppressions_loaded() or queries.said_none_exists() is not None:
        return
    raise Refused(
        "moving.suppressions_first",
        _("Among these files is no list of people who must not be written to."),
        field="files",
        fix=_("Give the export of suppressed, unsubscribed or cleaned addresses as well; or, when there is none, say "
              "--no-suppressions."),
    )  # fmt: skip


def census(piece: Piece) -> Census:
    """Count what is in a table under its plan."""
    people = noes = rejected = rows = 0
    suppressed: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    for portion in contacts_of(piece.proposal.staged, piece.plan) if piece.proposal.staged.rows else ():
        rows += portion.rows
        rejected += len(portion.bad)
        remarks += portion.remarks
        for fact in portion.statements:
            people += fact.person is not None
            noes += any(one.state == "withdrawn" for one in fact.said)
            suppressed.update(one.reason for one in fact.stopped)
    return Census(rows, people, noes, dict(suppressed), dict(remarks), rejected)


def _check(wishes: Wishes) -> None:
    if (wishes.consent_on is None) != (not wishes.consent_source.strip()):
        raise Refused(
            "moving.half_a_word", _("A day for yeses without a date needs a source, and a source a day."),
            field="consent_source", fix=_("Say both: when they said yes, and where."),
        )  # fmt: skip
    if wishes.consent_on is not None and wishes.consent_on > clock.now().date():
        raise Refused("consent.in_the_future", _("Nobody has said anything in the future."), field="consent_on",
                      value=wishes.consent_on.isoformat(), fix=_("Give the day it was said."))  # fmt: skip
    if wishes.topic not in topic_keys():
        raise Refused("consent.unknown_topic", _("There is no such topic."), field="topic", value=wishes.topic,
                      fix=_("Add it in the settings first."))  # fmt: skip


def _piece(system: str, path: Path, wishes: Wishes, progress: Progress | None) -> Piece:
    layout = system if system in SYSTEMS else ""
    choices = Choices(zone=wishes.zone or ("UTC" if layout else ""), source=system if layout else "contacts")
    found = inspect(path, CONTACTS, layout=layout, mapping=wishes.mapping, choices=choices, progress=progress)
    if "email" not in found.plan.mapping and "email" not in wishes.mapping:
        guessed = propose(CONTACTS, found.staged.header, found.sample)
        known = {name: columns for name, columns in guessed.items() if name in {"email", "phone"}}
        if known:
            mapping = {**known, **wishes.mapping}
            found = inspect(path, CONTACTS, layout=layout, mapping=mapping, choices=choices, progress=progress)
    if found.missing:
        raise Refused(
            "moving.no_addresses", _("No column of %(file)s holds e-mail addresses or phone numbers."), field="files",
            value=found.staged.file_name, fix=_("Give the export of people, or say which column it is."),
            params={"file": found.staged.file_name},
        )  # fmt: skip
    group = group_of(found.staged.file_name, found.staged.header)
    plan, own, left = _planned(found.plan, found.staged, wishes, group, layout)
    return Piece(path, found, plan, group, own, left)


def _planned(
    plan: Plan, staged: Staged, wishes: Wishes, group: str, layout: str
) -> tuple[Plan, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The plan with the shop's own fields and with what staff said."""
    taken = {column for columns in plan.mapping.values() for column in columns}
    ignored = LEFT.get(layout, frozenset())
    rest = [name for name in staged.header if name not in taken]
    own = [name for name in rest if fold(name) not in ignored and fold(name)][:OWN_MAX] if group != "suppressed" else []
    mapping: Mapped = {**plan.mapping, **{f"{OWN}{place}": (name,) for place, name in enumerate(own)}}
    kinds = _kinds(staged, {name: columns for name, columns in mapping.items() if name.startswith(OWN)})
    own = [name for place, name in enumerate(own) if kinds[f"{OWN}{place}"]]
    mapping = {name: columns for name, columns in mapping.items() if kinds.get(name, "text")}
    said = {name: kind for name, kind in kinds.items() if kind}
    said |= {"group": group, "topic": wishes.topic, "list": wishes.list_name.strip()[:60]}
    if wishes.consent_on is not None:
        said |= {"consent_at": _noon(wishes.consent_on), "consent_source": wishes.consent_source.strip()[:200]}
    said = {name: value for name, value in said.items() if value}
    fields = tuple((columns[0], said[name]) for name, columns in mapping.items() if name.startswith(OWN))
    left = tuple(name for name in rest if name not in own)
    return replace(plan, mapping=mapping, said=said or {"group": ""}), fields, left


def _noon(day: date) -> str:
    """A day that staff name, as an instant: the shop's noon, or now when that is still to come."""
    shop = find_shop()
    zone = ZoneInfo(shop.zone if shop is not None else "UTC")
    return datetime.combine(day, time(12 if day < clock.now().date() else 0), zone).astimezone(UTC).isoformat()


def _kinds(staged: Staged, mapping: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What each column holds, judged over the whole file; empty for a column without any value."""
    if not mapping or not staged.rows:
        return dict.fromkeys(mapping, "")
    with open_columns(staged, dict(mapping)) as columns:
        tests = ", ".join(
            f"count(*) FILTER ({name} <> ''), "
            + ", ".join(
                f"count(*) FILTER ({name} <> '' AND NOT regexp_full_match({name}, '{sign}'))"
                for sign in (NUMBER, FLAG, DAY)
            )
            for name in mapping
        )
        row = columns.fetch(f"SELECT {tests} FROM staged")[0]
    found = {}
    for place, name in enumerate(mapping):
        filled, *misfits = row[4 * place : 4 * place + 4]
        kinds = [kind for kind, wrong in zip(("number", "flag", "date"), misfits, strict=True) if not wrong]
        found[name] = "" if not filled else (kinds or ["text"])[0]
    return found
