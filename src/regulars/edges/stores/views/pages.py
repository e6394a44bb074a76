"""Settings > Stores: what is connected, how it stands, and what to do about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.jobs import list_jobs
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Badge, Column, Progress, Row, Stat, Table
from regulars.base.web.formats import COUNT, TEXT, relative
from regulars.edges.settings.views.jobs import progress_of
from regulars.edges.stores import queries
from regulars.edges.stores.connector import CUSTOMERS, ORDERS, PRODUCTS, connectors
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service.queueing import PULL, RECONCILE
from regulars.kit import clock

UNDER_WAY = {"waiting", "running"}


@access("settings.read", privacy="none")
def store_list(request: HttpRequest) -> HttpResponse:
    """Show the connected stores, and what can be connected."""
    rows = queries.accounts(("connected", "disconnected"))
    count = sum(row.is_connected for row in rows)
    words = ngettext("%(count)s store is connected.", "%(count)s stores are connected.", count) % {"count": count}
    none = _("No store is connected: orders come in by file only, and codes do not work at your checkout.")
    context = {
        "heading": _("Stores"),
        "finding": words if count else none,
        "stores": [
            {"row": row, "badge": badge_of(row), "url": reverse("stores:store", args=[row.id]), "when": last_words(row)}
            for row in rows
        ],
        "offers": [
            {
                "title": one.title,
                "steps": one.steps,
                "action": Action(
                    _("Connect %(store)s") % {"store": one.title},
                    reverse("stores:connect", args=[one.key]),
                    icon="plus",
                    primary=not count and one.order == 10,
                ),
            }
            for one in connectors
        ],
        "able": may(request.user, "settings.change"),
    }
    return render(request, "stores/stores.html", context)


@access("settings.read", privacy="none")
def store_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one store: its health, what was read, what is missing, what is under way."""
    row = queries.account(number)
    connector = connectors.get(row.provider)
    able = may(request.user, "settings.change")
    context = {
        "heading": row.title or row.name,
        "finding": finding_of(row),
        "badge": badge_of(row),
        "row": row,
        "provider": connector.title if connector else row.provider,
        "stats": _stats(row),
        "running": _running(row),
        "missing": request.session.pop(f"store-missing-{number}", []),
        "table": _table(row),
        "works": _works(row) if able and row.is_connected else [],
        "again": Action(_("Connect again"), reverse("stores:connect", args=[row.provider]), icon="refresh-cw")
        if able and not row.is_connected
        else None,
    }
    return render(request, "stores/store.html", context)


def badge_of(row: AccountRow) -> Badge:
    """Return how a store stands in one word."""
    if not row.is_connected:
        return Badge(_("Disconnected"), "", "circle-x")
    if row.failing_since is not None:
        return Badge(_("Cannot be read"), "bad", "circle-alert")
    return Badge(_("Connected"), "good", "circle-check")


def finding_of(row: AccountRow) -> str:
    """Return what a store's page knows, in one sentence."""
    if not row.is_connected:
        return _("Disconnected: its keys are gone, what it brought stays.")
    if row.failing_since is not None:
        since = relative(row.failing_since, clock.now())
        return _("It cannot be read since %(since)s: %(why)s") % {"since": since, "why": row.failure}
    if row.synced_at is None:
        return _("Everything it has is coming in; you can leave this page.")
    if row.mode == "webhooks":
        return _("It announces its changes, and is compared every night.")
    return _("It is asked for its changes once a minute, and compared every night.")


def last_words(row: AccountRow) -> str:
    """Return when a store was read last."""
    return relative(row.synced_at, clock.now()) if row.synced_at else _("not yet")


def _stats(row: AccountRow) -> list[Stat]:
    now = clock.now()
    waiting, failed = queries.waiting_deliveries(row.id), queries.failed_deliveries(row.id)
    note = ngettext("%(count)s could not be taken", "%(count)s could not be taken", failed) % {"count": failed}
    return [
        Stat(_("Last read"), last_words(row), TEXT),
        Stat(_("Last compared"), relative(row.reconciled_at, now) if row.reconciled_at else _("not yet"), TEXT),
        Stat(_("Orders"), queries.has_items(row.id, ORDERS), COUNT),
        Stat(_("Messages waiting"), waiting, COUNT, note=note if failed else ""),
    ]


def _running(row: AccountRow) -> list[Progress]:
    names = (PULL, RECONCILE)
    return [
        progress_of(job)
        for name in names
        for job in list_jobs(name=name, limit=5)
        if job.state in UNDER_WAY and job.args.get("account") == row.id
    ]


def _table(row: AccountRow) -> Table:
    titles = {PRODUCTS: _("Products"), CUSTOMERS: _("Customers"), ORDERS: _("Orders")}
    rows = []
    for kind, one in queries.streams(row.id).items():
        if kind not in titles:
            continue
        state = Badge(_("All here"), "good", "circle-check") if one.is_filled else Badge(_("Coming in"), "", "clock")
        rows.append(Row([titles[kind], state, queries.has_items(row.id, kind)]))
    columns = [Column("kind", _("What")), Column("state", _("State")), Column("here", _("Here"), COUNT)]
    return Table("streams", columns, rows, caption=_("What was read"))


def _works(row: AccountRow) -> list[dict[str, object]]:
    def work(what: str, title: str, text: str, label: str, icon: str, **more: object) -> dict[str, object]:
        url = reverse("stores:work", args=[row.id, what])
        return {"title": title, "text": text, "action": Action(label, url, icon=icon, post=True, **more)}  # type: ignore[arg-type]

    found = [
        work("test", _("Test the connection"), _("Asks the store who it is and what the keys allow."), _("Test now"),
             "circle-check"),
        work("sync", _("Read now"), _("Happens by itself; this does it at once."), _("Sync now"), "refresh-cw"),
        work("reconcile", _("Compare"), _("Reads everything of the last days again and finds what was missed."),
             _("Compare now"), "database"),
    ]  # fmt: skip
    if row.mode == "pull":
        text = _("The store tells of changes within seconds. Needs a public https address that leads here.")
        found.append(work("announce", _("Let the store announce"), text, _("Turn on"), "send"))
    else:
        found.append(work("ask", _("Ask instead"), _("Ends the store's announcements."), _("Turn off"), "clock"))
    if queries.failed_deliveries(row.id):
        text = _("Messages that could not be taken are worked off once more.")
        found.append(work("retry", _("Try again"), text, _("Try again"), "refresh-cw"))
    confirm = _("The keys are dropped and nothing more is read. What the store brought stays.")
    found.append(
        work("disconnect", _("Disconnect"), confirm, _("Disconnect"), "circle-x", confirm=confirm, danger=True)
    )
    return found
