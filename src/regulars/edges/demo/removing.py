"""Taking the demo out of a home while everything its owner decided stays: settings, logins, own imports."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from regulars.base import lake
from regulars.base.jobs import RunningJob, enqueue
from regulars.base.settings import current
from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop
from regulars.base.state import Act, verb, write
from regulars.domains.catalog import service as catalog
from regulars.domains.insights import service as insights
from regulars.domains.orders import service as orders
from regulars.edges.demo import marker
from regulars.edges.demo.loading import DEMO_IMPORT
from regulars.kit import clock
from regulars.kit.errors import Refused
from regulars.kit.text import Told, told

JOB = "demo.remove"


@verb
def remove_demo(act: Act) -> int:
    """Queue the removal of everything the demo brought, and return the job's key. Asking twice queues it once.

    Raises:
        Refused: this is no demo shop.
    """
    _require_demo()
    return enqueue(JOB, {}, act=act, unique_key=JOB)


def run_removal(work: RunningJob) -> Told:
    """Do what `remove_demo` queued; one that was interrupted goes on."""
    gone = take_out(work.act("demo", backfill=True), lambda done: work.progress(done, None))
    return told("%(count)s facts of the demo were taken out.", count=gone)


def take_out(act: Act, report: Callable[[int], None] = lambda done: None) -> int:
    """Void what the demo brought, in small holds, and bring the figures up to date; return how many facts it was.

    Raises:
        Refused: this is no demo shop.
    """
    _require_demo()
    gone = write(catalog.void_costs, act, DEMO_IMPORT) + write(insights.void_spend, act, DEMO_IMPORT)
    while step := write(orders.void_import, act, DEMO_IMPORT):
        gone += step
        report(gone)
    write(shops.change_shop, act, is_demo=False)
    marker.drop(current().home)
    lake.sync(clock.now())
    return gone


def _require_demo() -> None:
    shop = find_shop()
    if shop is None or not shop.is_demo:
        raise Refused("demo.none", _("This is no demo shop; nothing was removed."))
