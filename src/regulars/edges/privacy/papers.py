"""The papers that the law asks for, written from what the tables declare and the settings say.

They say what the software does. Whether that is enough for this shop, somebody who knows the law has to look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base.privacy import (
    CONTACT,
    FIGURES,
    NONE,
    OPERATION,
    PERSONAL,
    PROOF,
    STAFF,
    Retention,
    holdings,
    places,
    recipients,
    registered,
)
from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.base.staff.rules import PERMISSIONS
from regulars.base.web.standalone import self_contained

# purpose -> what for, on which ground of Art. 6 GDPR, whom it concerns
PURPOSES = {
    CONTACT: (
        gettext_lazy("Knowing who a customer is, and how to reach them"),
        gettext_lazy("Art. 6(1)(b) and (f): the sale, and looking after people who bought"),
        gettext_lazy("Customers"),
    ),
    FIGURES: (
        gettext_lazy("Understanding who comes back, and why"),
        gettext_lazy("Art. 6(1)(f): running the shop well, by numbers instead of names"),
        gettext_lazy("Customers"),
    ),
    PROOF: (
        gettext_lazy("Proving what was done, and that a request was met"),
        gettext_lazy("Art. 6(1)(c) and (f): duties of proof, defending claims"),
        gettext_lazy("Customers, staff"),
    ),
    OPERATION: (
        gettext_lazy("Running the software without losing anything"),
        gettext_lazy("Art. 6(1)(f): secure operation"),
        gettext_lazy("Customers, staff"),
    ),
    STAFF: (
        gettext_lazy("Letting staff in, and nobody else"),
        gettext_lazy("Art. 6(1)(b) and (f): the employment, and secure operation"),
        gettext_lazy("Staff"),
    ),
}


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """One line of the record of processing."""

    purpose: str
    what_for: str
    ground: str
    whom: str
    data: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """How long one table or place is kept. `days` none: no fixed time."""

    what: str
    days: int | None
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """Who gets data."""

    name: str
    gets: str
    why: str


@dataclass(frozen=True, slots=True)
class Papers:
    """All of it."""

    shop: str
    written_at: datetime
    check: str
    purposes: tuple[PurposeRow, ...]
    retention: tuple[RetentionRow, ...]
    recipients: tuple[RecipientRow, ...]
    measures: tuple[str, ...]
    notice: tuple[tuple[str, str], ...]


def write_papers(now: datetime) -> Papers:
    """Write the papers as of now, in the active language."""
    shop = find_shop()
    return Papers(
        shop=shop.name if shop else "",
        written_at=now,
        check=_(
            "Written by software from what it does. Have it checked by somebody who knows the law of your country."
        ),
        purposes=tuple(_purpose(one) for one in PURPOSES),
        retention=tuple(_retention()),
        recipients=tuple(_recipients()),
        measures=tuple(_measures()),
        notice=tuple(_notice(shop.name if shop else "")),
    )


def as_page(papers: Papers) -> str:
    """Return the papers as one HTML file that prints well and needs nothing else."""
    return self_contained(render_to_string("privacy/papers_file.html", {"papers": papers}))


def _purpose(purpose: str) -> PurposeRow:
    what_for, ground, whom = PURPOSES[purpose]
    mine = sorted((one for one in holdings().values() if one.purpose == purpose), key=lambda one: str(one.title))
    classes = registered()
    names = {
        str(_label(column)) for one in mine for column, kind in classes.get(one.table, {}).items() if kind is PERSONAL
    }
    tables = tuple(str(one.title) for one in mine if set(classes.get(one.table, {}).values()) - {NONE})
    return PurposeRow(purpose, str(what_for), str(ground), str(whom), tuple(sorted(names)), tables)


def _label(column: str) -> Any:
    return _COLUMNS.get(column) or column.replace("_", " ")


_COLUMNS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail"),
    "phone": gettext_lazy("phone"),
    "city": gettext_lazy("city"),
    "tags": gettext_lazy("tags"),
    "value": gettext_lazy("ids of stores"),
    "code": gettext_lazy("discount code"),
    "reason": gettext_lazy("reason given"),
    "extended_because": gettext_lazy("reason given"),
    "said": gettext_lazy("words of errors"),
    "password": gettext_lazy("password (hashed)"),
    "last_login": gettext_lazy("last login"),
    "data": gettext_lazy("session"),
    "device": gettext_lazy("device"),
    "address": gettext_lazy("network address"),
    "error": gettext_lazy("words of errors"),
    "answer": gettext_lazy("answers given"),
}


def _retention() -> list[RetentionRow]:
    known = [(one.title, one.retention) for one in holdings().values()]
    known += [(one.title, one.retention) for one in places()]
    rows = [RetentionRow(str(title), rule.days, _days(rule), str(rule.why)) for title, rules in known for rule in rules]
    return sorted(rows, key=lambda row: (row.what.lower(), row.days or 0))


def _days(rule: Retention) -> str:
    if rule.days is None:
        return _("No fixed time")
    if rule.days % 365 == 0:
        years = rule.days // 365
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", rule.days) % {"count": rule.days}


def _recipients() -> list[RecipientRow]:
    seeing = ", ".join(_(role.capitalize()) for role in ["owner", *sorted(PERMISSIONS["customers.contact"])])
    rows = [
        RecipientRow(
            _("Staff of the shop"),
            _("Names and addresses: the roles %(roles)s. Others see numbers.") % {"roles": seeing},
            _("their work"),
        ),
        RecipientRow(
            _("Whoever runs the server"),
            _("Everything stored, as its administrator"),
            _("hosting: fill in the name, and add the contract by Art. 28"),
        ),
    ]
    rows += [RecipientRow(str(one.name), str(one.gets), str(one.why)) for one in recipients()]
    return rows


def _measures() -> list[str]:
    settings = current()
    https = settings.public_url.startswith("https://")
    return [
        _("Connections are encrypted (HTTPS).") if https else _("No https address is set: encrypt connections first."),
        _("Everybody signs in; each role sees what its work needs; analysts see no names."),
        _("Whatever staff change is kept in a log that shows when somebody tampers with it."),
        _("Figures are computed from files that hold no names."),
        _("Logs of the server hold no personal data."),
        _("A backup is made every %(hours)s hours, and %(keep)s are kept.")
        % {"hours": settings.backup_every_hours, "keep": settings.backup_keep}
        if settings.backup_every_hours
        else _("No backups are made by themselves: see to them."),
        _("Erasing a person reaches database, log, archive, files and, after a restore, backups."),
    ]


def _notice(shop: str) -> list[tuple[str, str]]:
    name = shop or _("Our shop")
    return [
        (
            _("What we keep"),
            _(
                "%(shop)s keeps your name, e-mail, phone and city as you gave them with an order, and what you bought, "
                "returned and paid. We do not buy data about you, and we sell none."
            )
            % {"shop": name},
        ),
        (
            _("What for"),
            _(
                "To recognize you when you come back, to look after you, and to understand in numbers what makes "
                "people come back. No decision with legal effect is made about you by a machine alone."
            ),
        ),
        (
            _("Who gets it"),
            _(
                "Staff who need it, and the company that runs our server under a contract. The software is called "
                "Regulars; it runs on our own server and sends nothing to its makers."
            ),
        ),
        (
            _("How long"),
            _(
                "As long as you are a customer. You can have yourself erased at any time; what the books must hold "
                "stays without your name. Backups follow within the time named above."
            ),
        ),
        (
            _("Your rights"),
            _(
                "You may have a copy of everything we keep, have it corrected or erased, object to its use, and "
                "complain to a data protection authority. Write to us; we answer within a month."
            ),
        ),
    ]
