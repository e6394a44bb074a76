"""Moving in as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base.web.components import Badge, Cell, Column, Row, Stat, Table
from regulars.base.web.formats import COUNT, show
from regulars.edges.imports.layouts.contacts import STOPPING
from regulars.edges.imports.moving.words import CHANNELS, GROUPS, KINDS, REASONS, SUPPRESSIONS
from regulars.edges.imports.wizard.words import brought as brought_words
from regulars.edges.imports.wording import TEXTS

SYSTEMS: Mapping[str, Any] = {
    "klaviyo": gettext_lazy("Klaviyo"),
    "mailchimp": gettext_lazy("Mailchimp"),
    "contacts": gettext_lazy("Another tool"),
}
STEPS: Mapping[str, Sequence[Any]] = {
    "klaviyo": (
        gettext_lazy("Profiles, then Suppressed profiles: export them all as CSV. This file matters most."),
        gettext_lazy("Lists & segments: make a segment of everybody, then Manage segment, Export to CSV, all columns."),
        gettext_lazy("Check that the columns with consent and their timestamps are among them."),
        gettext_lazy("Drop both files here, in any order."),
    ),
    "mailchimp": (
        gettext_lazy("Audience, All contacts, then Export audience; Mailchimp sends you a zip."),
        gettext_lazy("It holds subscribed, unsubscribed, cleaned and non-subscribed contacts in one file each."),
        gettext_lazy("Drop the zip here as it is; nothing has to be unpacked. Take one for each audience."),
    ),
    "contacts": (
        gettext_lazy("Export everybody who unsubscribed, complained or bounced: a plain list of addresses is enough."),
        gettext_lazy("Export your contacts with the day and the place where they said yes."),
        gettext_lazy("Drop all files here. A file with a single column is taken as people to leave in peace."),
    ),
}
STATES: Mapping[str, tuple[Any, str]] = {
    "granted": (gettext_lazy("yes"), "good"),
    "withdrawn": (gettext_lazy("no"), "bad"),
}
YESES = ("yes_email", "yes_sms", "yes_dated_by_staff")


def none_words() -> str:
    """What an owner types to confirm that there are no suppressions."""
    return _("nobody has to be left in peace")


def standing_words(standing: str) -> str:
    """How it stands with suppressions."""
    return str(SUPPRESSIONS[standing])


def card(one: Mapping[str, Any]) -> dict[str, Any]:
    """One table as its card."""
    said = dict(one["remarks"])
    return {
        "name": one["name"],
        "group": str(GROUPS[one["group"]]),
        "is_stopping": one["group"] in STOPPING,
        "rows": show(one["rows"], COUNT),
        "stats": [stat for stat in _stats(one) if stat.value],
        "taken": remarks({name: count for name, count in said.items() if name in YESES}),
        "not_taken": remarks({name: count for name, count in said.items() if name not in YESES}),
        "suppressed": [(str(REASONS[reason]), show(count, COUNT)) for reason, count in one["suppressed"].items()],
        "own": [(label, str(KINDS[kind])) for label, kind in one["own"]],
        "left": one["left"],
        "samples": _samples(one["samples"]),
    }


def _stats(one: Mapping[str, Any]) -> list[Stat]:
    said = one["remarks"]
    return [
        Stat(_("Rows"), one["rows"], COUNT),
        Stat(_("People"), one["people"], COUNT),
        Stat(_("E-mail yeses"), said.get("yes_email", 0), COUNT),
        Stat(_("Text message yeses"), said.get("yes_sms", 0), COUNT),
        Stat(_("Noes"), one["noes"], COUNT),
        Stat(_("Suppressed"), sum(one["suppressed"].values()), COUNT),
        Stat(_("Unreadable"), one["rejected"], COUNT),
    ]


def _samples(samples: Sequence[Mapping[str, Any]]) -> Table | None:
    if not samples:
        return None
    columns = [Column("who", _("Address")), Column("name", _("Name")), Column("said", _("What counts"))]
    rows = [Row([one["who"], one["name"], _said(one)]) for one in samples]
    return Table("samples", columns, rows, caption=_("First rows"))


def _said(one: Mapping[str, Any]) -> Badge | str:
    if one["stopped"]:
        return Badge(str(REASONS[one["stopped"][0]]), "bad", "x")
    parts = [f"{CHANNELS[channel]}: {STATES[state][0]} {at[:10]}".strip() for channel, state, at in one["said"]]
    if not parts:
        return _("no yes that counts")
    is_yes = all(state == "granted" for _channel, state, _at in one["said"])
    return Badge("; ".join(parts), "good" if is_yes else "bad", "check" if is_yes else "x")


def remarks(counted: Mapping[str, int]) -> list[str]:
    """Counts of an import in sentences."""
    return [str(TEXTS[code] % {"count": count}) for code, count in sorted(counted.items()) if count and code in TEXTS]


def finding(files: Sequence[Mapping[str, Any]]) -> str:
    """What all files hold together, in a sentence."""
    people = sum(one["people"] for one in files)
    yeses = sum(int(one["remarks"].get("yes_email", 0)) for one in files)
    words = ngettext("%(people)s row about a person", "%(people)s rows about people", people)
    said = ngettext("%(yeses)s says yes to e-mail", "%(yeses)s say yes to e-mail", yeses)
    together = f"{words}; {said}." % {"people": show(people, COUNT), "yeses": show(yeses, COUNT)}
    rest = _("Nothing is written yet.")
    return f"{together} {rest}"


def outcome_finding(report: Mapping[str, Any]) -> str:
    """Who may be written to now, in a sentence."""
    count = int(report["reach"].get("email", {}).get("", 0))
    words = ngettext(
        "%(count)s person may be written to by e-mail.", "%(count)s people may be written to by e-mail.", count
    )
    return words % {"count": show(count, COUNT)}


def reach_table(reach: Mapping[str, Mapping[str, int]]) -> Table:
    """Who may be written to, by channel, and why the others may not."""
    channels = [one for one in CHANNELS if one in reach]
    reasons = [one for one in REASONS if any(reach[channel].get(one) for channel in channels)]
    columns = [Column("why", _("People who")), *(Column(one, str(CHANNELS[one]), COUNT) for one in channels)]
    rows = [
        Row([Cell(str(REASONS[one])), *(reach[channel].get(one, 0) for channel in channels)],
            tone="good" if not one else "")
        for one in reasons
    ]  # fmt: skip
    totals = [Cell(_("All")), *(Cell(sum(reach[channel].values())) for channel in channels)]
    return Table("reach", columns, rows, caption=_("Who may be written to now"), totals=totals)


def brought(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What came in, counted."""
    rows = report["rows"]
    found = brought_words("contacts", report["totals"])
    return [(_("Rows read"), show(rows.get("read", 0), COUNT)), *((words, show(n, COUNT)) for words, n in found),
            (_("Rows rejected"), show(rows.get("rejected", 0), COUNT))]  # fmt: skip
