"""Background work on stores: reading, working off what they deliver, comparing, telling, forgetting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.outbound.calling import pause
from regulars.base.saying import job_title
from regulars.base.shop.queries import find_shop
from regulars.base.state import Act, write
from regulars.edges.stores import queries
from regulars.edges.stores.queries import AccountRow
from regulars.edges.stores.service import accounts, errands, inbox, pulling
from regulars.edges.stores.service.opening import Opened
from regulars.edges.stores.service.queueing import PULL, RECONCILE, TELL, ask_for
from regulars.kit import clock
from regulars.kit.errors import Conflict, Problem, TryAgain

LOOK, NIGHTLY = "stores.look", "stores.nightly"
EVERY, EVERY_ANNOUNCED = timedelta(minutes=1), timedelta(minutes=10)
BODY_DAYS = 7


def pull(work: RunningJob) -> str:
    """Read one store."""
    account = queries.account(int(work.args["account"]))
    done = pulling.Pulled()

    def run(opened: Opened) -> None:
        nonlocal done
        done = pulling.pull(opened, lambda backfill: work.act(account.source, backfill=backfill), work.progress)

    if problem := _tried(work, account, run):
        return problem
    words = ngettext("%(count)s object read", "%(count)s objects read", done.read) % {"count": done.read}
    return _("%(read)s, %(changed)s of them new or changed") % {"read": words, "changed": done.changed}


def process(work: RunningJob) -> str:
    """Work off what one store delivered."""
    account = queries.account(int(work.args["account"]))
    count = 0

    def run(opened: Opened) -> None:
        nonlocal count
        count = inbox.drain(opened, lambda: work.act(account.source), work.progress)

    if problem := _tried(work, account, run):
        return problem
    return ngettext("%(count)s message worked off", "%(count)s messages worked off", count) % {"count": count}


def reconcile(work: RunningJob) -> str:
    """Compare one store with what is here."""
    account = queries.account(int(work.args["account"]))
    done = pulling.Pulled()

    def run(opened: Opened) -> None:
        nonlocal done
        inbox.drain(opened, lambda: work.act(account.source), work.progress)
        done = pulling.reconcile(opened, lambda: work.act(account.source), work.progress)

    if problem := _tried(work, account, run):
        return problem
    words = _("%(read)s compared, %(changed)s had been missed, %(gone)s are gone")
    return words % {"read": done.read, "changed": done.changed, "gone": done.gone}


def tell(work: RunningJob) -> str:
    """Tell one store the latest of its customers."""
    account = queries.account(int(work.args["account"]))
    count = 0

    def run(opened: Opened) -> None:
        nonlocal count
        count = errands.run(opened, lambda: work.act(account.source), work.progress)

    if problem := _tried(work, account, run):
        return problem
    return ngettext("%(count)s customer told of", "%(count)s customers told of", count) % {"count": count}


def look(work: RunningJob) -> None:
    """Queue what each store needs now."""
    for account in queries.accounts():
        for name in _due(account):
            write(ask_for, work.act(), name, account.id)


def nightly(work: RunningJob) -> None:
    """Queue the comparison of each store, and empty old bodies."""
    for account in queries.accounts():
        write(ask_for, work.act(), RECONCILE, account.id)
    while write(inbox.forget_bodies, work.act(), clock.now() - timedelta(days=BODY_DAYS)):
        work.progress(0)


def needs_a_look() -> bool:
    """Say whether any store needs anything now."""
    return any(_due(account) for account in queries.accounts())


def has_stores() -> bool:
    """Say whether any store is, or was, connected."""
    return bool(queries.accounts(("connected", "disconnected")))


def _due(account: AccountRow) -> list[str]:
    found = []
    streams = queries.streams(account.id)
    is_filled = bool(streams) and all(one.is_filled for one in streams.values() if ":" not in one.kind)
    often = EVERY if account.mode == "pull" or not is_filled else EVERY_ANNOUNCED
    last = account.synced_at
    if account.failing_since is not None:
        often = EVERY_ANNOUNCED
        last = max(filter(None, [account.synced_at, account.failing_since]))
    if last is None or clock.now() - last >= often:
        found.append(PULL)
    if queries.waiting_deliveries(account.id):
        found.append(inbox.PROCESS)
    if queries.waiting_errands(account.id):
        found.append(TELL)
    return found


def _tried(work: RunningJob, account: AccountRow, run: Callable[[Opened], None]) -> str:
    """Do one piece of work on a store and keep its health; what can be tried again is, by the queue."""

    def wait(seconds: float) -> None:
        work.progress(0, None, _("waiting for the store"))
        pause(seconds)

    act: Act = work.act(account.source)
    try:
        run(Opened(account, wait))
    except Conflict as problem:
        return problem.message_in(_)
    except Problem as problem:
        write(accounts.keep_health, act, account.id, problem.message_in(_), problem.code)
        if isinstance(problem, TryAgain):
            raise
        return problem.message_in(_)
    write(accounts.keep_health, act, account.id)
    return ""


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for name, handler, title in (
        (PULL, pull, gettext_lazy("Read a store")),
        (inbox.PROCESS, process, gettext_lazy("Work off what a store announced")),
        (RECONCILE, reconcile, gettext_lazy("Compare with a store")),
        (TELL, tell, gettext_lazy("Tell a store about its customers")),
    ):
        jobs.register(name, handler)
        extends.job_titles.register(job_title(name, title))
    jobs.register(LOOK, look, kept=False)
    jobs.every(LOOK, EVERY, needs_a_look)
    jobs.register(NIGHTLY, nightly)
    jobs.cron(NIGHTLY, "40 3 * * *", _zone, has_stores)
    extends.job_titles.register(job_title(LOOK, gettext_lazy("See what stores need")))
    extends.job_titles.register(job_title(NIGHTLY, gettext_lazy("Compare with all stores")))


def _zone() -> str:
    shop = find_shop()
    return shop.zone if shop else "UTC"
