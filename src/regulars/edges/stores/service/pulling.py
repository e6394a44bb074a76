"""Reading a store: everything it has, then what changed; each page and the place behind it in one transaction.

A kill at any instant loses nothing: the next run goes on at the last place that was written, and what was taken
already is known by its version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from regulars.base.activity import record
from regulars.base.state import Act, verb, write
from regulars.edges.stores.connector import ORDERS, RECONCILED, Page, Place, Stated
from regulars.edges.stores.events import StoreFilled
from regulars.edges.stores.models import Account, Stream
from regulars.edges.stores.queries import AccountRow, streams
from regulars.edges.stores.service import accounts
from regulars.edges.stores.service.opening import Opened
from regulars.edges.stores.service.taking import Taken, take, unseen_since
from regulars.kit import clock

TAKE = 50  # objects in one transaction: an order brings about eight rows, and one hold takes some 500
SKEW = timedelta(minutes=10)  # how far the store's clock and ours may be apart
CREATED_WINDOW = timedelta(days=14)
CHANGED_OVERLAP = timedelta(days=1)
MISSED_MAX = 500
Report = Callable[[int, int | None, str], None]
Turn = Callable[[], Act]


@dataclass(slots=True)
class Pulled:
    """What a run read and changed."""

    read: int = 0
    changed: int = 0
    gone: int = 0

    def add(self, taken: Taken, read: int) -> None:
        """Count one piece."""
        self.read += read
        self.changed += taken.changed


@verb
def take_page(
    act: Act, account: AccountRow, kind: str, items: Sequence[Stated], place: Place | None, total: int | None
) -> Taken:
    """Take objects and move the place behind them, both or neither."""
    taken = take(act, account.id, account.source, items)
    row, _made = Stream.objects.get_or_create(account_id=account.id, kind=kind)
    row.done += len(items)
    if place is not None:
        row.place, row.moved_at = place, act.now
        row.total = total if total is not None else row.total
    row.save()
    return taken


@verb
def mark_filled(act: Act, account: AccountRow, kind: str, place: Place, kinds: Sequence[str]) -> None:
    """Note that all older objects of a kind are here, and go on from `place`."""
    row = Stream.objects.get(account_id=account.id, kind=kind)
    row.is_filled, row.place, row.moved_at, row.total = True, place, act.now, row.done
    row.save()
    known = Stream.objects.filter(account_id=account.id, kind__in=kinds)
    if known.filter(is_filled=True).count() == len(kinds):
        objects = sum(one.done for one in known)
        record(act, StoreFilled(account.id, account.name, objects), subject=f"store:{account.id}")


@verb
def end_reconciling(act: Act, account: int) -> None:
    """Note that a store was compared, and forget how far the comparison was."""
    Stream.objects.filter(account_id=account, kind__startswith=RECONCILED).delete()
    Account.objects.filter(pk=account).update(reconciled_at=act.now)


def pull(opened: Opened, act_of: Callable[[bool], Act], report: Report) -> Pulled:
    """Fetch what is older, then what changed since. `act_of(backfill)` answers the act of each transaction."""
    account, done = opened.account, Pulled()
    for kind in opened.connector.streams:
        stream = streams(account.id).get(kind)
        if stream is None or not stream.is_filled:
            _fill(opened, kind, act_of, report, done)
        place = streams(account.id)[kind].place
        _follow(opened, kind, kind, place, lambda: act_of(False), report, done)
    write(accounts.keep_health, act_of(False), account.id, synced_at=True)
    return done


def _fill(opened: Opened, kind: str, act_of: Callable[[bool], Act], report: Report, done: Pulled) -> None:
    """Fetch everything of a kind that the store has, from where the last run was."""
    account = opened.account
    stream = streams(account.id).get(kind)
    if stream is None:
        place: Place = {"began": clock.now().isoformat(), "at": opened.store.begin(kind, None)}
        write(take_page, act_of(True), account, kind, (), place, None)
    else:
        place = stream.place
    while True:
        page = opened.store.pull(kind, place["at"])
        place = {"began": place["began"], "at": page.place}
        _take(opened, kind, page, place, lambda: act_of(True), done)
        now = streams(account.id)[kind]
        report(now.done, now.total, kind)
        if page.wait_seconds:
            opened.caller.stand(page.wait_seconds)
        elif not page.has_more:
            break
    since = datetime.fromisoformat(place["began"]) - SKEW
    write(mark_filled, act_of(True), account, kind, opened.store.begin(kind, since), opened.connector.streams)


def _follow(opened: Opened, kind: str, stream: str, place: Place, turn: Turn, report: Report, done: Pulled) -> None:
    """Read what changed, page by page, until the store has no more."""
    while True:
        page = opened.store.pull(kind, place)
        place = page.place
        _take(opened, stream, page, place, turn, done)
        report(done.read, None, kind)
        if page.wait_seconds:
            opened.caller.stand(page.wait_seconds)
        elif not page.has_more:
            return


def _take(opened: Opened, stream: str, page: Page, place: Place, turn: Turn, done: Pulled) -> None:
    """Take a page in pieces; the last one moves the place, those before are known again after a kill."""
    items = opened.store.complete(page.items)
    opened.keep(turn())
    pieces: list[Any] = [items[start : start + TAKE] for start in range(0, len(items), TAKE)] or [()]
    for number, piece in enumerate(pieces, 1):
        is_last = number == len(pieces)
        taken = write(take_page, turn(), opened.account, stream, piece, place if is_last else None, page.total)
        done.add(taken, len(piece))


def reconcile(opened: Opened, turn: Turn, report: Report) -> Pulled:
    """Compare with the store: everything lately created and lately changed is read again, and what it does not name
    any more is asked for by its id."""
    account, done = opened.account, Pulled()
    began = clock.now()
    created = began - CREATED_WINDOW
    changed = (account.reconciled_at or account.connected_at or began) - CHANGED_OVERLAP
    for kind in opened.connector.streams:
        _follow(opened, kind, f"{RECONCILED}:{kind}", opened.store.begin(kind, changed), turn, report, done)
    place = opened.store.begin(ORDERS, None, created)
    if ORDERS in opened.connector.streams:
        _follow(opened, ORDERS, f"{RECONCILED}:new_{ORDERS}", place, turn, report, done)
        for external_id in unseen_since(account.id, ORDERS, created, began, MISSED_MAX):
            done.gone += _look_at(opened, external_id, turn)
            report(done.read, None, ORDERS)
    write(end_reconciling, turn(), account.id)
    return done


def _look_at(opened: Opened, external_id: str, turn: Turn) -> int:
    found = opened.store.read(ORDERS, external_id)
    now = clock.now()
    one = found or Stated(ORDERS, external_id, now, now, None, is_gone=True)
    account = opened.account
    write(take, turn(), account.id, account.source, list(opened.store.complete([one])))
    return int(one.is_gone)
