"""The audit page: what must be true, whether it is, and who keeps up with the log."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from regulars.base import extends
from regulars.base.activity import readers as listening
from regulars.base.activity import sealing
from regulars.base.jobs import list_jobs
from regulars.base.state import write
from regulars.base.web.access import access
from regulars.base.web.components import Action, Badge, Cell, Column, Row, Stat, Table
from regulars.base.web.csv import csv_address, csv_part
from regulars.base.web.desk import act_of
from regulars.base.web.formats import COUNT, INSTANT, TEXT, relative
from regulars.edges.audit import queries, service
from regulars.edges.audit.queries import VerificationRow
from regulars.edges.settings.views.jobs import progress_of
from regulars.kit import clock


@access("audit.read", privacy="pseudonymous")
def audit(request: HttpRequest) -> HttpResponseBase:
    """Show the last verification, and the readers of the log."""
    last = queries.last_verification()
    table = _invariants(request, last)
    if answer := csv_part(request, table):
        return answer
    running = [one for one in list_jobs(name=service.JOB, limit=1) if one.state in {"waiting", "running"}]
    standing, parked = listening.standing(), listening.list_parked()
    waiting = sealing.unsealed_rows()
    context = {
        "heading": _("Audit"),
        "finding": _finding(last),
        "action": Action(
            _("Check everything now"), reverse("audit:verify"), "circle-check", primary=not running, post=True
        ),
        "stats": [
            Stat(_("Last checked"), relative(last.verified_at, clock.now()) if last else _("never"), TEXT),
            Stat(_("Entries in the chain"), sealing.chain_head()[0], COUNT, term="chain"),
            Stat(_("Not sealed yet"), waiting, COUNT),
        ],
        "running": [progress_of(one) for one in running],
        "table": table,
        "head": last.head_hash if last else "",
        "readers": _readers(standing) if standing else None,
        "parked": _parked(parked) if parked else None,
        "retries": [
            Action(
                _("Try what “%(reader)s” set aside again") % {"reader": name},
                reverse("audit:retry", args=[name]),
                "refresh-cw",
                post=True,
            )
            for name in sorted({row.reader for row in parked})
        ],
    }
    return render(request, "audit/audit.html", context)


@access("audit.run", privacy="none")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Queue a verification."""
    write(service.start_verification, act_of(request))
    messages.success(request, _("Started. You can leave this page."))
    return HttpResponseRedirect(reverse("audit:audit"))


@access("audit.run", privacy="none")
@require_POST
def retry(request: HttpRequest, reader: str) -> HttpResponse:
    """Hand what a reader set aside over again, the oldest hundred at once."""
    taken, still, _last = write(listening.retry_parked, act_of(request), reader)
    words = _("%(taken)s went through, %(still)s are still set aside.") % {"taken": taken, "still": still}
    (messages.warning if still else messages.success)(request, words)
    return HttpResponseRedirect(reverse("audit:audit"))


def _finding(last: VerificationRow | None) -> str:
    if last is None:
        return _("Nothing was checked yet. A check counts every rule below from the stored rows and repairs nothing.")
    if last.ok:
        return _("Every rule holds.")
    broken = sum(1 for one in last.findings if one["broken"])
    return ngettext("%(count)s rule is broken", "%(count)s rules are broken", broken) % {"count": broken}


def _invariants(request: HttpRequest, last: VerificationRow | None) -> Table:
    found = {one["key"]: one for one in last.findings} if last else {}
    rows = []
    for one in extends.invariants:
        known = found.get(one.key)
        note = " · ".join(known["breaches"][:NAMED]) if known else ""
        rows.append(
            Row([Cell(str(one.title), note=note), _state(known), *(known[name] if known else None for name in FIGURES)])
        )
    columns = [
        Column("rule", _("What must be true"), wide=True),
        Column("state", _("State")),
        Column("checked", _("Rows checked"), COUNT),
        Column("broken", _("Breaches"), COUNT),
        Column("pending", _("Waiting"), COUNT),
    ]
    caption = _("Rules that hold at all times")
    return Table("invariants", columns, rows, caption=caption, csv_url=csv_address(request, "invariants"))


FIGURES = ("checked", "broken", "pending")
NAMED = 5


def _state(found: dict[str, object] | None) -> Badge:
    if found is None:
        return Badge(_("not checked"), "")
    return Badge(_("broken"), "bad") if found["broken"] else Badge(_("holds"), "good")


def _readers(standing: list[listening.ReaderRow]) -> Table:
    columns = [
        Column("reader", _("Reader")),
        Column("waiting", _("Entries it has still to see"), COUNT),
        Column("oldest", _("The oldest of them"), INSTANT),
        Column("parked", _("Set aside"), COUNT),
    ]
    rows = [Row([one.name, one.waiting, one.oldest_waiting, one.parked]) for one in standing]
    return Table("readers", columns, rows, caption=_("Who listens to the log"))


def _parked(parked: list[listening.ParkedRow]) -> Table:
    columns = [
        Column("reader", _("Reader")),
        Column("entry", _("Entry")),
        Column("reason", _("Why"), wide=True),
        Column("attempts", _("Tries"), COUNT),
        Column("tried", _("Last tried"), INSTANT),
    ]
    rows = [
        Row([one.reader, Cell(f"{one.activity}", note=one.kind), one.reason, one.attempts, one.tried_at])
        for one in parked
    ]
    return Table("parked", columns, rows, caption=_("Entries that a reader could not take"))
