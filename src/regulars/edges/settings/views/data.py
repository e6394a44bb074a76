"""The data itself: up to which day figures run, when they were brought up to date, and whether they agree."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regulars.base import extends
from regulars.base.jobs import JobRow, list_jobs
from regulars.base.lake import Session, is_behind, session
from regulars.base.saying import note_of
from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Action, Column, Row, Stat, Table
from regulars.base.web.desk import act_of, shop_of, viewer_of
from regulars.base.web.formats import COUNT, DATE, TEXT, day, relative
from regulars.domains.orders.queries import last_full_day
from regulars.edges.settings import jobs
from regulars.edges.settings.views.jobs import progress_of
from regulars.edges.settings.views.shop import not_set_up
from regulars.kit import clock

TABLES = ("customers", "products", "orders", "order_lines", "refunds")
WORK = {"sync": jobs.SYNC, "verify": jobs.VERIFY, "rebuild": jobs.REBUILD}


@access("settings.read", privacy="none")
def data_page(request: HttpRequest) -> HttpResponse:
    """Show how current the figures are, and what can be done about it."""
    if shop_of(request) is None:
        return not_set_up(request, _("Data"))
    now = clock.now()
    as_of = last_full_day(now)
    with session() as lake:
        synced, rows = lake.published_at, _rows(lake)
    behind = is_behind(now)
    current = _("Figures run to %(day)s and hold everything that came in.") % {"day": day(as_of)}
    late = _("Figures run to %(day)s; something came in since and follows within a minute.") % {"day": day(as_of)}
    viewer = viewer_of(request)
    context = {
        "heading": _("Data"),
        "finding": late if behind else current,
        "stats": [
            Stat(_("Last full day"), as_of, DATE, term="as of"),
            Stat(_("Brought up to date"), relative(synced, now) if synced else _("never"), TEXT),
            Stat(_("Checked against the database"), _verified(), TEXT, note=_verify_note()),
        ],
        "table": Table(
            "tables",
            [Column("what", _("What")), Column("rows", _("Rows"), COUNT)],
            rows,
            caption=_("What figures are made of"),
        ),
        "running": [
            progress_of(one)
            for name in WORK.values()
            for one in list_jobs(name=name, limit=1)
            if one.state in {"waiting", "running"}
        ],
        "works": _works(request),
        "chores": [
            {"offer": offer, "url": reverse("desk_settings:chore", args=[chore.key])}
            for chore in extends.chores
            if may(request.user, chore.permission) and (offer := chore.offer(viewer)) is not None
        ],
    }
    return render(request, "settings/data.html", context)


@access("imports.run", privacy="none")
@require_POST
def data_work(request: HttpRequest, what: str) -> HttpResponse:
    """Queue a sync or a check; building anew is for those who may change settings."""
    if what not in WORK or (what == "rebuild" and not may(request.user, "settings.change")):
        raise Http404
    write(jobs.ask_for, act_of(request), WORK[what])
    messages.success(request, _("Started. You can leave this page."))
    return HttpResponseRedirect(reverse("desk_settings:data"))


@access("settings.read", privacy="none")
@require_POST
def chore(request: HttpRequest, key: str) -> HttpResponse:
    """Start what another unit offers on this page, for those who may."""
    found = extends.chores.get(key)
    if found is None or not may(request.user, found.permission) or found.offer(viewer_of(request)) is None:
        raise Http404
    messages.success(request, str(found.start(act_of(request))))
    return HttpResponseRedirect(reverse("desk_settings:data"))


def _rows(lake: Session) -> list[Row]:
    names = {
        "customers": _("Customers"),
        "products": _("Products"),
        "orders": _("Orders"),
        "order_lines": _("Lines of orders"),
        "refunds": _("Refunds"),
    }
    found = []
    for name in TABLES:
        table = lake.table(name)
        kept = table.filter(~table.deleted)
        found.append(Row([names[name], int(lake.value(kept.aggregate(rows=kept.count())))]))
    return found


def _last_check() -> JobRow | None:
    return next((row for row in list_jobs(name=jobs.VERIFY, limit=5) if row.finished_at is not None), None)


def _verified() -> str:
    last = _last_check()
    if last is None or last.finished_at is None:
        return _("never")
    return relative(last.finished_at, clock.now())


def _verify_note() -> str:
    last = _last_check()
    if last is None:
        return ""
    return note_of(last) if last.state == "done" else _("It failed; see Jobs.")


def _works(request: HttpRequest) -> list[dict[str, object]]:
    if not may(request.user, "imports.run"):
        return []

    def work(what: str, title: str, text: str, label: str, *, confirm: str = "") -> dict[str, object]:
        url = reverse("desk_settings:data_work", args=[what])
        icon = {"sync": "refresh-cw", "verify": "circle-check", "rebuild": "database"}[what]
        return {"title": title, "text": text, "action": Action(label, url, icon=icon, post=True, confirm=confirm)}

    found = [
        work(
            "sync",
            _("Bring up to date"),
            _("Happens by itself within a minute of every change; this does it now."),
            _("Sync now"),
        ),
        work(
            "verify",
            _("Check"),
            _("Counts figures and database against each other: rows, sums and files."),
            _("Check now"),
        ),
    ]
    if may(request.user, "settings.change"):
        found.append(
            work(
                "rebuild",
                _("Build anew"),
                _("Reads everything again. Only needed after a disk was damaged; figures stay readable meanwhile."),
                _("Build anew"),
                confirm=_(
                    "All figures are computed again from the database. This changes no data and may take minutes."
                ),
            )
        )
    return found
