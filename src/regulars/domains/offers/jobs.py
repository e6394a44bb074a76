"""Making codes in the stores, ending them there, comparing every night, and hearing of the orders that used them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends, jobs
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.base.shop.queries import find_shop
from regulars.base.state import write
from regulars.domains.customers.queries import customers_by_id
from regulars.domains.customers.queries.knowing import store_ids_of
from regulars.domains.offers import queries, rules
from regulars.domains.offers.service import codes
from regulars.domains.offers.service.port import store_for
from regulars.domains.offers.types import CodeOrder, CodeRow
from regulars.kit import clock
from regulars.kit.errors import Problem, TryAgain

COMPARE = "offers.compare_codes"
OPEN = (rules.ORDERED, rules.RETRACTING)


def push_codes(work: RunningJob) -> str:
    """Make ordered codes and end retracted ones."""
    done = after = 0
    while rows := queries.codes_in(OPEN, after):
        after = rows[-1].id
        for row in rows:
            done += _push(work, row)
            work.progress(done)
    return ngettext("%(count)s code settled", "%(count)s codes settled", done) % {"count": done}


def compare_codes(work: RunningJob) -> str:
    """Compare working codes with what their stores say."""
    changed = after = 0
    while rows := queries.codes_in((rules.LIVE,), after):
        after = rows[-1].id
        for source in sorted({row.source for row in rows}):
            port = store_for(source)
            if port is not None:
                wanted = [(row.code, row.external_id) for row in rows if row.source == source]
                changed += write(codes.note_seen, work.act(source), port.look(source, wanted))
        work.progress(after)
    return ngettext("%(count)s code stood otherwise", "%(count)s codes stood otherwise", changed) % {"count": changed}


def has_waiting() -> bool:
    """Say whether any code waits for its store."""
    return bool(queries.codes_in(OPEN, 0, 1))


def _push(work: RunningJob, row: CodeRow) -> bool:
    port = store_for(row.source)
    act = work.act(row.source)
    if row.state == rules.ORDERED and row.terms.ends_at <= clock.now():
        return write(codes.settle_code, act, row.id, rules.EXPIRED)
    if port is None:
        return False
    try:
        if row.state == rules.RETRACTING:
            port.disable(row.source, row.code, row.external_id)
            return write(codes.settle_code, act, row.id, rules.DISABLED)
        made = port.create(row.source, _order(row))
        return write(codes.settle_code, act, row.id, rules.LIVE, made)
    except TryAgain:
        raise
    except Problem as problem:
        return row.state == rules.ORDERED and write(codes.settle_code, act, row.id, rules.FAILED, problem=problem.code)


def _order(row: CodeRow) -> CodeOrder:
    account = store_ids_of([row.customer], row.source).get(row.customer, "")
    person = customers_by_id([row.customer], contact=True).get(row.customer)
    return CodeOrder(row.code, row.terms, account, person.email if person else "")


def order_numbers(subjects: Sequence[str]) -> list[int]:
    """Return the keys in `order:7`."""
    return sorted({int(one.partition(":")[2]) for one in subjects if one.startswith("order:")})


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    for name, handler, title in (
        (codes.PUSH, push_codes, gettext_lazy("Make and end discount codes in the store")),
        (COMPARE, compare_codes, gettext_lazy("Compare discount codes with the store")),
    ):
        jobs.register(name, handler)
        extends.job_titles.register(job_title(name, title))
    jobs.every(codes.PUSH, timedelta(minutes=1), has_waiting)
    jobs.cron(COMPARE, "10 4 * * *", _zone, queries.has_open)


def _zone() -> str:
    shop = find_shop()
    return shop.zone if shop else "UTC"
