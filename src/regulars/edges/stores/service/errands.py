"""Telling stores about their customers: the latest word only, however often it changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from regulars.base.state import Act, execute, fetchall, instant_value, verb, write
from regulars.domains.customers.queries.knowing import store_ids_of
from regulars.edges.stores.connector import Telling
from regulars.edges.stores.models import Account, Errand
from regulars.edges.stores.service.opening import Opened
from regulars.edges.stores.service.queueing import TELL, ask_for
from regulars.kit.errors import Problem, TryAgain

ATTEMPTS = 5
AT_ONCE = 100
TAKES_WORD = ("shopify", "woocommerce")  # providers whose customers can be told something
Report = Callable[[int, int | None, str], None]


@verb
def tell_stores(
    act: Act, customer: int, tags: Mapping[str, bool] | None = None, fields: Mapping[str, str | None] | None = None
) -> int:
    """Let every connected store know something of a customer: tags they have or lose, and fields (segment, points,
    tier, consent; none takes one away). What was not told yet is replaced, tag by tag and field by field.

    Returns how many stores will be told.
    """
    told = 0
    for account in Account.objects.filter(state="connected", provider__in=TAKES_WORD):
        row, made = Errand.objects.get_or_create(
            account_id=account.pk,
            customer=customer,
            defaults={"tags": dict(tags or {}), "fields": dict(fields or {}), "asked_at": act.now},
        )
        if not made:
            row.tags, row.fields = {**row.tags, **(tags or {})}, {**row.fields, **(fields or {})}
            row.number, row.state, row.attempts, row.error, row.asked_at = row.number + 1, "waiting", 0, "", act.now
            row.save()
        ask_for(act, TELL, account.pk)
        told += 1
    return told


@verb
def end_errand(act: Act, errand: int, number: int, problem: str, for_good: bool) -> None:
    """Note how telling ended; a word that was replaced meanwhile goes on waiting."""
    state = "done" if not problem else ("failed" if for_good else "waiting")
    execute(
        "UPDATE stores_errand SET state = %s, error = %s, attempts = attempts + 1, done_at = %s "
        "WHERE id = %s AND number = %s",
        [state, problem[:240], instant_value(act.now), errand, number],
    )


def run(opened: Opened, turn: Callable[[], Act], report: Report) -> int:
    """Tell a store everything that waits; return of how many customers."""
    done = after = 0
    while rows := _waiting(opened.account.id, after):
        after = rows[-1].pk
        ids = store_ids_of([row.customer for row in rows], opened.account.source)
        for row in rows:
            problem, for_good = _told(opened, row, ids.get(row.customer, ""))
            write(end_errand, turn(), row.pk, row.number, problem, for_good or row.attempts + 1 >= ATTEMPTS)
            done += not problem
            report(done, None, "")
    return done


def _told(opened: Opened, row: Errand, external_id: str) -> tuple[str, bool]:
    if not external_id:
        return "no account in this store", True
    try:
        opened.store.tell(Telling(external_id, row.tags, row.fields))
    except TryAgain:
        raise
    except Problem as problem:
        return problem.code, True
    return "", False


def _waiting(account: int, after: int) -> list[Errand]:
    sql = "SELECT id FROM stores_errand WHERE account_id = %s AND state = 'waiting' AND id > %s ORDER BY id LIMIT %s"
    numbers = [int(row[0]) for row in fetchall(sql, [account, after, AT_ONCE])]
    return list(Errand.objects.filter(pk__in=numbers).order_by("id"))
